printf 'apple\nBanana\ncherry pie\napple tart\n\n42\n' > f
grep apple f; grep -c a f; grep -i banana f; grep -v a f; grep -n pie f; grep -w apple f; grep -x apple f; grep -q apple f; echo $?
grep nothing f; echo $?; grep -E 'app|che' f; grep -E '^[0-9]+$' f; grep '^$' f | wc -l | tr -d ' '; grep -o 'ap*' f; grep -F 'a.p' f; echo $?
grep -l apple f; grep -e apple -e cherry f; grep -A1 Banana f; grep -B1 Banana f; grep -m1 apple f; grep x missing 2>/dev/null; echo $?
echo 'a.b' | grep 'a\.b'; echo 'foo(bar)' | grep 'foo(bar)'; echo abab | grep -E '(ab){2}'; echo 'x=1' | grep -E '^[a-z]+=[0-9]$'; grep -h apple f f | sort -u; grep -r tart . | sort; grep -L apple f; echo tEsT | grep -io test
mkdir d; echo deep > d/x; grep -r deep d; grep -rl deep .; cat f | grep -c ''; grep -nE 'e$' f; ps 2>/dev/null | grep -v grep > /dev/null; echo $?
