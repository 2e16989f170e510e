# compare: stderr
case x in
x) echo x;;
