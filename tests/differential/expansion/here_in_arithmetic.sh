n=4
while [ $((n -= 1)) -gt 0 ]; do echo $n; done
echo $(( n == 0 ? (1 + 1) : -1 )) $((n*n)) $(( 10 / 3 * 3 + 10 % 3 ))
c=0; for i in 1 2 3; do c=$((c + i)); done; echo $c
echo $((1+2
+3))
