parse() { OPTIND=1; while getopts 'ab:c' o "$@"; do case $o in a) echo a;; b) echo "b=$OPTARG";; c) echo c;; ?) echo bad;; esac; done; shift $((OPTIND-1)); echo "rest $*"; }
parse -a -b val rest; parse -ab val -c x y; parse -bval; parse -a -- -b; parse 2>/dev/null -z; parse x -a; parse
quiet() { OPTIND=1; while getopts ':x:y' o "$@"; do case $o in x) echo "x=$OPTARG";; y) echo y;; :) echo "missing for $OPTARG";; \?) echo "unknown $OPTARG";; esac; done; }
quiet -x; quiet -q -y; quiet -y -x 1; set -- -a -b; while getopts ab o; do echo $o $OPTIND; done; echo $OPTIND
