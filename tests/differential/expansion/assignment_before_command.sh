x=old; x=new sh -c 'echo $x'; echo $x
A=1 B=2 env | grep -E '^(A|B)=' | sort
f() { echo "in f: $v"; }; v=1 f
IFS=: read a b <<E
p:q
E
echo "$a $b"; printf '%s\n' "[$IFS]" | head -1
y=1 z=$y; echo "[$y] [$z]"
export e=exported; sh -c 'echo $e'; n=local; sh -c 'echo "[$n]"'
