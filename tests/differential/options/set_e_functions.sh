set -e
f() { echo start; false; echo never; }
(f; echo never); echo never
