command echo hi; command -v echo; command -v cd; command -v nothing_here; echo "status $(( $? != 0 ))"; f() { echo f; }; command -v f; command -v if
echo() { printf 'mine\n'; }; echo x; command echo real; unset -f echo; echo builtin; type nothing_here > /dev/null 2>&1; printf '%s\n' "status $(( $? != 0 ))"
command -v ls > /dev/null && echo has ls; if ! command -v nosuch > /dev/null 2>&1; then echo lacks; fi; type cd | grep -c builtin; command true && echo ok; hash ls 2>/dev/null; echo $?
