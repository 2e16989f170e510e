echo a | tr a b & wait; { sleep 0.1; echo one; } | cat & echo two; wait
x=$(sleep 0.1 & echo quick); echo $x; seq 3 | { while read n; do (echo $n) & done; wait; } | sort
