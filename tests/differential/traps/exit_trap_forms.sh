(trap 'echo a' 0; true); (trap "echo b" EXIT; exit 2); echo $?
(trap 'exit 7' EXIT; exit 1); echo $?
(trap 'echo x' EXIT; trap - EXIT; echo reset); (trap 'echo x' EXIT; trap '' EXIT; echo emptied)
f() { trap 'echo from f' EXIT; }; (f; echo after f)
x=$(trap 'echo in substitution' EXIT; echo body); echo "$x"
(trap 'false' EXIT; true); echo $?
(trap 'echo status $?; (exit 9)' EXIT; exit 4); echo $?
