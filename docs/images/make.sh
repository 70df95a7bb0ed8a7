#!/usr/bin/env bash
# Takes the screenshots in this folder anew, in Chromium, from a demo's generated pictures. Uses dist/maple (or MAPLE_BIN), which it builds if there is none.
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/needs.sh

need_dotnet
need_packages chromium
export MAPLE_BIN=${MAPLE_BIN:-$PWD/dist/maple}
[ -x "$MAPLE_BIN" ] || ./publish.sh
dotnet build tests >/dev/null
dotnet run --no-build --project tests -- --filter-class '*.Screenshots' --explicit on --no-progress
