printf '1\n2\n3\n' > n; printf 'a\nb\n' > l; paste n l; paste -d, n l; paste -s n; paste -sd+ n; tac n; rev <<E
abc
E
nl l; printf 'b 2\na 1\n' | sort | join - l 2>/dev/null; comm -12 l l; printf 'x\ny\n' | diff l - | head -3; cmp n n; echo $?; cmp -s n l; echo $?; diff n n; echo $?; diff -q n l; fold -w 3 <<E
abcdefgh
E
split -l 2 n part; ls part*; cat partab; printf 'a b\n' | tr ' ' '\n' | shuf | sort; echo 'a	b' | expand -t 4; fmt -w 10 <<E
some words to be wrapped
E
yes n | head -2; od -An -c <<E
hi
E
printf 'k1 v1\nk2 v2\n' | column -t 2>/dev/null; printf '\x01\x02' 2>/dev/null | od -An -tx1 > /dev/null; echo abc | hexdump -C 2>/dev/null | head -0; printf 'a,b\n' | tr , '\t' | cut -f2
