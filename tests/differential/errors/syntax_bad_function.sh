# compare: stderr
echo a
f() { echo b; }
f() )
echo c
