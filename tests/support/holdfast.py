"""Starts a real server on a free port, in a directory of its own, and talks to it.

    with Server() as server:
        answer = server.post("/v1/inspections", {...})

With HOLDFAST_TEST_BACKEND=postgresql the rows of every server lie in a database of its own on the cluster that
HOLDFAST_TEST_POSTGRES names (tools/with_postgres.sh makes one); the commands run on a server's directory find it.

Nothing here sleeps for a fixed time: waiting ends with what is waited for, or fails after a minute.
"""

from __future__ import annotations

import http.client
import json
import os
import pathlib
import re
import select
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import urllib.parse
import uuid
from collections.abc import Callable

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = pathlib.Path(os.environ.get("HOLDFAST_BINARY", ROOT / "build/release/bin/holdfast"))
WAIT_S = 60
CLUSTER = os.environ.get("HOLDFAST_TEST_POSTGRES", "")
ON_POSTGRES = os.environ.get("HOLDFAST_TEST_BACKEND") == "postgresql"
SKIPPED = 77  # what ctest shows as skipped

if ON_POSTGRES and not CLUSTER:
    print("skipped: PostgreSQL: HOLDFAST_TEST_POSTGRES is not set (tools/with_postgres.sh sets it)", file=sys.stderr)
    sys.exit(SKIPPED)

ALL_SCOPES = ("inspections.create,contacts.read,findings.read,findings.feedback,held.read,held.decide,originals.read,customers.erase,"
              "policies.read,policies.write,policies.activate,audit.read,metrics.read,texts.protect")


def environment(extra: dict[str, str] | None = None) -> dict[str, str]:
    """Ours, without what only tests read: the program refuses settings it does not know."""
    kept = {name: value for name, value in os.environ.items()
            if name != "HOLDFAST_BINARY" and not name.startswith("HOLDFAST_TEST_")}
    return {**kept, **(extra or {})}


def psql(statement: str, connection: str = CLUSTER) -> str:
    """What one statement answers, on the cluster's own database unless told otherwise."""
    return subprocess.run(["psql", "-X", "-q", "-A", "-t", "-v", "ON_ERROR_STOP=1", "-d", connection, "-c", statement],
                          check=True, capture_output=True, text=True, timeout=60).stdout.strip()


def wait_until(what: str, holds: Callable[[], bool]) -> None:
    deadline = time.monotonic() + WAIT_S
    while not holds():
        if time.monotonic() > deadline:
            raise AssertionError(f"not within {WAIT_S} s: {what}")
        time.sleep(0.05)


class Database:
    """Where the rows of one data directory lie, as settings of the program: nothing on SQLite."""

    _of_directory: dict[str, "Database"] = {}

    def __init__(self, data: pathlib.Path):
        self.data = str(data)
        self.name = f"holdfast_{uuid.uuid4().hex}"
        psql(f"CREATE DATABASE {self.name} TEMPLATE template0 LC_COLLATE 'C' LC_CTYPE 'C'")
        self._of_directory[self.data] = self

    @property
    def settings(self) -> dict[str, str]:
        return {"HOLDFAST_STORE_BACKEND": "postgresql", "HOLDFAST_STORE_POSTGRES_CONNECTION": self.connection}

    @property
    def connection(self) -> str:
        return re.sub(r"dbname=\S+", f"dbname={self.name}", CLUSTER)

    def ask(self, statement: str) -> str:
        return psql(statement, self.connection)

    def drop(self) -> None:
        psql(f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)")
        self._of_directory.pop(self.data, None)

    @classmethod
    def settings_of(cls, arguments: tuple[str, ...]) -> dict[str, str]:
        """For a command with --data."""
        data = arguments[arguments.index("--data") + 1] if "--data" in arguments else ""
        return cls._of_directory[data].settings if data in cls._of_directory else {}


class Answer:
    """A response: status, headers (lower case), body; `json` when it is JSON."""

    def __init__(self, status: int, headers: dict[str, str], body: bytes):
        self.status = status
        self.headers = headers
        self.body = body

    @property
    def json(self):
        return json.loads(self.body)

    @property
    def media_type(self) -> str:
        return self.headers.get("content-type", "").split(";")[0].strip()

    def __repr__(self) -> str:
        return f"<{self.status} {self.body[:500]!r}>"


def run(*arguments: str, input_text: str | None = None, check: bool = True, env: dict | None = None):
    """Runs the command line; a failure shows what it said."""
    done = subprocess.run([str(BINARY), *arguments], input=input_text, capture_output=True, text=True, errors="replace",
                          env=environment({**Database.settings_of(arguments), **(env or {})}), timeout=300)
    if check and done.returncode != 0:
        raise AssertionError(f"holdfast {' '.join(arguments)} -> {done.returncode}\n{done.stdout}{done.stderr}")
    return done


class Server:
    def __init__(self, data: pathlib.Path | None = None, arguments: tuple[str, ...] = (),
                 env: dict[str, str] | None = None, scopes: str = ALL_SCOPES, wrapper: tuple[str, ...] = ()):
        self._own_data = data is None
        self.data = pathlib.Path(tempfile.mkdtemp(prefix="holdfast-test-")) if data is None else data
        self.database = Database(self.data) if ON_POSTGRES and data is None else None
        self.arguments = arguments
        self.env = env or {}
        self.scopes = scopes
        self.wrapper = wrapper
        self.key = ""
        self.url = ""
        self.sign_in_link = ""
        self.process: subprocess.Popen | None = None
        self.output = ""

    def __enter__(self) -> "Server":
        self.start()
        return self

    def __exit__(self, *_) -> None:
        self.stop()
        if self.database:
            self.database.drop()
        if self._own_data:
            shutil.rmtree(self.data, ignore_errors=True)

    def start(self) -> None:
        if not self.key and self.scopes:
            made = run("user", "key", "--data", str(self.data), "--name", "tests", "--scopes", self.scopes, env=self.env)
            self.key = re.search(r"hfk_[A-Za-z0-9_\-]+", made.stdout).group(0)
        self.output = ""  # a second start has an address of its own
        command = ("serve", "--data", str(self.data), "--port", "0", *self.arguments)
        self.process = subprocess.Popen([*self.wrapper, str(BINARY), *command], stdout=subprocess.PIPE,
                                        stderr=subprocess.STDOUT,
                                        env=environment({**Database.settings_of(command), **self.env}))
        self._wait_until_ready()

    def _wait_until_ready(self) -> None:
        deadline = time.monotonic() + WAIT_S
        stream = self.process.stdout
        os.set_blocking(stream.fileno(), False)
        while time.monotonic() < deadline:
            select.select([stream], [], [], 1)
            self.drain_output()
            ready = re.search(r"^Holdfast is ready: (\S+)$", self.output, re.M)
            if ready:
                self.url = ready.group(1)
                link = re.search(r"(https?://\S+/sign-in#token=\S+)", self.output)
                self.sign_in_link = link.group(1) if link else ""
                return
            if self.process.poll() is not None:
                break
        self.kill()
        raise AssertionError(f"the server did not start:\n{self.output}")

    def drain_output(self) -> str:
        """Everything the server said so far."""
        try:
            while piece := os.read(self.process.stdout.fileno(), 65536):
                self.output += piece.decode(errors="replace")
        except BlockingIOError:
            pass
        return self.output

    def stop(self) -> int:
        if self.process is None:
            return 0
        if self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
        try:
            code = self.process.wait(WAIT_S)
        except subprocess.TimeoutExpired:
            self.kill()
            raise AssertionError("the server did not stop on SIGTERM")
        self.process.stdout.close()
        self.process = None
        return code

    def kill(self) -> None:
        """As the kernel would: no handler runs."""
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
            self.process.wait()
        if self.process is not None:
            self.process.stdout.close()
            self.process = None

    @property
    def address(self) -> tuple[str, int]:
        parsed = urllib.parse.urlparse(self.url)
        return parsed.hostname, parsed.port

    def connect(self, timeout: float = WAIT_S) -> http.client.HTTPConnection:
        return http.client.HTTPConnection(*self.address, timeout=timeout)

    def request(self, method: str, path: str, body=None, headers: dict[str, str] | None = None,
                key: str | None = None, connection: http.client.HTTPConnection | None = None) -> Answer:
        own = connection is None
        connection = connection or self.connect()
        sent = {"Connection": "close"} if own else {}
        key = self.key if key is None else key
        if key:
            sent["Authorization"] = f"Bearer {key}"
        if body is not None and not isinstance(body, (bytes, str)):
            body = json.dumps(body)
        if body is not None:
            sent["Content-Type"] = "application/json"
        if isinstance(body, str):
            body = body.encode()
        sent.update(headers or {})
        connection.request(method, path, body, sent)
        response = connection.getresponse()
        answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        if own:
            connection.close()
        return answer

    def get(self, path: str, **options) -> Answer:
        return self.request("GET", path, **options)

    def post(self, path: str, body=None, **options) -> Answer:
        return self.request("POST", path, body if body is not None else {}, **options)

    def inspect(self, text: str, **request) -> dict:
        """Inspects one chat message and returns the answer, which must be 200."""
        body = {"channel": "chat", "direction": "inbound", "parts": [{"text": text}], **request}
        answer = self.post("/v1/inspections", body)
        assert answer.status == 200, answer
        return answer.json
