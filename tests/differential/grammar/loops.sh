i=0; while [ $i -lt 5 ]; do i=$((i+1)); [ $i -eq 2 ] && continue; [ $i -eq 4 ] && break; echo $i; done; echo "end $i $?"
until [ $i -le 0 ]; do i=$((i-1)); printf %s $i; done; echo
for x in a b c; do for y in 1 2 3; do [ $y = 2 ] && continue 2; [ $x = c ] && break 2; echo $x$y; done; done
for x in; do echo never; done; echo $?
while false; do :; done; echo $?
for x in 1 2; do false; done; echo $?
for x
do echo never; done
set -- p q; for x do echo $x; done
for f in "a b" c; do echo "$f"; done; echo "$f"
while read line; do echo "[$line]"; done <<E
one
two three
E
n=0; while :; do n=$((n+1)); case $n in 3) break;; esac; done; echo $n
