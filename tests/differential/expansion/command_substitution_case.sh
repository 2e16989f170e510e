x=$(case b in a) echo A;; b) echo B;; esac); echo $x
y=$(case c in (c) echo C;; esac); echo $y
echo $(for i in 1 2; do echo $i; done) $(if :; then echo yes; fi)
echo "$( (echo sub) )" $({ echo group; })
echo $(echo one # comment )
)
