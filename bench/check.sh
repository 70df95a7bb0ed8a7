#!/usr/bin/env bash
# A short look at the ratios that are stable, with generous bounds: ends with 1 when a cost has doubled. Below five minutes, but for what the first
# run makes once (the corpus, stores to list). Not part of the tests, since a busy machine may spoil any figure: run it again before you believe it.
# Needs dist/maple: run ./publish.sh first.
set -euo pipefail
cd "$(dirname "$0")"
. prepare.sh

need_packages "${floor_packages[@]}" wrk
exec /usr/bin/python3 -m harness.check
