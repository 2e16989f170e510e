sleep 0.1 & p=$!; [ "$p" -gt 1 ] && echo number; (echo $! > sub); [ "$(cat sub)" = "$p" ] && echo same; wait $p; echo $?
f() { sleep 0.1 & }; f; wait $!; echo $?
: & [ -n "$!" ] && echo set; wait
