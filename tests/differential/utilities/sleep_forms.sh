sleep 0.1; echo $?; sleep 0; echo $?; sleep 0.05s; echo $?; sleep abc 2>/dev/null; echo $?; sleep 2>/dev/null; echo $?; sleep 0.01 0.01; echo $?; sleep -1 2>/dev/null; echo $?
