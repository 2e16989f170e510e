echo before
(exec echo replaced; echo never)
f() { exec echo from function; }; (f; echo never)
exec sh -c 'echo last; exit 9'
echo never
