for w in 1 2 3; do ( until mkdir lock 2>/dev/null; do sleep 0.02; done; echo "in" >> order; sleep 0.05; echo "out" >> order; rmdir lock ) & done; wait
paste -sd' ' order; ls -d lock 2>/dev/null || echo released
