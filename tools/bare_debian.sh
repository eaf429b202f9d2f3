#!/usr/bin/env bash
# Proves the two commands on a fresh Debian 12 that has git and a shell, and nothing else.
#
#   tools/bare_debian.sh [DIRECTORY]     default: a new directory below /tmp; needs root and debootstrap
#
# Makes a minimal Debian root, clones this repository into it, runs script/run there until it answers,
# inspects a chat with a card in it, runs script/run a second time, then script/test. Prints how long
# each took. Keeps the directory when something fails.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=$PWD
root=${1:-$(mktemp -d /tmp/holdfast-bare.XXXXXX)}

command -v debootstrap >/dev/null || { echo "needs debootstrap: apt-get install debootstrap" >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo "needs root" >&2; exit 2; }

inside() { chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 "$@"; }
step() { printf '\n== %s (%s s so far)\n' "$1" "$SECONDS"; }
unmount() { for point in dev/shm dev proc sys; do mountpoint -q "$root/$point" && umount -l "$root/$point"; done; return 0; }
trap unmount EXIT

step "debootstrap"
mirror=$(awk '/^URIs:/ { print $2; exit } /^deb / { for (i = 2; i <= NF; i++) if ($i ~ /:\/\//) { print $i; exit } }' \
  /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null | head -1)
debootstrap --variant=minbase --include=git,ca-certificates bookworm "$root" "$mirror" >"$root.log" 2>&1

# The machine's own package sources and npm settings: where packages come from is its business.
cp -r /etc/apt/sources.list* /etc/apt/apt.conf.d /etc/apt/trusted.gpg.d "$root/etc/apt/" 2>/dev/null || true
cp -r /usr/share/keyrings/. "$root/usr/share/keyrings/" 2>/dev/null || true
cp -r /usr/local/share/ca-certificates/. "$root/usr/local/share/ca-certificates/" 2>/dev/null || true
cp /etc/ssl/certs/ca-certificates.crt "$root/etc/ssl/certs/ca-certificates.crt"
[ -f ~/.npmrc ] && cp ~/.npmrc "$root/root/.npmrc"
cp /etc/resolv.conf /etc/hosts "$root/etc/"
mount -t proc proc "$root/proc"
mount --rbind /dev "$root/dev"
mount -t sysfs sys "$root/sys"

step "clone"
git clone -q "$repository" "$root/root/holdfast"

start() {
  inside bash -c 'cd /root/holdfast && exec script/run -- --port 8479' >"$root/run.log" 2>&1 &
  server=$!
  for _ in $(seq 1 3600); do
    grep -q 'sign-in\|Sign in' "$root/run.log" && return 0
    kill -0 $server 2>/dev/null || { tail -40 "$root/run.log"; exit 1; }
    sleep 0.5
  done
  echo "script/run did not come up" >&2
  exit 1
}
stop() {
  kill -TERM "$server" 2>/dev/null || true  # each step of the way to it was an exec
  wait "$server" || true
}

step "script/run, the first time: installs, builds, loads the sample day"
start
step "it answers; a chat with a card"
inside bash -c 'cd /root/holdfast && printf "%s\n" "my card is 4111 1111 1111 1111" | build/release/bin/holdfast redact'
stop
step "script/run, the second time"
before=$SECONDS
start
echo "up again after $((SECONDS - before)) s"
stop
step "script/test"
inside bash -c 'cd /root/holdfast && script/test'
step "done"
unmount
rm -rf "$root" "$root.log"
