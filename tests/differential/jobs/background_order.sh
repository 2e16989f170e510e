(sleep 0.4; echo late) &
(sleep 0.1; echo early) &
echo now
wait
echo done
