sh -n -c 'echo never' ; echo $?
echo 'if true; then' > bad; sh -n bad 2>/dev/null; echo $?
echo 'echo fine' > good; sh -n good; echo $?
