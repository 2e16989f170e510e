greet() { echo "hello $1 of $#"; }
greet world; greet 'a b' c
ret() { return $1; }; ret 3; echo $?; ret 0 && echo zero
fact() { if [ $1 -le 1 ]; then echo 1; else echo $(( $1 * $(fact $(($1 - 1))) )); fi; }; fact 10
sub() ( cd /; x=changed; pwd ); x=kept; sub; echo $x; pwd | grep -c .
args() { for a in "$@"; do echo "- $a"; done; shift; echo "left $*"; }; args 1 '2 3' 4
out() { echo redirected; } >&2; out 2>/dev/null; echo after
var() { v=global; }; var; echo $v
outer() { inner() { echo inner; }; inner; }; outer; inner
last() { false; }; last; echo $?
set -- top; pos() { set -- in; echo $1; }; pos; echo $1
f () {
  echo multi
  return
  echo never
}
f; f2() if true; then echo compound; fi; f2
