#!/bin/sh
# Locks the packages anew, with hashes and without any registry's address:  tools/lock.sh [uv options, say --upgrade]
set -eu
cd "$(dirname "$0")/.."
uv=var/tools/uv/bin/uv
lock() {
  "$uv" pip compile --quiet --universal --generate-hashes --python-version 3.11 \
    --no-emit-index-url --no-emit-find-links --no-header "$@"
}
lock requirements.in -o requirements.txt "$@"
lock requirements-dev.in -o requirements-dev.txt "$@"
for name in uv node; do lock "tools/$name.in" -o "tools/$name.txt" "$@"; done
