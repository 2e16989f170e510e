# shells: bash
function f { echo "f $1"; }; f a; function g() { echo g; }; g
function h-dash { echo dash; }; h-dash; function k
{
  local -i n=3; local a=(1 2); echo $((n+1)) ${#a[@]}
}
k; declare -f g > /dev/null && echo defined; type -t f echo if cat nothing_here; unset -f f; declare -F f || echo gone
r() { return 300; }; r; echo $?; FUNC() { echo "${FUNCNAME[0]} ${FUNCNAME[1]}"; }; FUNC
