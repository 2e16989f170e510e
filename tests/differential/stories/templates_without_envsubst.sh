# templating without envsubst: sed and heredoc
set -eu
UPSTREAM=10.0.0.7:8080; SERVER_NAME='example.com www.example.com'; WORKERS=$(( $(echo 3) + 1 ))
cat > default.conf.template <<'T'
worker_processes ${WORKERS};
server {
  listen 80;
  server_name $SERVER_NAME;
  location / { proxy_pass http://${UPSTREAM}; proxy_set_header Host $host; }
}
T
defined=$(printf '${%s} ' UPSTREAM SERVER_NAME WORKERS)
echo "substituting $defined"
sed -e "s|\${UPSTREAM}|${UPSTREAM}|g" -e "s|\$SERVER_NAME|$SERVER_NAME|" -e "s/\${WORKERS}/$WORKERS/" default.conf.template > default.conf
grep -n 'proxy_pass\|server_name\|worker' default.conf
eval "cat <<EOF
$(printf 'name: %s\nup: ${UPSTREAM%%%%:*}\nport: ${UPSTREAM##*:}\n' "$SERVER_NAME")
EOF
"
awk -F': *' '/server_name/ {n=split($0, a, " "); for (i=2;i<=n;i++) { sub(/;$/, "", a[i]); print i-1, a[i] } } END { print NR " lines" }' default.conf
diff default.conf.template default.conf > d || echo "differs: $?"; cmp -s default.conf default.conf && echo same
tr '[:lower:]' '[:upper:]' < default.conf | head -n 2
while IFS='=' read -r k v; do [ -z "$k" ] && continue; case $k in \#*) continue;; esac; printf '%s -> [%s]\n' "$k" "$v"; done <<'ENV'
# comment
A=1
B=two words
URL=http://x?a=b

EMPTY=
ENV
