# compare: stderr
echo a
| cat
