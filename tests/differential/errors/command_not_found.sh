this_command_does_not_exist 2>/dev/null; echo $?
./nor_this_one 2>/dev/null; echo $?
touch plain; ./plain 2>/dev/null; echo $?
mkdir dir; ./dir 2>/dev/null; echo $?
x=$(nothing_here 2>/dev/null); echo "$?[$x]"
nothing_here 2>/dev/null || echo fallback
if nothing_here 2>/dev/null; then :; else echo $?; fi
nothing_here | cat; echo piped $?
exec 2>/dev/null; no_such_last_command
