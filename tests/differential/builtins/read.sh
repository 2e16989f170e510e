printf 'one two three\nback\\slash\\\njoined\n  lead trail  \nlast' > f
{ read a b; echo "$a|$b"; read x; echo "$x"; read y; echo "[$y]"; read z; echo "$? [$z]"; read n; echo "$? [$n]"; } < f
{ read -r l1; read -r l2; read -r l3; echo "$l2|$l3"; } < f
echo a:b:c | { IFS=: read p q; echo "$p|$q"; }; echo 'a b c d' | { read p q r; echo "$r"; }
echo '  x  ' | { IFS= read -r v; echo "[$v]"; }; echo | { read v; echo "$? [$v]"; }; read v < /dev/null; echo "$? [$v]"
echo 'x' | { read a b c; echo "[$a][$b][$c]"; }; printf 'a,b,,d\n' | { IFS=, read a b c d; echo "[$a][$b][$c][$d]"; }
while IFS='=' read -r k v; do echo "$k -> $v"; done <<E
name=value
url=http://x?a=b
empty=
E
printf 'a\nb\n' | while read l || [ -n "$l" ]; do echo "<$l>"; done; printf 'no newline' | while read l || [ -n "$l" ]; do echo "<$l>"; done
