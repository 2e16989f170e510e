set -- one 'two words' three
echo $# "$1" "$2" "$3" "${2}"
echo "$*"; echo "$@"; echo $*
for i in "$@"; do echo "<$i>"; done
for i in $@; do echo "<$i>"; done
for i in "$*"; do echo "<$i>"; done
for i; do echo "{$i}"; done
false; echo $?; true; echo $?
(exit 7); echo $?
echo "$0" | grep -c sh
