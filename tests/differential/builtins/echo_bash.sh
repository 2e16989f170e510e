# shells: bash
echo -e 'a\tb\nc\\d\x41\0102'; echo -E 'a\tb'; echo -ne 'x\n'; echo -e 'stop\cnever'; echo; echo -en "\e[0m" | wc -c; echo -n -e 'y\n'; echo 'raw\n'
