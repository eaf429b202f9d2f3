"""Clients that are slow, rude or hostile: each gets a clear answer, and none harms the others."""

import json
import pathlib
import socket
import sys
import threading
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import Server  # noqa: E402
from support.raw import Raw, head  # noqa: E402

MEGABYTE = 1 << 20
BODY = json.dumps({"channel": "chat", "direction": "inbound", "parts": [{"text": "my card is 4111 1111 1111 1111"}]}).encode()
JSON = "Content-Type: application/json"


class Clients(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(arguments=("--enforce",))
        cls.server.start()
        cls.addClassCleanup(cls.server.__exit__)
        cls.server.inspect("warm up")

    def memory_bytes(self) -> int:
        status = pathlib.Path(f"/proc/{self.server.process.pid}/status").read_text()
        return 1024 * int(status.split("VmRSS:")[1].split()[0])

    def contacts(self) -> dict:
        return self.server.get("/v1/contacts?limit=200").json

    def request(self, *lines: str, body: bytes = BODY) -> bytes:
        return head(self.server, JSON, f"Content-Length: {len(body)}", *lines) + body

    def assert_still_answers(self):
        self.assertEqual(self.server.inspect("are you there?")["verdict"], "allow")

    # --- too much

    def test_100_megabytes_are_refused_before_they_are_read(self):
        before, contacts = self.memory_bytes(), self.contacts()
        for framing in (f"Content-Length: {100 * MEGABYTE}", "Transfer-Encoding: chunked"):
            with self.subTest(framing=framing), Raw(self.server) as raw:
                raw.send(head(self.server, JSON, framing))
                sent, chunk = 0, b"x" * MEGABYTE
                try:
                    while sent < 100:
                        raw.send(chunk if "Length" in framing else b"100000\r\n" + chunk + b"\r\n")
                        sent += 1
                except OSError:
                    pass  # it hung up on us
                answer = raw.read_answer()
                self.assertLess(sent, 100, "the server took all of it")
                if answer is not None:  # a reset may overtake the answer
                    self.assertEqual(answer.status, 413, answer)
        self.assertLess(self.memory_bytes() - before, 32 * MEGABYTE)
        self.assertEqual(self.contacts(), contacts)

    def test_a_body_announced_too_long_is_answered_413_at_once(self):
        with Raw(self.server) as raw:
            raw.send(head(self.server, JSON, f"Content-Length: {100 * MEGABYTE}"))
            answer = raw.read_answer()  # without having sent a byte of it
            self.assertEqual(answer.status, 413)
            self.assertIn(str(100 * MEGABYTE), answer.json["detail"])

    def test_memory_stays_flat_over_many_large_bodies(self):
        body = json.dumps({"channel": "chat", "direction": "inbound", "parts": [{"text": "x" * (3 * MEGABYTE)}]}).encode()
        for _ in range(3):
            self.server.request("POST", "/v1/inspections", body)
        before = self.memory_bytes()
        for _ in range(20):
            self.assertEqual(self.server.request("POST", "/v1/inspections", body).status, 200)
        self.assertLess(self.memory_bytes() - before, 48 * MEGABYTE)

    def test_too_many_or_too_long_headers_are_refused(self):
        for lines in ([f"X-{number}: y" for number in range(5000)], ["X-Long: " + "y" * 100_000]):
            with Raw(self.server) as raw:
                try:
                    raw.send(head(self.server, *lines, target="GET /v1/contacts"))
                except OSError:
                    pass
                answer = raw.read_answer()
                if answer is not None:
                    self.assertIn(answer.status, (400, 413, 431), answer)
        self.assert_still_answers()

    def test_a_long_target_is_refused(self):
        with Raw(self.server) as raw:
            raw.send(head(self.server, target="GET /v1/contacts?queue=" + "x" * 60_000))
            answer = raw.read_answer()
            self.assertTrue(answer is None or answer.status in (400, 413, 414, 431), answer)

    def test_deep_or_broken_json_is_refused_and_nothing_kept(self):
        contacts = self.contacts()
        for body in (b"[" * 200_000, b'{"a":' * 50_000 + b"1" + b"}" * 50_000, b'{"parts":[{"text":"\xc3\x28"}]}',
                     b'{"channel":"chat","direction":"inbound","parts":[{"text":"\\ud800"}]}', BODY[:-1], BODY + b"{}",
                     BODY.replace(b'"chat"', b"1e999"), b"\x00" * 100, b'{"channel":"\x00chat"}', b"\xef\xbb\xbf" + b"{}"):
            with self.subTest(body=body[:40]):
                answer = self.server.request("POST", "/v1/inspections", body)
                self.assertIn(answer.status, (400, 413), answer)
                self.assertEqual(answer.media_type, "application/problem+json")
        self.assertEqual(self.contacts(), contacts)

    def test_invalid_utf_8_is_refused_and_nothing_kept(self):
        contacts = self.contacts()
        sequences = {"a lone continuation": b"\x80", "cut short": b"\xe2\x82", "overlong": b"\xc0\xaf",
                     "a surrogate": b"\xed\xa0\x80", "beyond U+10FFFF": b"\xf4\x90\x80\x80", "a byte of UTF-16": b"\xff",
                     "Latin-1": b"caf\xe9 au"}
        for name, sequence in sequences.items():
            for where, body in (("the text", BODY.replace(b"my card", b"my " + sequence + b" card")),
                                ("an id", BODY.replace(b'{"channel"', b'{"external_id":"' + sequence + b'","channel"')),
                                ("a name", BODY.replace(b'"direction"', b'"' + sequence + b'":1,"direction"'))):
                with self.subTest(name, where=where):
                    answer = self.server.request("POST", "/v1/inspections", body)
                    self.assertEqual(answer.status, 400, answer)
                    self.assertIn("UTF-8", answer.json["detail"])
        # Half an emoji, escaped: JSON's own way to write what is no character.
        answer = self.server.request("POST", "/v1/inspections", BODY.replace(b"my card", b"my \\ud83d card"))
        self.assertEqual(answer.status, 400, answer)
        for query in ("/v1/contacts?queue=%ff", "/v1/contacts?queue=%c0%af", "/v1/findings?type=%ed%a0%80"):
            with self.subTest(query=query):
                self.assertEqual(self.server.get(query).status, 400)
        self.assertEqual(self.contacts(), contacts)

    # --- too slow

    def test_a_hundred_slow_clients_keep_nobody_waiting(self):
        slow = [Raw(self.server) for _ in range(100)]
        for number, raw in enumerate(slow):
            self.addCleanup(raw.socket.close)
            # Half never finish their header, half never their body.
            raw.send(self.request()[:40 if number % 2 else -20])
        for _ in range(20):
            self.assert_still_answers()

    def test_a_header_that_trickles_in_is_cut_off(self):
        with Raw(self.server) as raw:
            begun = time.monotonic()
            raw.send(b"POST /v1/inspections HTTP/1.1\r\n")
            is_over = threading.Event()

            def trickle():
                while not is_over.wait(0.5):  # as a slow client does: a byte now and then
                    try:
                        raw.send(b"X")
                    except OSError:
                        return

            thread = threading.Thread(target=trickle)
            thread.start()
            answer = raw.read_answer()
            is_over.set()
            thread.join()
            self.assertLess(time.monotonic() - begun, 30)
            if answer is not None:
                self.assertEqual(answer.status, 408, answer)

    # --- cut off

    def test_a_client_that_ends_its_side_still_gets_its_answer(self):
        with Raw(self.server) as raw:
            raw.send(self.request())
            raw.end_sending()
            answer = raw.read_answer()
            self.assertEqual(answer.status, 200)
            self.assertEqual(answer.json["verdict"], "redact")

    def test_a_request_that_ends_half_way_leaves_nothing(self):
        contacts = self.contacts()
        for cut in (10, 60, len(self.request()) - 5):
            for ending in ("half close", "close", "reset"):
                with self.subTest(cut=cut, ending=ending), Raw(self.server) as raw:
                    raw.send(self.request()[:cut])
                    if ending == "half close":
                        raw.end_sending()
                        answer = raw.read_answer()
                        self.assertTrue(answer is None or answer.status in (400, 408), answer)
                    elif ending == "reset":
                        raw.socket.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\x01\x00\x00\x00\x00\x00\x00\x00")
        self.assert_still_answers()
        self.assertEqual(len(self.contacts()["items"]), min(len(contacts["items"]) + 1, 200))

    # --- several at once

    def test_pipelined_requests_are_answered_in_order(self):
        with Raw(self.server) as raw:
            bodies = [json.dumps({"channel": "chat", "direction": "inbound", "external_id": f"p-{number}",
                                  "contact": {"external_id": "pipeline"},
                                  "parts": [{"text": "so " * number + "ok"}]}).encode() for number in range(30)]
            raw.send(b"".join(self.request(body=body) for body in bodies))
            answers = [raw.read_answer() for _ in bodies]
        self.assertEqual([answer.json["parts"][0]["text"] for answer in answers], ["so " * number + "ok" for number in range(30)])

    def test_a_pipelined_request_after_a_refused_one_is_not_run(self):
        contacts = self.contacts()
        with Raw(self.server) as raw:
            raw.send(head(self.server, JSON, f"Content-Length: {100 * MEGABYTE}") + self.request())
            self.assertEqual([answer.status for answer in raw.read_answers()], [413])
        self.assertEqual(self.contacts(), contacts)

    # --- smuggling: what two readers could understand differently is refused, and the connection ends

    def test_ambiguous_framing_is_refused(self):
        smuggled = self.request()
        chunked = b"0\r\n\r\n"
        contacts = self.contacts()
        cases = {
            "length and chunked": [f"Content-Length: {len(chunked + smuggled)}", "Transfer-Encoding: chunked"],
            "chunked and length": ["Transfer-Encoding: chunked", "Content-Length: 5"],
            "two lengths": ["Content-Length: 5", f"Content-Length: {len(chunked + smuggled)}"],
            "a list of lengths": ["Content-Length: 5, 6"],
            "a signed length": ["Content-Length: +5"],
            "a negative length": ["Content-Length: -1"],
            "a length in hexadecimal": ["Content-Length: 0x5"],
            "an overflowing length": ["Content-Length: 18446744073709551621"],
            "a space before the colon": ["Content-Length : 5"],
            "chunked twice": ["Transfer-Encoding: chunked, chunked"],
            "chunked, not last": ["Transfer-Encoding: chunked, identity"],
            "an unknown coding": ["Transfer-Encoding: xchunked"],
            "a hidden coding": ["Transfer-Encoding: \x0bchunked"],
        }
        for name, lines in cases.items():
            with self.subTest(name), Raw(self.server) as raw:
                raw.send(head(self.server, JSON, *lines) + chunked + smuggled)
                answers = raw.read_answers()
                self.assertLessEqual(len(answers), 1, f"{name}: {answers}")
                for answer in answers:
                    self.assertIn(answer.status, (400, 411, 413, 501), answer)
        self.assertEqual(self.contacts(), contacts)

    def test_broken_chunks_are_refused(self):
        contacts = self.contacts()
        for chunks in (b"zz\r\n", b"-1\r\n", b"ffffffffffffffffff\r\n", b"5;\x00\r\nhello\r\n0\r\n\r\n", b"5\nhello\n0\n\n",
                       b"5\r\nhelloXX0\r\n\r\n"):
            with self.subTest(chunks=chunks), Raw(self.server) as raw:
                raw.send(head(self.server, JSON, "Transfer-Encoding: chunked") + chunks + self.request())
                raw.end_sending()
                answers = raw.read_answers()
                self.assertLessEqual(len(answers), 1, answers)
                for answer in answers:
                    self.assertIn(answer.status, (400, 413), answer)
        self.assertEqual(self.contacts(), contacts)

    def test_a_chunked_body_is_read_whole(self):
        with Raw(self.server) as raw:
            pieces = b"".join(b"%x\r\n%s\r\n" % (1, BODY[i:i + 1]) for i in range(len(BODY)))
            raw.send(head(self.server, JSON, "Transfer-Encoding: chunked") + pieces + b"0\r\n\r\n")
            self.assertEqual(raw.read_answer().json["verdict"], "redact")

    def test_requests_that_are_no_http_are_refused(self):
        for data in (b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03" + b"\x00" * 300, b"EHLO centre.example\r\n\r\n",
                     b"GET / HTTP/9.9\r\n\r\n", b"GET  /  HTTP/1.1\r\n\r\n", b"\r\n" * 1000, b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"):
            with self.subTest(data=data[:30]), Raw(self.server) as raw:
                raw.send(data)
                raw.end_sending()
                for answer in raw.read_answers():
                    self.assertIn(answer.status, (400, 405, 408, 431, 505), answer)
        self.assert_still_answers()


class SlowBodies(unittest.TestCase):
    def test_a_body_that_trickles_in_is_cut_off_with_408_and_nothing_kept(self):
        # A chunked body is given time for the longest that is allowed, so that is short here.
        with Server(env={"HOLDFAST_HTTP_BODY_TIMEOUT_MS": "1500", "HOLDFAST_LIMITS_BODY_BYTES_MAX": "65536"}) as server:
            for framing, before, after in ((f"Content-Length: {len(BODY)}", b"", b""),
                                           ("Transfer-Encoding: chunked", b"1\r\n", b"\r\n")):
                with self.subTest(framing=framing), Raw(server) as raw:
                    raw.send(head(server, JSON, framing))
                    is_over = threading.Event()

                    def trickle():
                        for at in range(len(BODY)):  # as long as anybody listens, and never all of it in time
                            if is_over.wait(0.25):
                                return
                            try:
                                raw.send(before + BODY[at:at + 1] + after)
                            except OSError:
                                return

                    thread = threading.Thread(target=trickle)
                    begun = time.monotonic()
                    thread.start()
                    answers = raw.read_answers()
                    took = time.monotonic() - begun
                    is_over.set()
                    thread.join()
                    self.assertEqual([answer.status for answer in answers], [408])
                    self.assertIn("too long", answers[0].json["detail"])
                    self.assertTrue(1 < took < 20, took)
            self.assertEqual(server.get("/v1/contacts").json["items"], [])
            self.assertEqual(server.inspect("are you there?")["verdict"], "allow")


class ManyConnections(unittest.TestCase):
    def test_connections_beyond_the_limit_are_answered_503_and_those_within_go_on(self):
        with Server(env={"HOLDFAST_HTTP_CONNECTIONS_MAX": "16"}) as server:
            open_ones = [Raw(server) for _ in range(16)]
            for raw in open_ones:
                self.addCleanup(raw.socket.close)
                raw.send(head(server, target="GET /health/live"))
                self.assertEqual(raw.read_answer().status, 200)
            with Raw(server) as one_more:
                answer = one_more.read_answer()
                self.assertTrue(answer is None or answer.status == 503, answer)
            open_ones[3].send(head(server, target="GET /v1/contacts"))
            self.assertEqual(open_ones[3].read_answer().status, 200)


if __name__ == "__main__":
    unittest.main()
