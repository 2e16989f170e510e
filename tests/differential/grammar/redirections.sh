echo one > f; echo two >> f; cat f; cat < f; cat 0< f
echo err >&2 2>/dev/null; { echo out; echo err >&2; } 2>/dev/null
{ echo out; echo err >&2; } > both 2>&1; cat both
{ echo out; echo err >&2; } 2>&1 > /dev/null | sed 's/^/piped: /'
exec 3> three; echo to three >&3; exec 3>&-; cat three
exec 4< f; read a <&4; read b <&4; exec 4<&-; echo $a $b
echo x >| f; cat f; : > f; wc -c < f | tr -d ' '
> empty; ls empty; cat <> f; 2>/dev/null ls nonexistent; echo $?
echo swap 3>&1 1>&2 2>&3 3>&- | cat
f() { echo in function; echo e >&2; }; f > g 2>&1; cat g
echo "a b" > "file name"; cat "file name"; n=file; cat "$n name"
