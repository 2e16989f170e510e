break 2>/dev/null; echo $?; continue 2>/dev/null; echo $?
for i in 1 2; do break 5; done; echo $i; for i in 1 2; do continue 9; echo never; done; echo $i
f() { break; }; for i in 1 2 3; do echo $i; [ $i = 2 ] && break; done
while true; do while true; do break 2; done; echo never; done; echo out
