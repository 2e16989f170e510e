x='hello world'; echo ${#x} ${#nothing}
set -- a bb ccc; echo $# ${#} ${#1} ${#2} ${#3}
e=; echo ${#e}
n=12345; echo $((${#n} * 2))
