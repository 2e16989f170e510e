set -- a
(shift 2; echo "status $?") 2>/dev/null
echo "after $#"
