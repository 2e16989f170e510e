echo $(echo a; echo b) "$(echo a; echo b)"
x=$(printf 'line1\nline2\n\n\n'); echo "[$x]"
echo `echo back` `echo \`echo nested\`` "`echo "quoted $(echo in)"`"
y=$(false); echo "status $?"; z=$(exit 5); echo $?
echo "$(echo "$(echo "$(echo deep)")")"
echo $(echo 'a  b') "$(echo 'a  b')"
echo "$(cat <<E
from here $((1+1))
E
)"
echo $(( $(echo 3) + `echo 4` ))
