attempt=0; delay=1
try() { attempt=$((attempt + 1)); echo "attempt $attempt"; [ $attempt -ge 3 ]; }
until try; do echo "waiting $delay"; sleep 0.0$delay; delay=$((delay * 2)); if [ $delay -gt 8 ]; then exit 1; fi; done
echo "ok after $attempt"
