set -e
NAME=${NAME:-demo}; REPLICAS="${REPLICAS:-3}"; BASE=node
mkdir -p etc/conf.d
cat <<-EOF > etc/main.yaml
	name: "$NAME"
	literal: \$NAME and \`date\`
	count: $((REPLICAS * 2))
	peers:
EOF
i=0; while [ "$i" -lt "$REPLICAS" ]; do printf '  - %s-%d.%s.svc:%s\n' "$BASE" "$i" "$NAME" "$((7000 + i))"; i=$((i + 1)); done >> etc/main.yaml
tee etc/conf.d/10-log.conf >/dev/null <<'EOF'
level = ${LEVEL}
path = "/var/log/$app.log"
EOF
cat etc/main.yaml etc/conf.d/*.conf
peers=$(sed -n 's/^  - //p' etc/main.yaml | paste -sd, -); echo "peers=$peers"
OLDIFS=$IFS; IFS=,; set -- $peers; IFS=$OLDIFS; echo "$# first=$1 last=$(eval echo \${$#})"
[ -r etc/secret ] || { umask 077; head -c 6 /dev/zero | od -An -tx1 | tr -d ' \n' > etc/secret; chmod 600 etc/secret; }
cat etc/secret; echo; stat -c '%a' etc/secret
ordinal=${HOSTNAME_OVERRIDE:-web-12}; ordinal=${ordinal##*-}; [ "$ordinal" -gt 10 ] && echo "big $ordinal" || echo small
case "$(uname -s)-${NAME}" in Linux-d*) echo match;; *) echo no;; esac
trap 'rm -rf etc; echo cleaned' 0
find etc -type f | sort | while read -r f; do echo "$f $(wc -c < "$f" | tr -d ' ')"; done
