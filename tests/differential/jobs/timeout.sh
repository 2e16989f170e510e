timeout 0.2 sleep 5; echo $?; timeout 5 true; echo $?; timeout 5 sh -c 'exit 3'; echo $?
timeout -s KILL 0.2 sleep 5; echo $?; timeout 0.2 sh -c 'while :; do sleep 0.1; done'; echo $?
timeout 1 nonexistent_cmd 2>/dev/null; echo $?; timeout -k 1 0.2 sleep 5; echo $?; timeout --preserve-status 0.2 sleep 5; echo $?
timeout 1s echo unit; timeout 0 echo zero means none
