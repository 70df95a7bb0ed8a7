#!/usr/bin/env bash
# Builds maple, runs it with its embedded defaults in a new folder, makes the first user and prints a line that uploads.
# The daemon stays in the foreground: Ctrl-C ends it.
#   MAPLE_TRY=FOLDER ./try.sh     keeps the data in FOLDER (default: ./maple-try, made new when there is none)
set -euo pipefail
cd "$(dirname "$0")"
. scripts/needs.sh

need_dotnet
need_packages "${build_packages[@]}" curl
./publish.sh "$(uname -m | sed 's/x86_64/x64/; s/aarch64/arm64/')" >&2

sample=$PWD/docs/images/maple.png
folder=${MAPLE_TRY:-$PWD/maple-try}
mkdir -p "$folder"
cp dist/maple "$folder/"
cd "$folder"

./maple serve &
daemon=$!
trap 'kill "$daemon" 2>/dev/null; wait "$daemon"' EXIT
trap 'exit 0' INT TERM

url=http://127.0.0.1:8000
until curl -fs "$url/healthz" >/dev/null; do
  kill -0 "$daemon" 2>/dev/null || exit 1
  sleep 0.1
done

# A password nobody has to remember: 'maple passwd' sets another.
if key=$(./maple key -u me 2>/dev/null); then :; else
  key=$(MAPLE_PASSWORD=$(head -c 18 /dev/urandom | base64) ./maple create-user -u me -e me@localhost.localdomain)
fi

cat <<TEXT

maple runs at $url, its data is in $folder. Upload a picture:

    curl -H "Api-Key: $key" -F images=@$sample $url/api/images

Or open $url/ in a browser, and sign in as 'me' with a password that you set first:

    (cd $folder && ./maple passwd -u me)

TEXT
wait "$daemon"
