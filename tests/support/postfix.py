"""A Postfix of our own on loopback, with a sink that receives what it delivers.

    with Sink() as sink, Postfix(sink.port, milter="inet:127.0.0.1:8894") as postfix:
        postfix.send(mail, sender, [recipient])

Nothing of the machine's own Postfix is read or changed. Needs root, as Postfix's master does; without it or without
Postfix `missing()` says what is not there.
"""

from __future__ import annotations

import os
import pathlib
import shutil
import smtplib
import socket
import subprocess
import tempfile
import threading
import time

WAIT_S = 60
SERVICES = """\
127.0.0.1:{port} inet n - n - 20 smtpd
pickup    unix  n       -       n       1       1       pickup
cleanup   unix  n       -       n       -       0       cleanup
qmgr      unix  n       -       n       1       1       qmgr
tlsmgr    unix  -       -       n       1000?   1       tlsmgr
rewrite   unix  -       -       n       -       -       trivial-rewrite
proxymap  unix  -       -       n       -       -       proxymap
bounce    unix  -       -       n       -       0       bounce
defer     unix  -       -       n       -       0       bounce
trace     unix  -       -       n       -       0       bounce
verify    unix  -       -       n       -       1       verify
flush     unix  n       -       n       1000?   0       flush
smtp      unix  -       -       n       -       -       smtp
relay     unix  -       -       n       -       -       smtp
showq     unix  n       -       n       -       -       showq
error     unix  -       -       n       -       -       error
retry     unix  -       -       n       -       -       error
discard   unix  -       -       n       -       -       discard
anvil     unix  -       -       n       -       1       anvil
scache    unix  -       -       n       -       1       scache
postlog   unix-dgram n  -       n       -       1       postlogd
"""


def missing() -> str:
    if shutil.which("postfix") is None:
        return "Postfix is not installed (script/packages.txt, group test)"
    return "" if os.geteuid() == 0 else "Postfix's master process needs root"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Delivered:
    def __init__(self, sender: str, recipients: list[str], data: bytes):
        self.sender = sender
        self.recipients = recipients
        self.data = data

    @property
    def head(self) -> bytes:
        return self.data.partition(b"\r\n\r\n")[0]

    @property
    def body(self) -> bytes:
        return self.data.partition(b"\r\n\r\n")[2]


class Sink:
    """Takes every mail over SMTP and keeps it as it came."""

    def __init__(self):
        self.mails: list[Delivered] = []
        self.changed = threading.Condition()
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port = self.listener.getsockname()[1]

    def __enter__(self) -> "Sink":
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *_) -> None:
        self.listener.close()

    def _accept(self) -> None:
        while True:
            try:
                connection, _ = self.listener.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as lines:
            sender, recipients = "", []
            connection.sendall(b"220 sink\r\n")
            for line in lines:
                word = line.strip().upper()
                if word.startswith(b"EHLO"):
                    connection.sendall(b"250-sink\r\n250-8BITMIME\r\n250 SIZE 0\r\n")
                elif word == b"DATA":
                    connection.sendall(b"354 go on\r\n")
                    data = bytearray()
                    while (line := lines.readline()) not in (b".\r\n", b""):
                        data += line[1:] if line.startswith(b".") else line
                    with self.changed:
                        self.mails.append(Delivered(sender, recipients, bytes(data)))
                        self.changed.notify_all()
                    connection.sendall(b"250 taken\r\n")
                elif word == b"QUIT":
                    connection.sendall(b"221 bye\r\n")
                    return
                else:
                    if word.startswith(b"MAIL"):
                        sender, recipients = line.decode().split("<")[1].split(">")[0], []
                    if word.startswith(b"RCPT"):
                        recipients.append(line.decode().split("<")[1].split(">")[0])
                    connection.sendall(b"250 ok\r\n")

    def wait_for(self, marker: bytes) -> Delivered:
        """The mail that holds these bytes."""
        deadline = time.monotonic() + WAIT_S
        with self.changed:
            while True:
                for mail in self.mails:
                    if marker in mail.data:
                        return mail
                if not self.changed.wait(max(0.0, deadline - time.monotonic())):
                    raise AssertionError(f"no mail with {marker!r} was delivered; {len(self.mails)} others were")


class Postfix:
    def __init__(self, sink_port: int, milter: str, default_action: str = "tempfail"):
        self.directory = pathlib.Path(tempfile.mkdtemp(prefix="postfix-test-"))
        self.port = free_port()
        self.sink_port = sink_port
        self.milter = milter
        self.default_action = default_action

    def __enter__(self) -> "Postfix":
        etc = self.directory / "etc"
        for name in ("etc", "spool", "data"):
            (self.directory / name).mkdir()
        self.directory.chmod(0o755)
        shutil.chown(self.directory / "data", "postfix")
        (etc / "master.cf").write_text(SERVICES.format(port=self.port))
        (etc / "main.cf").write_text(f"""\
compatibility_level = 3.6
queue_directory = {self.directory}/spool
data_directory = {self.directory}/data
maillog_file_prefixes = {self.directory}
maillog_file = {self.directory}/log
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
myhostname = mx.holdfast.test
mydestination =
local_recipient_maps =
alias_maps =
mynetworks = 127.0.0.0/8
relayhost = [127.0.0.1]:{self.sink_port}
smtp_host_lookup = native
smtp_dns_support_level = disabled
smtp_tls_security_level = none
smtpd_relay_restrictions = permit_mynetworks, reject
message_size_limit = 60000000
minimal_backoff_time = 1s
maximal_backoff_time = 1s
smtpd_client_connection_count_limit = 0
smtpd_milters = {self.milter}
milter_default_action = {self.default_action}
milter_content_timeout = 120s
""")
        self._postfix("start")
        deadline = time.monotonic() + WAIT_S
        while time.monotonic() < deadline:
            try:
                socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
                return self
            except OSError:
                time.sleep(0.05)
        raise AssertionError(f"Postfix did not start: {self.log()}")

    def __exit__(self, *_) -> None:
        self._postfix("stop", check=False)
        shutil.rmtree(self.directory, ignore_errors=True)

    def _postfix(self, word: str, check: bool = True) -> None:
        done = subprocess.run(["postfix", "-c", str(self.directory / "etc"), word], capture_output=True, text=True,
                              timeout=WAIT_S)
        if check and done.returncode != 0:
            raise AssertionError(f"postfix {word}: {done.stdout}{done.stderr}{self.log()}")

    def log(self) -> str:
        path = self.directory / "log"
        return path.read_text(errors="replace") if path.exists() else ""

    def send(self, data: bytes, sender: str = "agent@centre.example",
             recipients: tuple[str, ...] = ("someone@outside.example",)) -> None:
        """As a client does; smtplib's errors say what Postfix answered."""
        with smtplib.SMTP("127.0.0.1", self.port, timeout=WAIT_S * 2) as client:
            client.sendmail(sender, list(recipients), data, mail_options=["BODY=8BITMIME"])
