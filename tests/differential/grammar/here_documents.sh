x=value
cat <<EOF
plain $x ${x#v} $(echo cmd) `echo back` $((1+1)) \$x \\ \` "quoted" 'single'
	tab kept
EOF
cat <<'EOF'
raw $x $(echo no) `no` \$x \\
EOF
cat <<-EOF
	stripped
		both tabs
	  blanks kept
	EOF
cat <<"A B"
delimiter with a blank $x
A B
cat <<\END
escaped $x
END
cat <<ONE <<TWO
first
ONE
second
TWO
cat <<E; echo after
body
E
cat <<E | tr a-z A-Z
piped
E
cat <<E
joined \
line
E
