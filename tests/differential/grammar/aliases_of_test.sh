[ a = a ] && echo 1; test a = a && echo 2; [ a ] && echo 3; [ '' ] || echo 4; [ ] || echo 5
[ -n a ] && [ -z '' ] && echo 6; [ ! a = b ] && echo 7; [ a != b ] && echo 8
[ 1 -eq 01 ] && [ 2 -gt 1 ] && [ 1 -lt 2 ] && [ 1 -le 1 ] && [ 1 -ge 1 ] && [ 1 -ne 2 ] && echo 9
[ a = a -a b = b ] && echo 10; [ a = b -o b = b ] && echo 11; [ ! a = b -a b = b ] && echo 12
[ '(' a = a ')' ] && echo 13; [ -n ] && echo 14; [ = = = ] && echo 15; [ ! ] && echo 16; [ ! '' ] && echo 17
[ "a b" = "a b" ] && echo 18; [ -a = -a ] && echo 19; x=; [ "$x" = "" ] && echo 20; [ -z "$x" ] && echo 21
[ 1 -eq x ] 2>/dev/null; echo $?; [ a = ] 2>/dev/null; echo $?
[ a '<' b ] 2>/dev/null && echo 22; [ " 5 " -eq 5 ] && echo 23; [ -5 -lt -4 ] && echo 24
