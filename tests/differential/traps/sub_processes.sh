sh -c 'trap "echo caught; exit 3" TERM; kill -TERM $$; echo never'; echo $?
sh -c 'trap "" TERM; kill -TERM $$; echo survived'; echo $?
sh -c 'kill -TERM $$; echo never' 2>/dev/null; echo $?
sh -c 'kill -9 $$' 2>/dev/null; echo $?
sh -c 'trap "echo e" EXIT; kill -USR1 $$; echo never' > out 2>/dev/null; echo $?
(trap 'echo sub' USR1; sh -c 'kill -USR1 $PPID'; echo after)
