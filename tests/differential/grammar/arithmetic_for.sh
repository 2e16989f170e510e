# shells: bash
for ((i=0; i<3; i++)); do echo $i; done
for ((i=0, j=10; i<j; i+=3, j-=3)); do echo $i $j; done; for ((;;)); do break; done; echo out
for (( i = 3; i; i-- )) { echo "brace $i"; }
n=2; for ((i=1;i<=n;i++)); do for ((k=1;k<=n;k++)); do ((k==2)) && continue 2; echo $i$k; done; done
while ((n-- > 0)); do echo w$n; done; if ((n < 0)); then echo negative; fi
