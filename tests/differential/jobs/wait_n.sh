# shells: bash
(sleep 0.4; exit 4) & (sleep 0.1; exit 1) & wait -n; echo $?; wait -n; echo $?; wait -n; echo $?
sleep 0.1 & jobs -p | wc -l; wait; jobs | wc -l
sleep 0.1 & p=$!; wait -n $p; echo $?
