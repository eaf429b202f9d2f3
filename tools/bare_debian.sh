#!/usr/bin/env bash
# Proves the two commands on a fresh Debian 12 that has git and a shell, and nothing else.
#
#   tools/bare_debian.sh [DIRECTORY]     default: a new directory below /tmp; needs root and debootstrap
#
# Makes a minimal Debian root and does there what somebody who has never seen Holdfast would do: clones
# this repository, runs script/run until it answers, makes a key, posts a chat with a card number, sees
# the card masked in the answer and in the contact, changes one byte of the database, and has
# `holdfast audit verify` name the entry. Then a second script/run, and script/test. Prints how long each
# took. Keeps the directory when something fails. tests/api/test_first_afternoon.py tells the same story
# without the bare Debian.
set -euo pipefail
cd "$(dirname "$0")/.."
repository=$PWD
root=${1:-$(mktemp -d /tmp/holdfast-bare.XXXXXX)}

command -v debootstrap >/dev/null || { echo "needs debootstrap: apt-get install debootstrap" >&2; exit 2; }
[ "$(id -u)" = 0 ] || { echo "needs root" >&2; exit 2; }

inside=(chroot "$root" /usr/bin/env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8
  NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt)  # npm's own Node knows no others
inside() { "${inside[@]}" "$@"; }
step() { printf '\n== %s (%s s so far)\n' "$1" "$SECONDS"; }
unmount() { for point in dev/shm dev proc sys; do mountpoint -q "$root/$point" && umount -l "$root/$point"; done; return 0; }
trap unmount EXIT

step "debootstrap"
mirror=$(awk '/^URIs:/ { print $2; exit } /^deb / { for (i = 2; i <= NF; i++) if ($i ~ /:\/\//) { print $i; exit } }' \
  /etc/apt/sources.list.d/debian.sources /etc/apt/sources.list 2>/dev/null | head -1)
debootstrap --variant=minbase --include=git,ca-certificates bookworm "$root" "$mirror" >"$root.log" 2>&1

# The machine's own package sources and npm settings: where packages come from is its business.
rm -f "$root/etc/apt/sources.list"
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
  : >"$root/run.log"  # or the last one's lines would be taken for this one's
  # Not through the function, which would be a shell of its own that dies alone.
  "${inside[@]}" bash -c 'cd /root/holdfast && exec script/run -- --port 8479' >"$root/run.log" 2>&1 &
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
stop

# Everything below is typed inside, in the clone.
typed() { inside bash -euo pipefail -c "cd /root/holdfast && $1"; }
expect() {  # expect WHAT PATTERN TEXT
  grep -qE -- "$2" <<<"$3" || { printf 'expected %s (%s) in:\n%s\n' "$1" "$2" "$3" >&2; exit 1; }
}
refuse() { ! grep -qF -- "$2" <<<"$3" || { printf 'found %s in:\n%s\n' "$1" "$3" >&2; exit 1; }; }

step "the test's packages, which bring curl"
typed 'source script/lib/common.sh && install_packages test'

step "a key, and a chat with a card number"
key=$(typed 'build/release/bin/holdfast user key --name first --scopes inspections.create,contacts.read' | grep -o 'hfk_[A-Za-z0-9_-]*')
start
ask() { typed "curl -sS --fail 'http://127.0.0.1:8479$1' -H 'Authorization: Bearer $key' -H 'Content-Type: application/json' ${2:-}"; }
chat='{"channel": "chat", "direction": "inbound", "contact": {"external_id": "first-1", "queue": "billing"},
  "parts": [{"text": "hi, my card is 4111 1111 1111 1111, thanks"}]}'
answer=$(ask /v1/inspections "--data '$chat'")
expect "the card masked in the answer" 'my card is \*{4} \*{4} \*{4} 1111' "$answer"
refuse "the card" '4111 1111 1111 1111' "$answer"
contact=$(grep -o '"contact_id":"[^"]*"' <<<"$answer" | cut -d'"' -f4)
entry=$(grep -o '"entry":"[^"]*"' <<<"$answer" | cut -d'"' -f4)
message=$(grep -o '"id":"[^"]*"' <<<"$answer" | head -1 | cut -d'"' -f4)

step "the contact, as the console reads it"
shown=$(ask "/v1/contacts/$contact/messages")
expect "the card masked in the contact" '\*{4} \*{4} \*{4} 1111' "$shown"
refuse "the card" '4111 1111 1111 1111' "$shown"
stop

step "one byte of the database changed, and the log asked"
typed 'build/release/bin/holdfast audit verify'
typed "python3 - '$message'" <<'PYTHON'
import pathlib, sqlite3, sys, uuid
path = pathlib.Path("data/holdfast.db")
(content,), = sqlite3.connect(f"file:{path}?mode=ro", uri=True).execute(
    "SELECT content FROM inspection_message WHERE message_id = ?", (uuid.UUID(sys.argv[1]).bytes,))
file = bytearray(path.read_bytes())
place = file.find(content)
assert place >= 0, "the message's content is not in one piece in the file"
file[place + len(content) // 2] ^= 1
path.write_bytes(file)
PYTHON
if verified=$(typed 'build/release/bin/holdfast audit verify'); then
  echo "audit verify found nothing" >&2
  exit 1
fi
printf '%s\n' "$verified"
expect "the entry of the chat" "entry id $entry" "$verified"

step "script/run, the second time, on a new day"
rm -rf "$root/root/holdfast/data"
start
stop
before=$SECONDS
start
echo "up again after $((SECONDS - before)) s"
stop
step "script/test"
inside bash -c 'cd /root/holdfast && script/test'
step "done"
unmount
rm -rf "$root" "$root.log"
