trap 'echo in trap; exit' TERM
false
(sleep 0.1; kill $$) & sleep 0.5
echo never
