#!/usr/bin/env bash
# Passes all tests: installs what they need, builds dist/maple, and runs the whole suite, its end-to-end part against that binary.
# The last line is 'N passed, N failed'.
set -euo pipefail
cd "$(dirname "$0")"
. scripts/needs.sh

need_dotnet
need_packages "${build_packages[@]}" curl python3 python3-requests python3-itsdangerous python3-werkzeug python3-h11 nodejs node-busboy \
  libimage-exiftool-perl libjpeg-turbo-progs strace chromium systemd python3-seccomp nginx caddy openssl \
  debootstrap lintian zsh fish man-db bsdextrautils prometheus
need_node_packages tests/Browser
need_node_packages tests/EndToEnd/OpenApi

./publish.sh "$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')"
dotnet restore MapleFile.slnx
dotnet format MapleFile.slnx --verify-no-changes --no-restore

results=$(mktemp)
status=0
# In the background of a script SIGINT is ignored, and what it starts would ignore it too.
MAPLE_BIN=$PWD/dist/maple env --default-signal=INT dotnet test --solution MapleFile.slnx 2>&1 | tee "$results" || status=$?

count() { sed -n "s/^ *$1: \([0-9]*\)$/\1/p" "$results" | tail -n 1; }
passed=$(count succeeded)
failed=$(count failed)
rm -f "$results"
echo "${passed:-0} passed, ${failed:-0} failed"
# A run that could not start has counted nothing.
[ "$status" -eq 0 ] && [ "${passed:-0}" -gt 0 ]
