# shells: bash
cat <(echo one) <(echo two)
while read l; do echo "<$l>"; done < <(printf 'a\nb\n')
diff <(echo same) <(echo same) && echo no difference
n=0; while read x; do n=$((n+x)); done < <(seq 4); echo $n
wc -l < <(seq 3); mapfile -t a < <(echo p; echo q); echo ${a[1]}
echo to sink | tee >(cat > sunk) > /dev/null; sleep 0.2; cat sunk
paste <(seq 2) <(echo x; echo y)
