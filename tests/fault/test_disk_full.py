"""A full disk: inspections answer 503, nothing is half written, and all goes on once there is room."""

import os
import pathlib
import subprocess
import sys
import tempfile
import unittest
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import WAIT_S, Answer, Server, run  # noqa: E402

TEXT = "my card is 4111 1111 1111 1111, and then " + "word " * 500


def mounted(folder: pathlib.Path, options: str) -> bool:
    return subprocess.run(["mount", "-t", "tmpfs", "-o", options, "holdfast-test", str(folder)],
                          capture_output=True).returncode == 0


class SmallDisk:
    """A file system of its own, in memory. SkipTest unless we may mount one."""

    def __init__(self, test: unittest.TestCase):
        if os.geteuid() != 0:
            raise unittest.SkipTest("needs root to mount a small disk")
        folder = tempfile.TemporaryDirectory(prefix="holdfast-disk-")
        test.addCleanup(folder.cleanup)
        self.path = pathlib.Path(folder.name)
        if not mounted(self.path, "size=3m,mode=700"):
            raise unittest.SkipTest("needs the right to mount a small disk")
        test.addCleanup(subprocess.run, ["umount", "--lazy", str(self.path)], check=True)

    def grow(self):
        assert mounted(self.path, "remount,size=256m")


class DiskFull(unittest.TestCase):
    def setUp(self):
        self.disk = SmallDisk(self)
        self.server = Server(self.disk.path / "data", arguments=("--enforce",))
        self.addCleanup(self.server.__exit__)
        self.server.start()
        self.answered: dict[str, dict] = {}  # by the message's external id
        self.sent = 0

    def inspect(self, number: int) -> Answer:
        answer = self.server.post("/v1/inspections", {
            "channel": "chat", "direction": "inbound", "external_id": f"m-{number}", "parts": [{"text": TEXT}],
            "contact": {"external_id": "chat-1"}})
        if answer.status == 200:
            self.answered[f"m-{number}"] = answer.json
        return answer

    def fill(self) -> list[Answer]:
        """Inspects until the disk is full and 40 times more; returns what was not 200."""
        refused: list[Answer] = []
        with ThreadPoolExecutor(4) as pool:
            while len(refused) < 40:
                self.sent += 8
                refused += [answer for answer in pool.map(self.inspect, range(self.sent - 8, self.sent)) if answer.status != 200]
                self.assertLess(self.sent, 20_000, "the disk does not fill up")
        return refused

    def check_kept(self):
        """All that was answered is there as it was answered, and nothing else is."""
        contact = next(iter(self.answered.values()))["contact_id"]
        found, cursor = {}, ""
        while cursor is not None:
            page = self.server.get(f"/v1/contacts/{contact}/messages?limit=200" + (f"&cursor={cursor}" if cursor else ""))
            self.assertEqual(page.status, 200, page)
            found |= {message["external_id"]: message for message in page.json["items"]}
            cursor = page.json["next_cursor"]
        self.assertEqual(sorted(found), sorted(self.answered))
        for name, answer in self.answered.items():
            self.assertEqual(found[name]["receipt"], answer["receipt"])
        self.assertEqual(self.server.get(f"/v1/contacts/{contact}").json["message_count"], len(self.answered))

    def check_log(self):
        verified = run("audit", "verify", "--data", str(self.server.data), check=False)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)

    def test_a_full_disk_refuses_and_goes_on_when_there_is_room(self):
        for answer in self.fill():
            self.assertEqual(answer.status, 503, answer)
            self.assertEqual(answer.media_type, "application/problem+json")
            self.assertIn("disk is full", answer.json["detail"])
            self.assertIn("retry-after", answer.headers)
        self.assertEqual(self.server.get("/health/live").status, 200)
        self.check_kept()  # reading needs no room
        self.disk.grow()
        for number in range(self.sent, self.sent + 20):
            self.assertEqual(self.inspect(number).status, 200)
        self.check_kept()
        self.server.stop()
        self.check_log()

    def test_a_server_killed_on_a_full_disk_comes_back_when_there_is_room(self):
        self.fill()
        self.server.kill()
        self.disk.grow()
        self.check_log()
        self.server.start()
        self.assertEqual(self.inspect(self.sent).status, 200)
        self.check_kept()
        self.server.stop()
        self.check_log()

    def start_on_full_disk(self):
        """It gives the reason and ends, or serves what needs no room."""
        try:
            self.server.start()
            self.assertEqual(self.inspect(self.sent).status, 503)
            self.check_kept()
        except AssertionError as refusal:
            self.assertIn("the disk is full", str(refusal))
        except ConnectionRefusedError:
            self.assertEqual(self.server.process.wait(WAIT_S), 1)
            self.assertIn("the disk is full", self.server.drain_output())
        self.server.kill()

    def test_a_server_started_on_a_full_disk_says_so(self):
        self.fill()
        self.server.kill()
        with open(self.disk.path / "ballast", "wb", buffering=0) as ballast:
            try:
                while ballast.write(b"x" * 4096):
                    pass
            except OSError:
                pass
        self.start_on_full_disk()
        self.disk.grow()
        self.server.start()
        self.check_kept()
        self.assertEqual(self.inspect(self.sent + 1).status, 200)


if __name__ == "__main__":
    unittest.main()
