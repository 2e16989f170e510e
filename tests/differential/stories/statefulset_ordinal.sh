# shells: bash
# The ordinal of a StatefulSet's pod, as in the documentation of MySQL.
set -ex 2>/dev/null
exec 2>/dev/null
HOSTNAME=mysql-2
[[ $HOSTNAME =~ -([0-9]+)$ ]] || exit 1
ordinal=${BASH_REMATCH[1]}
mkdir -p conf.d config-map
echo '[mysqld]' > conf.d/server-id.cnf
echo server-id=$((100 + $ordinal)) >> conf.d/server-id.cnf
echo primary > config-map/primary.cnf; echo replica > config-map/replica.cnf
if [[ $ordinal -eq 0 ]]; then cp config-map/primary.cnf conf.d/; else cp config-map/replica.cnf conf.d/; fi
ls conf.d; cat conf.d/*
