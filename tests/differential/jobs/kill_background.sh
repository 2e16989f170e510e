sleep 30 & kill $!; wait $! 2>/dev/null; echo $?
sleep 30 & kill -9 $!; wait $! 2>/dev/null; echo $?
sleep 30 & sleep 0.2; kill -INT $!; kill -0 $! && echo alive; kill -TERM $!; wait $! 2>/dev/null; echo $?
sh -c 'trap "exit 7" TERM; sleep 0.5 & wait' & sleep 0.2; kill $!; wait $!; echo $?
kill -0 $$ && echo self; kill -0 99999 2>/dev/null || echo none
kill -l 15; kill -l 9
