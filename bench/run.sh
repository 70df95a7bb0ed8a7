#!/usr/bin/env bash
# Measures maple beside its peers and writes the tables of docs/performance.md. Installs the peers (Debian and npm) and says so.
#   bench/run.sh [--million | ROW...]     all rows take about half an hour; see bench/harness/rows/ for their names
# A row that is measured replaces its tables; the others stay. --million: all rows, and a store of 1,000,000 images.
# Needs dist/maple: run ./publish.sh first.
set -euo pipefail
cd "$(dirname "$0")"
. prepare.sh

need_packages "${floor_packages[@]}" python3-flask python3-pil gunicorn nginx-light wrk libvips-tools graphicsmagick
# Node's own packages bring npm with them, and Debian's npm would not go beside them.
command -v npm >/dev/null || need_packages nodejs npm
if [ ! -d peers/fastify/node_modules/sharp ]; then
  echo "Installing Fastify, busboy, sharp and Node 24 from npm" >&2
  npm install --prefix peers/fastify --no-package-lock --no-fund --no-audit --silent
fi
exec /usr/bin/python3 -m harness "$@"
