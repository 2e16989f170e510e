a=x\ y; b='x  y'; c="x  y"; d=$b; e="$b"; f=$(echo 'p  q'); g=`echo r  s`
echo "$a|$b|$c|$d|$e|$f|$g"
h=a"b"'c'd$a"e"; echo "$h"
i=* ; echo "$i"
j=~root; k="~root"; echo "$k"
l= ; echo "[$l]"; m=1 n=2; echo $m$n
