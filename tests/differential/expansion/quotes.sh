echo 'single $x `y` \n "d"' "double \$x \`y\` \\ \" 'single'"
echo a\ b\\c\"d\'e\$f
echo "line1\
continued" 'line1\
kept'
echo a\
b
echo ""'' "" a''b a""b
echo "a\bc" "a\\bc" 'it'\''s'
printf '%s\n' "tab	in" "multi
line"
