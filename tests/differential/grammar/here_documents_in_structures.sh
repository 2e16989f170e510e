f() { cat <<E
in function $1
E
}
f arg; f again
if true; then cat <<E
in if
E
fi
for i in 1 2; do
  cat <<E
loop $i
E
done
while read a b; do echo "$b $a"; done <<E
x y
p q r
E
x=$(cat <<E
captured
E
); echo "$x"
cat <<E && echo and
text
E
(cat; echo end) <<E
sub
E
cat > file <<E
line1
line2
E
wc -l < file | tr -d ' '
cat <<E
E
cat 3<<E <&3
via 3
E
sh <<E
echo from stdin \$((2+3))
E
