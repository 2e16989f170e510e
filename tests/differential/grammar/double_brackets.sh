# shells: bash
x='a b'; [[ $x == 'a b' ]] && echo 1; [[ $x == a* ]] && echo 2; [[ $x == "a*" ]] || echo 3; [[ -z $nothing ]] && echo 4
[[ a < b ]] && echo 5; [[ 10 -gt 9 && 1 -eq 1 ]] && echo 6; [[ a == b || c == c ]] && echo 7; [[ ! a == b ]] && echo 8
[[ ( a == a || b == c ) && d == d ]] && echo 9; [[ -e / && ! -f / ]] && echo 10; [[ $x ]] && echo 11; [[ '' ]] || echo 12
[[ abc =~ ^a(.)c$ ]] && echo ${BASH_REMATCH[0]} ${BASH_REMATCH[1]}; [[ abc =~ x ]] || echo 13; re='^[0-9]+$'; [[ 42 =~ $re ]] && echo 14
[[ web-12 =~ -([0-9]+)$ ]] && echo ${BASH_REMATCH[1]}; [[ 'a b' =~ a\ b ]] && echo 15; [[ a.b =~ a\.b ]] && echo 16; [[ axb =~ a\.b ]] || echo 17
n=5; [[ n -eq 5 ]] && echo 18; [[ $n -lt 2+4 ]] && echo 19; [[ abc = ?b? ]] && echo 20; [[ abc != [x-z]* ]] && echo 21
p='a*'; [[ abc == $p ]] && echo 22; [[ abc == "$p" ]] || echo 23; [[ foo == @(foo|bar) ]] && echo 24
[[ -v n ]] && echo 25; [[ -v nope ]] || echo 26
[[ "v1.2.3" =~ ^v([0-9]+)\.([0-9]+)\.([0-9]+)$ ]] && echo "${BASH_REMATCH[@]:1}"
