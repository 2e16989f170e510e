i=0
while [ $i -lt 3 ]; do echo "$i: $(date +%Y | cut -c1-2)" >> log; i=$((i+1)); sleep 0.01; done
cat log; awk -F': ' '{print $1}' log | paste -sd' '; test $i -eq 3
