"""Clients that inspect without a pause and remember what was answered.

Every request carries an Idempotency-Key, as a careful integrator's does: what was not answered may be sent
again. `Load.again()` does that, on a server that came back.
"""

from __future__ import annotations

import http.client
import json
import threading
from dataclasses import dataclass, field

from support.holdfast import Answer, Server

CARD = "4111 1111 1111 1111"


@dataclass
class Sent:
    key: str
    body: dict


@dataclass
class Client:
    """One chat in one contact of its own; every third message holds a card."""

    name: str
    sent: int = 0
    answers: dict[str, dict] = field(default_factory=dict)  # by idempotency key
    unanswered: list[Sent] = field(default_factory=list)
    refused: list[Answer] = field(default_factory=list)

    def next_request(self) -> Sent:
        self.sent += 1
        text = f"message {self.sent}, card {CARD}" if self.sent % 3 == 0 else f"message {self.sent}, nothing in it"
        return Sent(f"{self.name}-{self.sent}", {
            "channel": "chat", "direction": "inbound", "contact": {"external_id": self.name},
            "external_id": f"{self.name}-{self.sent}", "parts": [{"text": text}]})

    def send(self, server: Server, request: Sent, connection: http.client.HTTPConnection | None = None) -> None:
        answer = server.post("/v1/inspections", request.body, headers={"Idempotency-Key": request.key},
                             connection=connection)
        if answer.status == 200:
            self.answers[request.key] = answer.json
        else:
            self.refused.append(answer)

    def run(self, server: Server, is_over: threading.Event, on_answer) -> None:
        connection = server.connect(timeout=30)
        while not is_over.is_set():
            request = self.next_request()
            try:
                self.send(server, request, connection)
            except (OSError, http.client.HTTPException, json.JSONDecodeError):
                self.unanswered.append(request)
                break
            on_answer()
        connection.close()


class Load:
    """`with load.running(server): …` keeps all clients busy; clients stop by themselves when the server dies."""

    def __init__(self, clients: int = 6):
        self.clients = [Client(f"client-{number}") for number in range(clients)]
        self.answered = 0
        self._changed = threading.Condition()
        self._over = threading.Event()
        self._threads: list[threading.Thread] = []

    def start(self, server: Server) -> None:
        self._over.clear()
        self._threads = [threading.Thread(target=client.run, args=(server, self._over, self._count)) for client in self.clients]
        for thread in self._threads:
            thread.start()

    def stop(self) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join()

    def wait_for_more(self, count: int) -> None:
        """Returns when so many answers have come since the call."""
        with self._changed:
            wanted = self.answered + count
            assert self._changed.wait_for(lambda: self.answered >= wanted, timeout=60), "the server stopped answering"

    def _count(self) -> None:
        with self._changed:
            self.answered += 1
            self._changed.notify_all()

    def again(self, server: Server) -> int:
        """Sends what was never answered once more, under the same keys; answers how many that were."""
        count = 0
        for client in self.clients:
            for request in client.unanswered:
                client.send(server, request)
                count += 1
            client.unanswered.clear()
        return count

    @property
    def refused(self) -> list[Answer]:
        return [answer for client in self.clients for answer in client.refused]

    @property
    def inspections(self) -> list[dict]:
        return [answer for client in self.clients for answer in client.answers.values()]
