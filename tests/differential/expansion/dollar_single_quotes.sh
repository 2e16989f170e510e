# shells: bash
echo $'a\tb\nc' $'it\'s' $'\x41\102\e[0m' $'\\n' "$'x'"
x=$'two\nlines'; echo "$x"; echo $'\u00e9'
IFS=$'\n'; for l in $x; do echo "<$l>"; done
echo $"localized"
