exec 2>&1
set -x
echo a b
x=1
y="two words"
echo "$y" $x
set +x
echo done
