tmp=$(mktemp -d); trap 'rm -rf "$tmp"; echo cleaned' EXIT
echo a > "$tmp/a"; (cd "$tmp" && ls); [ -d "$tmp" ] && echo exists
false || exit 3
