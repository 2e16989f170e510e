x=1; (x=2; echo $x); echo $x
{ x=3; echo $x; }; echo $x
(exit 4); echo $?; { (exit 5); }; echo $?
(cd /tmp && pwd); (echo a; echo b) | wc -l | tr -d ' '
( ( echo nested ) ); (echo one;echo two);{ echo brace; }
a=$( (echo x) ); echo $a
(trap 'echo bye' EXIT; echo in); echo out
( set -e; false; echo never ); echo $?
echo $(x=5; echo $x) $x
