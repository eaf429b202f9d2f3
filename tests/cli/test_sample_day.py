"""The sample day goes into a directory on its first start, whole, or not at all."""

import json
import pathlib
import signal
import sys
import tempfile
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import Server, run  # noqa: E402

CONTACTS, MESSAGES_EACH = 40, 100


def write_day(path: pathlib.Path) -> None:
    with path.open("w") as file:
        for number in range(MESSAGES_EACH):
            for contact in range(CONTACTS):
                request = {"channel": "chat", "direction": "inbound", "parts": [{"text": f"message {number} " + "word " * 200}],
                           "contact": {"external_id": f"day-{contact}"},
                           "at": f"2026-01-05T{8 + number // 60:02}:{number % 60:02}:{contact:02}Z"}
                file.write(json.dumps({"request": request, "truth": [], "ignore": []}) + "\n")


class SampleDay(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="holdfast-day-")
        self.addCleanup(folder.cleanup)
        self.data = pathlib.Path(folder.name) / "data"
        self.day = pathlib.Path(folder.name) / "day.jsonl"
        write_day(self.day)

    def server(self, *arguments: str) -> Server:
        return Server(self.data, arguments=arguments)

    def with_day(self) -> Server:
        return self.server("--sample-day", str(self.day))

    def counts(self, server: Server) -> list[int]:
        contacts = server.get("/v1/contacts?limit=200").json["items"]
        return sorted(contact["message_count"] for contact in contacts)

    def test_a_directory_that_began_empty_stays_empty(self):
        with self.server() as server:
            self.assertEqual(self.counts(server), [])
        with self.with_day() as server:
            self.assertEqual(self.counts(server), [])
            self.assertNotIn("Loading", server.output)
            modes = server.get("/v1/policies/cards").json["modes"]
            self.assertEqual(set(modes.values()) if isinstance(modes, dict) else {m["mode"] for m in modes}, {"observe"})

    def test_a_second_start_loads_nothing_again(self):
        for _ in range(2):
            with self.with_day() as server:
                self.assertEqual(self.counts(server), [MESSAGES_EACH] * CONTACTS)

    def test_a_load_cut_off_is_completed_by_the_next_start_each_message_once(self):
        run("user", "key", "--data", str(self.data), "--name", "x", "--scopes", "metrics.read")
        cut = 0
        for how in (signal.SIGKILL, signal.SIGINT):
            cut += self.cut_off(how)
        self.assertGreater(cut, 0, "every load was over before it could be cut off")
        with self.server() as server:  # without the day: nothing is lost, and it says so
            self.assertIn("loaded in part", server.output)
            self.assertLess(sum(self.counts(server)), MESSAGES_EACH * CONTACTS)
        with self.with_day() as server:
            self.assertEqual(self.counts(server), [MESSAGES_EACH] * CONTACTS)
        with self.with_day() as server:
            self.assertNotIn("Loading", server.output)
        self.assertEqual(run("audit", "verify", "--data", str(self.data)).returncode, 0)

    def cut_off(self, how: signal.Signals) -> int:
        import subprocess
        from support.holdfast import BINARY, environment
        process = subprocess.Popen([str(BINARY), "serve", "--data", str(self.data), "--port", "0", "--sample-day", str(self.day)],
                                   stdout=subprocess.PIPE, stderr=subprocess.STDOUT, env=environment())
        for line in process.stdout:
            if line.startswith(b"Loading"):
                break
        time.sleep(0.05)
        process.send_signal(how)
        rest = process.stdout.read()
        process.wait(60)
        process.stdout.close()
        return b"Holdfast is ready" not in rest or b"loads the rest" in rest

    def test_a_day_that_cannot_be_read_ends_the_first_start_and_the_next_is_the_first_again(self):
        with self.assertRaisesRegex(AssertionError, "cannot read the sample day"):
            self.server("--sample-day", str(self.day) + ".nothing").start()
        with self.with_day() as server:
            self.assertEqual(self.counts(server), [MESSAGES_EACH] * CONTACTS)


if __name__ == "__main__":
    unittest.main()
