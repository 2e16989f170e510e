export A=1 B; B=2; C=3; sh -c 'echo $A $B [$C]'; export C; sh -c 'echo $C'; unset A; sh -c 'echo [$A]'; export D="a b" E=$C; sh -c 'echo "$D" $E'
f() { export F=inner; }; f; sh -c 'echo $F'; (export G=sub); echo "[$G]"; H=x; export H=y; sh -c 'echo $H'; export -p | grep -c '[ ]A=' ; env | grep '^D='
x='a b'; export y=$x; echo "$y" | head -1
