echo a | cat | cat | tr a b
printf '3\n1\n2\n' | sort | head -1
false | true; echo $?; true | false; echo $?; ! true | false; echo $?
echo x | { read v; echo "in $v"; }; echo "out [$v]"
echo in | (cat; echo sub) | while read l; do echo "<$l>"; done
seq 5 | while read n; do [ $n = 3 ] && break; echo $n; done
echo data |
  cat -n | tr -d ' \t'
f() { cat | tr a-z A-Z; }; echo func | f
exit 3 | true; echo "still here $?"
yes | head -3; echo $?
cat /dev/null | wc -l | tr -d ' '
