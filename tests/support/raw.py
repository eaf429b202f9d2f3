"""Bytes as they travel, for requests that no HTTP library would send."""

from __future__ import annotations

import re
import socket

from support.holdfast import WAIT_S, Answer, Server


class Raw:
    """One connection. `with Raw(server) as raw: raw.send(b"GET …"); raw.read_answer()`"""

    def __init__(self, server: Server, timeout: float = WAIT_S):
        self.socket = socket.create_connection(server.address, timeout=timeout)
        self._received = b""

    def __enter__(self) -> "Raw":
        return self

    def __exit__(self, *_) -> None:
        self.socket.close()

    def send(self, data: bytes) -> None:
        self.socket.sendall(data)

    def end_sending(self) -> None:
        """Half closes: we still listen."""
        self.socket.shutdown(socket.SHUT_WR)

    def _read_more(self) -> bool:
        try:
            data = self.socket.recv(65536)
        except ConnectionError:
            return False
        self._received += data
        return bool(data)

    def read_answer(self) -> Answer | None:
        """The next answer; None when the connection ends before one is complete."""
        while b"\r\n\r\n" not in self._received:
            if not self._read_more():
                return None
        head, _, rest = self._received.partition(b"\r\n\r\n")
        lines = head.decode("latin-1").split("\r\n")
        headers = {name.lower(): value.strip() for name, _, value in (line.partition(":") for line in lines[1:])}
        length = int(headers.get("content-length", "0"))
        while len(rest) < length:
            if not self._read_more():
                return None
            rest = self._received.partition(b"\r\n\r\n")[2]
        self._received = rest[length:]
        return Answer(int(re.match(r"HTTP/1\.1 (\d{3})", lines[0])[1]), headers, rest[:length])

    def read_answers(self) -> list[Answer]:
        """All until the server closes."""
        answers = []
        while (answer := self.read_answer()) is not None:
            answers.append(answer)
        return answers


def head(server: Server, *lines: str, target: str = "POST /v1/inspections") -> bytes:
    """A request's head with our key."""
    return "\r\n".join([f"{target} HTTP/1.1", f"Host: {server.address[0]}", f"Authorization: Bearer {server.key}",
                        *lines, "", ""]).encode("latin-1")
