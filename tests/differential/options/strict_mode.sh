# shells: bash
set -euo pipefail
IFS=$'\n\t'
name=${1:-default}; echo "$name"; files=(a b); echo "${#files[@]}"
count=$(printf 'x\ny\n' | wc -l); echo $count
for f in "${files[@]}"; do [[ -f $f ]] || echo "no $f"; done
trap 'echo "line failed with $?"' ERR
ls /nonexistent 2>/dev/null
echo never
