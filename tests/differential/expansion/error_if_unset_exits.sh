echo before
: ${missing:?must be set}
echo after
