# shells: bash
trap 'echo "failed: $?"' ERR
false; (exit 3); true; false || true; if false; then :; fi; ! true
f() { false; }; f; x=$(exit 4); echo end
