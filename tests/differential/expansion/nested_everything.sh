a=1
echo "a$(echo "b$(echo "c${a:-"$(echo no)"}d")e")f"
echo "${a:+"x${b:-"y${c:-z}"}"}"
echo "$((a + $(echo "$((2 * 3))")))"
echo "$(echo "${a}$(echo '"')")"
echo "${nothing:-$(printf '%s' "quoted \"inner\"")}"
