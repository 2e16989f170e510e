# shells: bash
items=(foo bar baz qux xyz)
JOB_COMPLETION_INDEX=3
echo ${items[$JOB_COMPLETION_INDEX]} > data.txt
rev data.txt
