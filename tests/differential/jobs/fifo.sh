mkfifo p; (echo through > p) & cat p; wait
mkfifo q; (cat q; echo end) & (echo 1; echo 2) > q; wait
(read x < p; echo "got $x") & echo hello > p; wait
exec 3<>p; echo both >&3; read y <&3; echo $y; exec 3>&-
