(set -o pipefail; echo "has pipefail") 2>/dev/null || echo "has not"
