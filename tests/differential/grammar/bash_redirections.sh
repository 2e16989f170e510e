# shells: bash
{ echo out; echo err >&2; } &> both; cat both; { echo more >&2; } &>> both; wc -l < both
cat <<< "here string $((1+1))"; x='a  b'; cat <<< $x; cat <<< "$x"; read a b <<< "1 2"; echo $b $a
{ echo o; echo e >&2; } |& sort; ls nonexistent |& wc -l
exec {fd}> file; echo to fd >&$fd; exec {fd}>&-; cat file
while read -r l; do echo "<$l>"; done <<< $'p\nq'; tr a-z A-Z <<< shout
echo x >& merged; cat merged
