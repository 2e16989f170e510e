# compare: stderr
echo first
for i in 1 2; do
  echo $i
