set -e; set +e; false; echo continues
set -e; (set +e; false; echo inner); echo outer
case $- in *e*) echo on;; *) echo off;; esac
set +e; case $- in *e*) echo on;; *) echo off;; esac
