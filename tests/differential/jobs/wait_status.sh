(exit 3) & wait $!; echo $?
(exit 0) & a=$!; (exit 5) & b=$!; wait $a; echo $?; wait $b; echo $?
sleep 0.1 & wait; echo $?
wait; echo $?; wait 99999 2>/dev/null; echo $?
false & wait $!; echo $?
(exit 1) & (exit 2) & wait; echo $?
sleep 0.1 & p=$!; wait $p $p 2>/dev/null; echo $?
true & wait $! && echo ok
