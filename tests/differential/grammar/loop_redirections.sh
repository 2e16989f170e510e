for i in 1 2 3; do echo $i; done > out; cat out
while read x; do echo "got $x"; done < out | tail -1
i=0; while read x; do i=$((i+x)); done < out; echo $i
{ echo a; echo b; } > two; wc -l < two | tr -d ' '
(echo sub; echo err >&2) > both 2>&1; cat both
if true; then echo in if; fi > c; cat c
case x in x) echo in case;; esac >> c; cat c
until false; do echo once; break; done | cat
