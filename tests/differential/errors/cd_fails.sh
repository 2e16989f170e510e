cd /nonexistent/place 2>/dev/null && echo never
echo "status $(( $? != 0 ))"
cd /nonexistent/place 2>/dev/null || exit 8
