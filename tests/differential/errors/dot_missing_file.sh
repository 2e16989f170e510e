. ./nonexistent_file 2>/dev/null
echo "after $?"
