trap 'echo got usr1' USR1; kill -USR1 $$; echo after
trap 'echo got term' TERM; kill $$; echo still here
trap '' TERM; kill -TERM $$; echo ignored
trap - TERM; trap 'echo hup' HUP; kill -HUP $$; kill -s HUP $$; kill -1 $$
trap 'echo int; exit 5' INT; kill -INT $$; echo never
