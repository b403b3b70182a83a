#!/bin/sh
# Everything `make check` looks at. All of it runs; the end says what failed.
set -u
cd "$(dirname "$0")/.."
failed=
step() {
  name=$1; shift
  printf '%s\n' "check: $name"
  "$@" || failed="$failed $name"
}
code="src tests tools migrations"
[ ! -d bench ] || code="$code bench"
export PYTHONPATH=src
step format .venv/bin/ruff format --check --quiet $code
step lint .venv/bin/ruff check --quiet $code
step types .venv/bin/mypy --no-error-summary
step floors .venv/bin/lint-imports --no-cache
step web-lint-and-types sh tools/web.sh check
step web-build sh tools/web.sh build
step house .venv/bin/python -m tools.check
if [ -n "$failed" ]; then
  printf '%s\n' "check: FAILED:$failed"
  exit 1
fi
printf '%s\n' "check: all is well"
