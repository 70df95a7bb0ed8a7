#!/usr/bin/env bash
# What maple costs on this machine: size of the binary, start to the first 200, idle memory, and the CPU time that each upload costs
# the daemon and its workers. MAPLE_IMAGES_ISOLATE=false measures without workers.
#   bench/footprint.sh [UPLOADS]     (default 30 of each kind; run ./publish.sh first)
# CPU time is read from /proc, so that other load on the machine matters little; wall-clock figures are given as medians.
set -euo pipefail
cd "$(dirname "$0")/.."
uploads=${1:-30}
binary=$PWD/dist/maple
[ -x "$binary" ] || { echo "bench/footprint.sh: run ./publish.sh first" >&2; exit 1; }

work=$(mktemp -d)
daemon=
trap '[ -z "$daemon" ] || kill -9 "$daemon" 2>/dev/null; rm -rf "$work"' EXIT
dotnet run -c Release --project bench/corpus -- "$work/corpus" 2 >"$work/corpus.txt"
tick_ms=$((1000 / $(getconf CLK_TCK)))

free_port() { python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'; }
workers() { cat "/proc/$daemon/task"/*/children; }
# The daemon's own, of workers that have ended, and of those that live. On the way a worker's start is counted, too.
cpu_ms() {
  local pid files=("/proc/$daemon/stat")
  for pid in $(workers); do files+=("/proc/$pid/stat"); done
  awk -v ms=$tick_ms '{ sub(/^.*\) /, ""); sum += $12 + $13; if (NR == 1) sum += $14 + $15 } END { print sum * ms }' "${files[@]}" 2>/dev/null
}
memory_kb() { awk -v key="$1:" '$1 == key { print $2 }' "/proc/$daemon/status"; }
workers_kb() {
  local pid
  for pid in $(workers); do awk -v key="$1:" '$1 == key { printf "%s ", $2 }' "/proc/$pid/status"; done
}

# start FOLDER: runs a daemon there; sets $daemon, $url and $started_ms, the time to the first 200.
start() {
  local port begin
  port=$(free_port)
  url=http://127.0.0.1:$port
  mkdir -p "$1"
  begin=$(date +%s%N)
  (cd "$1" && MAPLE_SERVER_LISTEN=127.0.0.1:$port exec "$binary" serve 2>"$work/log") &
  daemon=$!
  until curl -fs -o /dev/null "$url/healthz"; do :; done
  started_ms=$((($(date +%s%N) - begin) / 1000000))
}

stop() { kill -TERM "$daemon"; wait "$daemon" || true; daemon=; }

echo "binary: $(stat -c %s "$binary") bytes"

for i in 1 2 3 4 5 6 7; do
  rm -rf "$work/empty"; start "$work/empty"
  echo "$started_ms" >>"$work/starts"
  [ "$i" -lt 7 ] && stop
done
echo "start to the first 200, empty store: $(sort -n "$work/starts" | sed -n 4p) ms (median of 7: $(sort -n "$work/starts" | tr '\n' ' '))"
echo "idle memory after the first answer: $(memory_kb VmRSS) KB"
stop

start "$work/data"
key=$(cd "$work/data" && "$binary" create-user -u bench -e bench@example.com -p 'correct horse' 2>/dev/null)

# one_kind LABEL FILE: uploads it again and again, each time with other bytes behind its end so that it is no duplicate.
one_kind() {
  local before after i
  for i in $(seq -w "$uploads"); do cp "$2" "$work/p$i"; printf '%s' "$1$i" >>"$work/p$i"; done
  curl -fs -o /dev/null -H "Api-Key: $key" -F "images=@$2" "$url/api/images"
  before=$(cpu_ms)
  for i in $(seq -w "$uploads"); do
    curl -fs -o /dev/null -H "Api-Key: $key" -F "images=@$work/p$i" "$url/api/images"
  done
  after=$(cpu_ms)
  echo "upload, $1 ($(stat -c %s "$2") bytes): $(((after - before) * 10 / uploads / 10)) ms CPU each (mean of $uploads)"
}
one_kind '12-megapixel JPEG' "$work/corpus/photo-12mp-0.jpg"
one_kind '1920x1080 screenshot PNG' "$work/corpus/screenshot-0.png"
one_kind '50 KB JPEG' "$work/corpus/small-50kb-0.jpg"
echo "peak memory: $(memory_kb VmHWM) KB, of its workers: $(workers_kb VmHWM)KB"
sleep 60
echo "memory after a minute of rest: $(memory_kb VmRSS) KB, of its workers: $(workers_kb VmRSS)KB"
stop
