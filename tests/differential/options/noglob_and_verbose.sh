touch a b; set -f; echo *; set +f; echo *; set -o noglob; echo *; set +o noglob; echo *
set -- -e x; echo $1; set -- ; echo $#; set a b; echo $2; set --; echo $#
