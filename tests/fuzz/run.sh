#!/usr/bin/env bash
# Runs a parser on changed inputs, coverage-guided, on all cores; docs/decisions/0010-fuzzing.md says how and why.
#   tests/fuzz/run.sh TARGET [--executions N] [--seed S] [--minutes M] [--blind]    N in all, over as many processes as there are cores
#   tests/fuzz/run.sh TARGET --replay FILE                                         runs one stored input again
#   tests/fuzz/run.sh                                                              names the targets
# Prints executions, seconds, branches and findings, and ends with 1 when there are any; their inputs are stored in fuzz-findings/.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
built=$root/tests/fuzz/bin/Release/net10.0
instrumented=$root/tests/fuzz/obj/instrumented

if [ -z "${FUZZ_NO_BUILD:-}" ]; then
  dotnet build -c Release -v quiet -clp:ErrorsOnly "$root/tests/fuzz/MapleFile.Fuzz.csproj"
fi
if [ ! -e "$instrumented/built" ] || [ "$built/maple.dll" -nt "$instrumented/built" ] || [ "$built/MapleFile.Fuzz.dll" -nt "$instrumented/built" ]; then
  rm -rf "$instrumented"
  cp -r "$built" "$instrumented"
  dotnet "$built/MapleFile.Fuzz.dll" instrument "$instrumented/maple.dll" >/dev/null
  touch "$instrumented/built"
fi

[ $# -gt 0 ] || exec dotnet "$built/MapleFile.Fuzz.dll"
target=$1 executions=1000000 seed=1 rest=()
shift
while [ $# -gt 0 ]; do
  case $1 in
    --executions) executions=$2; shift 2 ;;
    --seed) seed=$2; shift 2 ;;
    --replay) exec dotnet "$built/MapleFile.Fuzz.dll" "$target" --replay "$2" ;;
    *) rest+=("$1"); shift ;;
  esac
done

cores=${FUZZ_PROCESSES:-$(nproc)}
pids=()
for ((i = 0; i < cores; i++)); do
  dotnet "$instrumented/MapleFile.Fuzz.dll" "$target" --executions $(((executions + cores - 1) / cores)) --seed $((seed + i)) \
    --corpus "$root/tests/fuzz/corpus" --findings "$root/fuzz-findings" "${rest[@]}" &
  pids+=($!)
done
status=0
for pid in "${pids[@]}"; do wait "$pid" || status=1; done
exit $status
