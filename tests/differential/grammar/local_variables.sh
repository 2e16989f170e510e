x=global
f() { local x=local y; y=1; echo $x $y; g; }
g() { echo "g sees $x"; x=changed; }
f; echo $x "[$y]"
h() { local x; echo "[$x]"; x=1; }; x=; h; echo "[$x]"
r() { local n=$1; [ $n -gt 0 ] || return 0; r $((n-1)); echo $n; }; r 3
k() { local a="$1" b="two words"; echo "$a/$b"; }; k 'x y'
