cat > conf <<E
# comment
[web]
port = 80

[db]
port=5432
E
section=
while read -r line; do
  case $line in
    ''|'#'*) continue;;
    '['*']') section=${line#[}; section=${section%]};;
    *=*) key=$(echo ${line%%=*}); val=$(echo ${line#*=}); echo "$section.$key=$val";;
  esac
done < conf
