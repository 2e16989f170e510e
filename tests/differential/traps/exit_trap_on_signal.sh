# shells: bash
bash -c 'trap "echo cleanup" EXIT; kill -TERM $$; sleep 1; echo never'; echo $?
bash -c 'trap "echo cleanup" EXIT; trap "echo term; exit 2" TERM; kill -TERM $$; sleep 1'; echo $?
