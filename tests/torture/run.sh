#!/usr/bin/env bash
# The long runs against dist/maple (or MAPLE_BIN); what each does and how to read it is in README.md beside this.
#   tests/torture/run.sh kill    [--rounds 200] [--seed N]
#   tests/torture/run.sh power   [--states 600] [--answers 400] [--seed N]
#   tests/torture/run.sh hostile [--seconds 60]
#   tests/torture/run.sh heads   [--seconds 60]
#   tests/torture/run.sh soak    [--hours 2 | --seconds N] [--percent 30] [--csv FILE] [--seed N]
#   tests/torture/run.sh full
set -euo pipefail
cd "$(dirname "$0")/../.."
. scripts/needs.sh

usage() {
  sed -n '3,8s/^#   //p' tests/torture/run.sh >&2
  exit 2
}

[ $# -gt 0 ] || usage
run=$1
shift
case $run in
  kill) class=KillRun; export MAPLE_TORTURE_ROUNDS=200 ;;
  power) class=PowerRun; export MAPLE_TORTURE_STATES=600 MAPLE_TORTURE_ANSWERS=400 ;;
  hostile | heads) class=HostileRun; export MAPLE_TORTURE_SECONDS=60 ;;
  soak) class=SoakRun; export MAPLE_TORTURE_SECONDS=7200 ;;
  full) class=FullDisk* ;;
  *) usage ;;
esac
while [ $# -gt 0 ]; do
  [ $# -ge 2 ] || usage
  case $1 in
    --rounds) export MAPLE_TORTURE_ROUNDS=$2 ;;
    --states) export MAPLE_TORTURE_STATES=$2 ;;
    --answers) export MAPLE_TORTURE_ANSWERS=$2 ;;
    --seconds) export MAPLE_TORTURE_SECONDS=$2 ;;
    --hours) MAPLE_TORTURE_SECONDS=$(awk "BEGIN { print int($2 * 3600) }") && export MAPLE_TORTURE_SECONDS ;;
    --percent) export MAPLE_TORTURE_CPU_PERCENT=$2 ;;
    --csv) MAPLE_TORTURE_CSV=$(realpath -m "$2") && export MAPLE_TORTURE_CSV ;;
    --seed) export MAPLE_TORTURE_SEED=$2 ;;
    *) usage ;;
  esac
  shift 2
done

need_dotnet
need_packages strace
need_node_packages tests/EndToEnd/OpenApi
export MAPLE_BIN=${MAPLE_BIN:-$PWD/dist/maple}
if [ ! -x "$MAPLE_BIN" ]; then
  ./publish.sh
fi
dotnet build tests >/dev/null
filter=(--filter-class "*.$class")
[ "$run" != full ] || filter+=(--filter-class "*.DiskFull*")
[ "$run" != hostile ] || filter=(--filter-method '*.HostileRun.Uploads_go_on_under_a_siege')
[ "$run" != heads ] || filter=(--filter-method '*.HostileRun.Thousands_of_long_heads_stay_small')
exec dotnet run --no-build --project tests -- "${filter[@]}" --explicit on --show-live-output on --no-progress
