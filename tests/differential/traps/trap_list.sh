trap 'echo a' INT; trap "echo 'quoted'" TERM; trap '' HUP
trap | sort | sed 's/SIG//'
trap - INT TERM HUP; trap | wc -l | tr -d ' '
