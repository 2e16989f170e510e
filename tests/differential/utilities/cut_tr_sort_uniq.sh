printf 'b:2:x\na:10:y\nc:1:x\na:10:y\n' > f
cut -d: -f1 f; cut -d: -f2,3 f; cut -d: -f2- f; cut -c1-3 f; cut -c2 f; cut -d: -f1,3 --output-delimiter=- f; echo nodelim | cut -d: -f2; echo nodelim | cut -s -d: -f2; echo abc | cut -b2; cut -d: -f-2 f
echo hello | tr a-z A-Z; echo hello | tr -d l; echo 'a  b' | tr -s ' '; echo a,b | tr , '\n'; echo hello | tr 'el' 'ip'; echo abc123 | tr -cd '0-9'; echo; echo 'x-y' | tr -- - _; echo 'Ab' | tr '[:upper:]' '[:lower:]'; echo aabb | tr -s ab; echo abc | tr a-c x
sort f; sort -r f; sort -u f; sort -t: -k2 -n f; sort -t: -k2,2nr -k1,1 f; printf '10\n9\n100\n' | sort; printf '10\n9\n100\n' | sort -n; printf '10\n9\n' | sort -rn; printf 'b\nA\na\nB\n' | sort -f; printf '1.10\n1.9\n' | sort -V; printf '2K\n1M\n' | sort -h; sort -c f 2>/dev/null; echo $?; printf 'b\na\n' > g; sort -o g g; cat g
sort f | uniq; sort f | uniq -c | awk '{print $1, $2}'; sort f | uniq -d; sort f | uniq -u; printf 'a\nA\n' | uniq -i; printf 'x\nx\ny\n' | uniq -c
