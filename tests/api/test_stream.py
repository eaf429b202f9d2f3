"""The event stream, as a live view uses it: cut off and back with Last-Event-ID."""

import http.client
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import Server  # noqa: E402

PATH = "/v1/verdicts/stream"
MESSAGE = {"channel": "chat", "direction": "inbound", "parts": [{"text": "nothing to see"}]}


class Stream:
    """One client's connection; iterates over its events as (name, id, data)."""

    def __init__(self, server: Server, last_event: str = "", query: str = "", timeout_s: float = 30):
        self.connection = http.client.HTTPConnection(*server.address, timeout=timeout_s)
        headers = {"Authorization": f"Bearer {server.key}"}
        if last_event:
            headers["Last-Event-ID"] = last_event
        self.connection.request("GET", PATH + query, headers=headers)
        self.response = self.connection.getresponse()
        assert self.response.status == 200, self.response.status

    def __enter__(self) -> "Stream":
        return self

    def __exit__(self, *_) -> None:
        self.response.close()
        self.connection.close()

    def next(self) -> tuple[str, str, dict]:
        fields: dict[str, str] = {}
        while True:
            line = self.response.readline().decode()
            if not line:
                raise AssertionError("the stream ended")
            if line == "\n" and fields:
                return fields["event"], fields.get("id", ""), json.loads(fields["data"])
            name, _, value = line.rstrip("\n").partition(": ")
            if name and name != ":":
                fields[name] = value

    def messages(self, count: int) -> list[str]:
        found = []
        for _ in range(count):
            name, _, data = self.next()
            assert name == "verdict", name
            found.append(data["message_id"])
        return found


class Resume(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.server.start()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def some(self, count: int) -> list[str]:
        ids = []
        while len(ids) < count:
            items = [MESSAGE] * min(100, count - len(ids))
            answer = self.server.post("/v1/inspections:batch", {"items": items})
            self.assertEqual(answer.status, 200, answer)
            ids += [item["id"] for item in answer.json["items"]]
        return ids

    def last_seen(self) -> str:
        """The id of an event that a client saw before it was cut off."""
        with Stream(self.server) as stream:
            message = self.server.inspect("before")["id"]
            while True:
                _, event, data = stream.next()
                if data["message_id"] == message:
                    return event

    def test_after_a_short_gap_nothing_is_missing_and_nothing_comes_twice(self):
        last = self.last_seen()
        missed = [self.server.inspect(f"message {number}")["id"] for number in range(20)]
        with Stream(self.server, last) as stream:
            live = self.server.inspect("after")["id"]
            self.assertEqual(stream.messages(21), [*missed, live])

    def test_a_gap_larger_than_what_may_wait_for_a_slow_client_is_filled_as_well(self):
        last = self.last_seen()
        missed = self.some(2500)
        with Stream(self.server, last) as stream:
            got = stream.messages(2500)
            self.assertEqual(set(got), set(missed))
            self.assertEqual(len(got), len(set(got)))
            live = self.server.inspect("after")["id"]
            self.assertEqual(stream.messages(1), [live])

    def test_after_a_gap_too_long_the_client_is_told_to_read_again_and_then_follows(self):
        last = self.last_seen()
        self.some(5100)
        for _ in range(2):  # whoever comes back with the same id is told again, not left without a word
            with Stream(self.server, last) as stream:
                self.assertEqual(stream.next(), ("reset", "", {}))
                live = self.server.inspect("after")["id"]
                self.assertEqual(stream.messages(1), [live])

    def test_an_id_that_names_no_event_resets(self):
        for unknown in ("018f0000-0000-7000-8000-000000000000", "7"):
            with self.subTest(id=unknown), Stream(self.server, unknown) as stream:
                self.assertEqual(stream.next()[0], "reset")

    def test_what_was_missed_is_filtered_like_what_comes(self):
        last = self.last_seen()
        self.some(3)
        with Stream(self.server, last) as stream:
            stream.messages(3)
        with Stream(self.server, last, "?verdict_min=block", timeout_s=2) as stream:
            with self.assertRaises(TimeoutError):
                stream.next()


if __name__ == "__main__":
    unittest.main()
