(exit 256); echo $?; (exit 300); echo $?; (exit 0); echo $?
sh -c 'exit 3'; echo $?; (exit); echo $?; false; (exit); echo $?
sh -c 'kill -9 $$' 2>/dev/null; echo $?; sh -c 'kill -TERM $$' 2>/dev/null; echo $?; sh -c 'kill -INT $$'; echo $?
f() { return 4; }; f; echo $?; f || echo $?; ! f; echo $?
false; x=1; echo $?; false; : ; echo $?; x=$(exit 6); echo $?
exit 42
