#!/bin/sh
# Runs a command with a private PostgreSQL cluster, which is gone when the command ends:
#
#   tools/with_postgres.sh ctest --test-dir build/release
#
# The command finds its connection string in HOLDFAST_TEST_POSTGRES. The cluster listens on loopback,
# on a free port, and on a socket in its own directory. When root runs this, the cluster runs as the
# user postgres, for PostgreSQL refuses to run as root.
set -eu

[ $# -gt 0 ] || { echo "usage: $0 COMMAND [ARGUMENT…]" >&2; exit 2; }

programs=
for candidate in "${HOLDFAST_POSTGRES_PROGRAMS:-}" /usr/lib/postgresql/15/bin /usr/lib/postgresql/*/bin; do
  if [ -n "$candidate" ] && [ -x "$candidate/initdb" ]; then programs=$candidate; break; fi
done
[ -n "$programs" ] || { echo "$0: no initdb found: install postgresql-15" >&2; exit 1; }

as_owner=
if [ "$(id -u)" = 0 ]; then
  as_owner="setpriv --reuid=postgres --regid=postgres --init-groups"
fi

# Short, for the path of a socket is at most 107 bytes.
directory=$(mktemp -d /tmp/holdfast-pg-XXXXXX)
postmaster=
command=
finish() {
  [ -z "$command" ] || kill "$command" 2>/dev/null || true
  if [ -n "$postmaster" ]; then
    kill -INT "$postmaster" 2>/dev/null || true  # a fast shutdown
    wait "$postmaster" 2>/dev/null || true
  fi
  rm -rf "$directory"
}
trap finish EXIT
trap 'exit 130' INT
trap 'exit 143' TERM HUP
[ -z "$as_owner" ] || chown postgres:postgres "$directory"

cd "$directory"  # postgres may not enter the caller's directory
$as_owner "$programs/initdb" -D "$directory/data" -A trust -U holdfast -E UTF8 --locale=C --no-sync \
  >"$directory/initdb.log" 2>&1 || { cat "$directory/initdb.log" >&2; exit 1; }
cd "$OLDPWD"

free_port() {
  python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}

# Another process may take the port between asking and binding, so ask again a few times.
for attempt in 1 2 3 4 5; do
  port=$(free_port)
  $as_owner "$programs/postgres" -D "$directory/data" -p "$port" -c listen_addresses=127.0.0.1 \
    -c unix_socket_directories="$directory" -c max_connections=100 \
    -c fsync=off -c synchronous_commit=off -c full_page_writes=off \
    >"$directory/log" 2>&1 &
  postmaster=$!
  until "$programs/pg_isready" -q -h "$directory" -p "$port"; do
    kill -0 "$postmaster" 2>/dev/null || { postmaster=; break; }
    sleep 0.05
  done
  [ -z "$postmaster" ] || break
done
[ -n "$postmaster" ] || { cat "$directory/log" >&2; exit 1; }

HOLDFAST_TEST_POSTGRES="host=$directory port=$port user=holdfast dbname=postgres"
HOLDFAST_TEST_POSTGRES_PID=$postmaster
export HOLDFAST_TEST_POSTGRES HOLDFAST_TEST_POSTGRES_PID

# In the background, so that a signal to this script is handled at once; there a command's input would
# be /dev/null.
exec 3<&0
"$@" <&3 3<&- &
command=$!
status=0
wait "$command" || status=$?
command=
exit "$status"
