#!/usr/bin/env bash
# Builds dist/maple, one self-contained file, and dist/maple-VERSION-linux-ARCH.tar.gz with the unit file and maple.toml.
#   ./publish.sh [x64|arm64 ...]     (default: this machine's, and arm64 where clang and gcc-aarch64-linux-gnu are installed)
set -euo pipefail
cd "$(dirname "$0")"

version=$(sed -n 's:.*<Version>\(.*\)</Version>.*:\1:p' MapleFile.csproj)

# A trim or AOT warning means code that breaks at run time. LiteDB has some in parts that maple never calls
# (docs/decisions/0002-durable-litedb.md); a warning that names anything else ends the build.
check_warnings() {
  local foreign
  foreign=$(grep -E 'warning (IL|CS|CA)[0-9]+' "$1" | grep -vE "IL(2104|3053).*'?LiteDB'?" || true)
  if [ -n "$foreign" ]; then
    printf 'publish.sh: warnings that are not LiteDB'"'"'s:\n%s\n' "$foreign" >&2
    exit 1
  fi
}

build() {
  local arch=$1 log out
  shift
  log=$(mktemp)
  out=$(mktemp -d)
  echo "publish.sh: building for linux-$arch" >&2
  if ! dotnet publish MapleFile.csproj -c Release -r "linux-$arch" -o "$out" "$@" >"$log" 2>&1; then
    cat "$log" >&2
    exit 1
  fi
  check_warnings "$log"
  mkdir -p dist
  local binary=dist/maple
  [ "$arch" = "$native" ] || binary=dist/maple-$arch
  install -m 755 "$out/maple" "$binary"
  pack "$arch" "$binary"
  rm -rf "$log" "$out"
  printf '%s  %s bytes (%s MB)\n' "$binary" "$(stat -c %s "$binary")" "$(($(stat -c %s "$binary") / 1000000))"
}

pack() {
  local folder=maple-$version-linux-$1 stage
  stage=$(mktemp -d)
  mkdir "$stage/$folder"
  cp "$2" "$stage/$folder/maple"
  cp deploy/maple.service "$stage/$folder/"
  # Installed, the data belongs under /var/lib; tried out in a folder, beside the binary.
  sed 's:^# upload_root = .*:upload_root = "/var/lib/maple":' maple.toml >"$stage/$folder/maple.toml"
  grep -q '^upload_root = "/var/lib/maple"' "$stage/$folder/maple.toml"
  tar -C "$stage" --owner=0 --group=0 -czf "dist/$folder.tar.gz" "$folder"
  rm -rf "$stage"
}

# clang links for another machine with the libraries of Debian's cross compiler.
can_cross() { command -v clang >/dev/null && command -v aarch64-linux-gnu-gcc >/dev/null; }

case $(uname -m) in
  x86_64) native=x64 ;;
  aarch64) native=arm64 ;;
  *) echo "publish.sh: $(uname -m) is not a machine that maple is built for" >&2; exit 1 ;;
esac

if [ $# -gt 0 ]; then
  targets=("$@")
else
  targets=("$native")
  [ "$native" = x64 ] && can_cross && targets+=(arm64)
fi

for target in "${targets[@]}"; do
  if [ "$target" = arm64 ] && [ "$native" = x64 ]; then
    build arm64 -p:CppCompilerAndLinker=clang -p:ObjCopyName=aarch64-linux-gnu-objcopy
  else
    # OpenSSL inside as well: a server without libssl, or with another version of it, runs maple all the same.
    build "$target" -p:StaticOpenSslLinking=true
  fi
done
