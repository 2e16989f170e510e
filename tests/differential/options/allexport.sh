set -a; x=1; y=2; set +a; z=3
sh -c 'echo $x $y [$z]'
