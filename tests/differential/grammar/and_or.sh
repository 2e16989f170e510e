true && echo a || echo b; false && echo a || echo b
false || false || echo c; true && true && echo d
true || echo no && echo e; false && echo no; echo $?
! true; echo $?; ! false; echo $?; ! false && echo f
true &&
  echo next line
false ||

  echo after blank line
[ 1 = 1 ] && [ 2 = 2 ] && echo both
{ false || true; } && echo grouped; (false) || echo sub
