# Sourced by try.sh and test.sh: installs what is missing, as root or with sudo, and says so. Asks nothing.

# need_packages PACKAGE...: Debian packages, installed unless they are there.
need_packages() {
  local missing=() package
  for package in "$@"; do
    [ "$(dpkg-query -W -f '${Status}' "$package" 2>/dev/null)" = "install ok installed" ] || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  if ! command -v apt-get >/dev/null; then
    echo "Please install what Debian calls: ${missing[*]}" >&2
    exit 1
  fi
  local sudo=()
  if [ "$(id -u)" -ne 0 ]; then
    # Without a terminal nobody could type a password.
    if [ -t 0 ]; then sudo=(sudo); else sudo=(sudo -n); fi
  fi
  echo "Installing ${missing[*]}" >&2
  "${sudo[@]}" apt-get update -qq >&2
  DEBIAN_FRONTEND=noninteractive "${sudo[@]}" apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
}

# need_node_packages FOLDER: what its package.json names, from npm, unless it was installed since that was changed.
need_node_packages() {
  command -v node >/dev/null || need_packages nodejs
  # Node's own packages bring npm with them, and Debian's npm would not go beside them.
  command -v npm >/dev/null || need_packages npm
  [ "$1/node_modules/.package-lock.json" -nt "$1/package.json" ] && return
  echo "Installing from npm what $1/package.json names" >&2
  npm install --prefix "$1" --no-package-lock --no-fund --no-audit --silent
}

# need_dotnet: the .NET 10 SDK; from the distribution where it has one.
need_dotnet() {
  if command -v dotnet >/dev/null && dotnet --list-sdks | grep -q '^10\.'; then
    return
  fi
  if command -v apt-cache >/dev/null && apt-cache show dotnet-sdk-10.0 >/dev/null 2>&1; then
    need_packages dotnet-sdk-10.0
    return
  fi
  echo "maple is built with the .NET SDK 10, which this machine lacks and its package sources don't have." >&2
  echo "Install it as Microsoft's '.NET on Linux' page says, then run this again." >&2
  exit 1
}

# What the NativeAOT linker needs, and what builds the part of .NET that OpenSSL is linked into.
build_packages=(gcc g++ libc6-dev zlib1g-dev libssl-dev cmake gzip)

export DOTNET_CLI_TELEMETRY_OPTOUT=1 DOTNET_NOLOGO=1
