trap 'echo parent exit' EXIT
(echo child); (trap 'echo child exit' EXIT; :)
echo $(echo substitution)
{ echo group; }
echo x | cat
sh -c 'echo other shell'
