#!/bin/sh
# Makes the Python environment .venv from the locked requirements.
#   tools/setup.sh [runtime|dev]
# Needs python3 (3.11 or later) with pip; neither root nor python3-venv. uv comes first, into
# var/tools/uv: `pip --target` is allowed where the system's Python is externally managed.
set -eu
cd "$(dirname "$0")/.."
level=${1:-dev}
say() { printf '%s\n' "setup: $*"; }

python=${PYTHON:-python3}
command -v "$python" >/dev/null 2>&1 || { say "no $python here: install Python 3.11 or later, with pip"; exit 1; }
python=$("$python" -c 'import sys; print(sys.executable)')
"$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { say "$python is older than 3.11"; exit 1; }

case $level in
  runtime) lock=requirements.txt ;;
  dev) lock=requirements-dev.txt ;;
  *) say "runtime or dev, not $level"; exit 2 ;;
esac

# The stamp names everything the environment follows from: locks, interpreter, place.
stamp=.venv/.tocsin-stamp
want() { cat tools/setup.sh "$1" tools/uv.txt | cksum | tr ' ' -; printf '%s\n' "$python" "$(pwd)"; }
same() { [ -x .venv/bin/python ] && [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$(want "$1")" ]; }
if same requirements-dev.txt; then exit 0; fi
if [ "$level" = runtime ] && same requirements.txt; then exit 0; fi

if [ ! -w "${HOME:-/nonexistent}" ]; then
  UV_CACHE_DIR="$(pwd)/var/cache/uv" PIP_NO_CACHE_DIR=1
  export UV_CACHE_DIR PIP_NO_CACHE_DIR
fi
export UV_PYTHON_DOWNLOADS=never UV_NO_PROGRESS=1
uv=var/tools/uv/bin/uv
version=$(sed -n 's/^uv==\([0-9.]*\).*/\1/p' tools/uv.txt)
if [ "$("$uv" --version 2>/dev/null | cut -d' ' -f2)" != "$version" ]; then
  "$python" -m pip --version >/dev/null 2>&1 || { say "$python has no pip: install python3-pip"; exit 1; }
  say "uv $version"
  rm -rf var/tools/uv
  "$python" -m pip install --quiet --no-warn-script-location --disable-pip-version-check --root-user-action ignore \
    --target var/tools/uv --require-hashes -r tools/uv.txt
fi
if [ ! -x .venv/bin/python ] || [ "$(sed -n 2,3p "$stamp" 2>/dev/null)" != "$python
$(pwd)" ]; then
  say "environment .venv on $("$python" --version)"
  "$uv" venv --quiet --clear --python "$python" .venv
fi
say "packages of $lock"
"$uv" pip sync --quiet --require-hashes --python .venv/bin/python "$lock"
# The product runs from src: a path file and a launcher instead of an installed copy.
site=$(.venv/bin/python -c 'import sysconfig; print(sysconfig.get_path("purelib"))')
printf '%s\n' "$(pwd)/src" > "$site/tocsin.pth"
cat > .venv/bin/tocsin <<LAUNCHER
#!/bin/sh
exec "$(pwd)/.venv/bin/python" -m tocsin.cli "\$@"
LAUNCHER
chmod +x .venv/bin/tocsin
want "$lock" > "$stamp"
say "ready"
