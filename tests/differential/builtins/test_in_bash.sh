# shells: bash
[ a == a ] && echo 1; [ -v HOME ] && echo 2; [[ a =~ ^(b|a)$ ]] && echo 3; [ "a" \< "b" ] && echo 4; touch -d '2020-01-01' o; touch n; [ n -nt o ] && echo 5; [ o -ot n ] && echo 6; [[ n -nt missing ]] && echo 7
[ -o errexit ] || echo 8; set -e; [ -o errexit ] && echo 9; set +e; test 1 -eq 1 -a 2 -eq 2 && echo 10; [[ 0x10 -eq 16 ]] && echo 11; [ 5 -gt 3 ] && ((5>3)) && echo 12
