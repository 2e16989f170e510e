cat < nonexistent 2>/dev/null; echo "status $(( $? != 0 ))"
echo x > nonexistent/file 2>/dev/null; echo "status $(( $? != 0 ))"
{ echo never; } < nonexistent; echo next
mkdir d; echo x > d; echo "status $(( $? != 0 ))"
false < /dev/null; echo $?
echo a >&9; echo "status $(( $? != 0 ))"
while read x; do echo never; done < nonexistent; echo "status $(( $? != 0 ))"
