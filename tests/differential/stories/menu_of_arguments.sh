usage() { echo "usage: tool start|stop [-v] [name]"; return 64; }
tool() {
  cmd=${1:-}; [ $# -gt 0 ] && shift; verbose=
  while [ $# -gt 0 ]; do case $1 in -v|--verbose) verbose=1; shift;; -n) name=$2; shift 2;; --) shift; break;; -*) echo "bad $1"; return 2;; *) break;; esac; done
  case $cmd in start|stop) echo "$cmd${verbose:+ verbosely} ${name:-${1:-all}}";; '') usage;; *) echo "unknown $cmd"; return 1;; esac
}
tool start; tool stop -v x; tool; echo $?; tool fly; echo $?; tool start -n me; name=; tool start -z; echo $?; tool start -- -x
