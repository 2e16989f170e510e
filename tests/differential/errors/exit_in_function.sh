f() { echo in; exit 5; echo never; }
(f; echo never); echo $?
x=$(f); echo "$x $?"
f
echo never
