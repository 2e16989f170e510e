touch -- -f; ls -- -f; rm -- -f; echo -- x | cat; grep -- -x <<E
a -x
E
printf '%s\n' -n; cd -- .; test -- 2>/dev/null; echo $?; basename -- -a; cat -- /dev/null; mkdir -p -- -d; rmdir -- -d; echo $?
