echo $ "$" a$ $% "$ x" '$' \$x $, $.
echo "cost: $5.00" "${1}" "$#"
x=y; echo "$x$x${x}x" $x.$x-$x/$x
echo "a$(:)b" "a`:`b"
