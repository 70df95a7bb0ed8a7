#!/usr/bin/env bash
# Builds dist/maple, one self-contained file, dist/maple-VERSION-linux-ARCH.tar.gz with the unit file and maple.toml, and, where dpkg-deb is,
# dist/maple_VERSION_ARCH.deb.
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
  [ "$arch" = "$native" ] && built_native=yes
  pack "$arch" "$binary"
  if command -v dpkg-deb >/dev/null; then pack_debian "$arch" "$binary"; fi
  rm -rf "$log" "$out"
  printf '%s  %s bytes (%s MB)\n' "$binary" "$(stat -c %s "$binary")" "$(($(stat -c %s "$binary") / 1000000))"
}

# Runs maple as it is being published, for what it prints about itself: its own binary where this machine can run it.
own() {
  if [ -n "$built_native" ]; then
    env -i ./dist/maple "$@"
  else
    env -u LC_ALL LANG=C dotnet run -v q --project MapleFile.csproj -- "$@"
  fi
}

pack() {
  local folder=maple-$version-linux-$1 stage
  stage=$(mktemp -d)
  mkdir "$stage/$folder"
  cp "$2" "$stage/$folder/maple"
  own systemd --user maple --config /etc/maple/maple.toml >"$stage/$folder/maple.service"
  # Installed, the data belongs under /var/lib; tried out in a folder, beside the binary.
  own init --stdout --data /var/lib/maple >"$stage/$folder/maple.toml"
  tar -C "$stage" --owner=0 --group=0 -czf "dist/$folder.tar.gz" "$folder"
  rm -rf "$stage"
}

# The package as Debian's own tools would make it: deploy/debian has what dpkg runs and reads, maple prints the rest.
pack_debian() {
  local stage tree libc debian
  case $1 in x64) debian=amd64 ;; *) debian=$1 ;; esac
  stage=$(mktemp -d)
  tree=$stage/maple
  install -D -m 755 "$2" "$tree/usr/bin/maple"
  mkdir -p -m 755 "$tree/DEBIAN" "$tree/lib/systemd/system" "$tree/etc/maple" "$tree/usr/share/"{man/man1,doc/maple,lintian/overrides} \
    "$tree/usr/share/"{bash-completion/completions,zsh/vendor-completions,fish/vendor_completions.d}
  own systemd --user maple --binary /usr/bin/maple --config /etc/maple/maple.toml >"$tree/lib/systemd/system/maple.service"
  own init --stdout --data /var/lib/maple >"$tree/etc/maple/maple.toml"
  own man | gzip -9n >"$tree/usr/share/man/man1/maple.1.gz"
  own completion bash >"$tree/usr/share/bash-completion/completions/maple"
  own completion zsh >"$tree/usr/share/zsh/vendor-completions/_maple"
  own completion fish >"$tree/usr/share/fish/vendor_completions.d/maple.fish"
  gzip -9nc CHANGELOG.md >"$tree/usr/share/doc/maple/CHANGELOG.md.gz"
  printf 'maple (%s) unstable; urgency=medium\n\n  * See CHANGELOG.md.\n\n -- maple <maple@example.com>  %s\n' \
    "$version" "$(git log -1 --format=%aD 2>/dev/null || date -R)" | gzip -9n >"$tree/usr/share/doc/maple/changelog.gz"
  cp deploy/debian/copyright "$tree/usr/share/doc/maple/"
  cp deploy/debian/lintian-overrides "$tree/usr/share/lintian/overrides/maple"
  # The newest symbol of glibc that it asks for.
  libc=$(grep -aoE 'GLIBC_2\.[0-9]+' "$2" | sort -uV | tail -n 1)
  sed "s/@VERSION@/$version/; s/@ARCH@/$debian/; s/@GLIBC@/${libc#GLIBC_}/; s/@SIZE@/$(du -k -s "$tree" | cut -f 1)/" \
    deploy/debian/control >"$tree/DEBIAN/control"
  echo /etc/maple/maple.toml >"$tree/DEBIAN/conffiles"
  install -m 755 deploy/debian/{postinst,prerm,postrm} "$tree/DEBIAN/"
  (cd "$tree" && find usr lib -type f -exec md5sum {} + | LC_ALL=C sort -k 2) >"$tree/DEBIAN/md5sums"
  chmod -R u=rwX,go=rX "$tree"
  dpkg-deb --root-owner-group -Zxz --build "$tree" "dist/maple_${version}_$debian.deb" >/dev/null
  rm -rf "$stage"
}

# clang links for another machine with the libraries of Debian's cross compiler.
can_cross() { command -v clang >/dev/null && command -v aarch64-linux-gnu-gcc >/dev/null; }

case $(uname -m) in
  x86_64) native=x64 ;;
  aarch64) native=arm64 ;;
  *) echo "publish.sh: $(uname -m) is not a machine that maple is built for" >&2; exit 1 ;;
esac

built_native=
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
