set -e
false || echo or; if false; then :; fi; ! true; false && true; while false; do :; done
x=$(echo fine); echo $x; (false) || echo sub; f() { false; echo "in f"; }; f || echo "f failed"
{ false; echo group continues; } || true
if f; then echo f in if; fi
echo still
false
echo never
