# A template filled from the environment.
export HOST=db PORT=5432
cat > template <<'E'
server ${HOST}:${PORT};
timeout 30s;
E
sed -e "s/\${HOST}/$HOST/" -e "s/\${PORT}/$PORT/" template > conf; cat conf
while IFS= read -r line; do eval "echo \"$line\""; done < template
printf '%s\n' "$HOST" "$PORT" | paste -sd: ; grep -q "server db" conf && echo configured
cat > env.json <<E
{"host":"$HOST","port":$PORT,"list":[$(seq -s, 1 3)]}
E
cat env.json
