#!/bin/bash
# The tests against real peers from Debian's packages. For now that is PostgreSQL: tests of every table, right and route run
# against Debian's own, over TCP with a password, as a login that is neither superuser nor past row-level security. Among
# them is `make run` on a clean copy of this tree, with the packages of the server alone.
#   tools/test-real.sh [pytest arguments]
set -euo pipefail
cd "$(dirname "$0")/.."
ROOMS="tests/kernel tests/house tests/effects tests/hostile tests/search tests/cli tests/files
  tests/organisations/sample tests/organisations/test_roles.py tests/organisations/roster/test_imports.py
  tests/messaging/test_week.py tests/messaging/test_model.py tests/messaging/test_sync.py tests/messaging/test_send_plan.py"
say() { printf '%s\n' "test-real: $*"; }
[ "$(id -u)" = 0 ] || { say "needs root, to install Debian's packages and to start a server as its own user"; exit 1; }
mkdir -p var

newest() { ls -d /usr/lib/postgresql/*/bin 2>/dev/null | sort -V | tail -n 1; }
if [ -z "$(newest)" ]; then
  say "installing postgresql"
  export DEBIAN_FRONTEND=noninteractive
  { apt-get update -qq && apt-get install -y -qq --no-install-recommends postgresql; } >var/apt.log 2>&1 || {
    tail -n 20 var/apt.log; say "apt-get failed"; exit 1; }
fi
bin=$(newest)

# Short, because a Unix socket lies in it, and outside this tree, which the server's user may not be able to enter.
# In memory where there is room: a database of its own for each test is a copy of some hundred files.
place=/tmp
if [ -w /dev/shm ] && [ "$(df --output=avail -k /dev/shm | tail -n 1)" -gt 2097152 ]; then place=/dev/shm; fi
home=$(mktemp -d "$place/tocsin-real-XXXXXX")
as_postgres() { (cd "$home" && setpriv --reuid postgres --regid postgres --init-groups env HOME="$home" LC_ALL=C "$@"); }
finish() {
  as_postgres "$bin/pg_ctl" -D "$home/data" -m immediate stop >/dev/null 2>&1 || true
  rm -rf "$home"
}
trap finish EXIT
chown postgres: "$home"
password=$(python3 -c 'import secrets; print(secrets.token_urlsafe(18))')
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
as_postgres "$bin/initdb" -D "$home/data" -E UTF8 --locale=C -U postgres \
  --auth-local=trust --auth-host=scram-sha-256 --no-sync >"$home/log"
as_postgres "$bin/pg_ctl" -D "$home/data" -w -l "$home/server.log" start \
  -o "-c listen_addresses=127.0.0.1 -c port=$port -c unix_socket_directories=$home -c fsync=off -c autovacuum=off" \
  >>"$home/log" || { cat "$home/log" "$home/server.log"; exit 1; }
as_postgres psql -q -h "$home" -p "$port" -U postgres <<SQL
CREATE ROLE tocsin LOGIN CREATEDB CREATEROLE NOSUPERUSER NOBYPASSRLS PASSWORD '$password';
CREATE DATABASE tocsin OWNER tocsin;
SQL
say "$("$bin/postgres" --version), as a login without special rights"
export TEST_DATABASE_URL="postgresql://tocsin:$password@127.0.0.1:$port/tocsin"
# Every table, every right and every route is met on the other server: the kernel, the walls, each door that is knocked at,
# the index, and a week in which people do whatever the rooms offer. What remains asks the same statements again, and has
# asked them of the embedded server; `make test-real` with `REAL=tests` asks them all.
.venv/bin/pytest -n 2 -m "not browser and not embedded and not slow" --ignore tests/tools ${REAL:-$ROOMS} "$@"
