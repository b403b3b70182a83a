#!/bin/sh
# Finds or installs a Chromium for the browser tests, prints which, and leaves its path in var/chromium.
#   CHROMIUM=/path/to/chromium     is taken as it is
#   as root on Debian              the package chromium, with fonts for Chinese
#   otherwise                      the npm package @sparticuz/chromium
set -eu
cd "$(dirname "$0")/.."
mkdir -p var
say() { printf '%s\n' "browser: $*"; }

found() {
  "$1" --version >/dev/null 2>&1 || { say "$1 does not start"; exit 1; }
  printf '%s\n' "$1" > var/chromium
  say "$("$1" --version 2>/dev/null | head -n 1) at $1 ($2)"
  exit 0
}

[ -z "${CHROMIUM:-}" ] || found "$CHROMIUM" "from CHROMIUM="
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null 2>&1; then
  missing=
  command -v chromium >/dev/null 2>&1 || missing=chromium
  [ -d /usr/share/fonts/opentype/noto ] || missing="$missing fonts-noto-cjk"
  [ -e /usr/share/fonts/truetype/noto/NotoColorEmoji.ttf ] || missing="$missing fonts-noto-color-emoji"
  if [ -n "$missing" ]; then
    say "installing $missing"
    export DEBIAN_FRONTEND=noninteractive
    { apt-get update -qq && apt-get install -y -qq --no-install-recommends $missing; } >var/apt.log 2>&1 || {
      tail -n 20 var/apt.log; say "apt-get failed"; exit 1; }
  fi
fi
for name in chromium chromium-browser google-chrome; do
  if command -v "$name" >/dev/null 2>&1; then found "$(command -v "$name")" "the machine's"; fi
done
say "not root and no chromium here: taking the npm package @sparticuz/chromium"
node=$(sh tools/web.sh node)
PATH=$(dirname "$node"):$PATH
mkdir -p var/tools/browser
cp tools/browser/package.json tools/browser/package-lock.json tools/browser/unpack.mjs var/tools/browser/
(cd var/tools/browser && npm install --no-save --no-progress --loglevel=error >../../npm.log 2>&1) || { cat var/npm.log; exit 1; }
found "$(cd var/tools/browser && node unpack.mjs)" "npm's @sparticuz/chromium"
