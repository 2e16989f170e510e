echo input > in
{ cat & wait; } < in | wc -l | tr -d ' '
(cat < in) & wait
echo x | { cat & wait; } | wc -l | tr -d ' '
