echo x | tee f; cat f; echo y | tee -a f > /dev/null; cat f; echo z | tee a b | cat; cat a b; cat -n f; cat -A f; cat f - <<E
from stdin
E
cat missing 2>/dev/null; echo $?; cat f missing a 2>/dev/null; echo $?; cat < f > g; cat g; cat /dev/null; cat -b f; printf 'a\n\n\nb\n' | cat -s; cat -e f; echo more | cat f -; cat -- f
