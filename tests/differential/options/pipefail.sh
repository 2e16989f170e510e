# shells: bash
set -o pipefail; false | true; echo $?; true | false | true; echo $?; (exit 3) | (exit 4) | true; echo $?; true | true; echo $?
set +o pipefail; false | true; echo $?; echo a | grep b | cat; echo ${PIPESTATUS[@]}
(exit 1) | (exit 2) | (exit 3); echo "${PIPESTATUS[*]}"; set -eo pipefail
grep x /dev/null | cat || echo handled
grep x /dev/null | cat
echo never
