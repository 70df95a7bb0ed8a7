#!/usr/bin/env bash
# Puts the test pictures of Debian's libpng1.6, libjpeg-turbo, libwebp and pillow, broken ones included, into a folder.
#   tests/pictures/fetch.sh FOLDER
# The system's own package sources are asked for sources; nothing of the system is changed.
set -euo pipefail
[ $# -eq 1 ] || { sed -n 2,3p "$0" >&2; exit 2; }
mkdir -p "$1"
out=$(cd "$1" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

mkdir -p "$work/lists/partial"
# Mirrors of the security archive often lack sources; the release's own ones have the same pictures.
awk 'BEGIN { RS = ""; ORS = "\n\n" } !/security/' /etc/apt/sources.list.d/debian.sources 2>/dev/null | sed 's/^Types:.*/Types: deb-src/' >"$work/debian.sources" || true
grep -hE '^deb ' /etc/apt/sources.list 2>/dev/null | grep -v security | sed 's/^deb /deb-src /' >"$work/debian.list" || true
mkdir "$work/parts"
cp "$work/debian.sources" "$work/debian.list" "$work/parts/"
apt() { apt-get -qq -o Dir::Etc::sourcelist=/dev/null -o Dir::Etc::sourceparts="$work/parts" -o Dir::State::lists="$work/lists" -o Dir::Cache="$work" -o APT::Sandbox::User=root "$@"; }
apt update
cd "$work"
apt source --download-only libpng1.6 libjpeg-turbo libwebp pillow

for archive in *.orig*.tar.*; do
  case $archive in *.asc) continue ;; esac
  mkdir -p "unpacked/${archive%%_*}"
  tar -C "unpacked/${archive%%_*}" -xf "$archive"
done
cd unpacked
find . -type f \( -iname '*.png' -o -iname '*.apng' -o -iname '*.jpg' -o -iname '*.jpeg' -o -iname '*.gif' -o -iname '*.webp' -o -iname '*.bmp' -o -iname '*.crash' \
  -o -path '*Tests/images/*' \) -size -10M | while read -r file; do
  name=${file#./}
  cp "$file" "$out/${name//\//__}"
done
echo "$(find "$out" -type f | wc -l) files in $out"
