echo; echo a b; echo -n no newline; echo; echo "a  b" c; echo --; echo - x; echo '-n' "q" | cat; echo
echo "$(echo -n x)y"; echo '' a; echo a '' b; echo -x; echo "-- -n"; echo \\; echo '*'; echo "tab	tab"
