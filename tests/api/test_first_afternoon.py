"""What somebody who has never seen Holdfast does first: a key, a chat with a card, the record of it, and the proof that nobody can
change that record unnoticed. tools/bare_debian.sh tells the same story in a bare Debian."""

import json
import pathlib
import re
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import Server, run  # noqa: E402

CARD = "4111 1111 1111 1111"
CHAT = {"channel": "chat", "direction": "inbound", "contact": {"external_id": "chat-1", "queue": "billing"},
        "parts": [{"text": f"hi, my card is {CARD}, can you take it?"}]}


def curl(server: Server, path: str, body: dict | None = None) -> dict:
    command = ["curl", "-sS", "--fail", server.url + path, "-H", f"Authorization: Bearer {server.key}"]
    command += ["-H", "Content-Type: application/json", "--data", json.dumps(body)] if body else []
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def change_one_byte(database: pathlib.Path, content: bytes) -> None:
    """Of `content`, which stands in the file once or more: every copy, as the one in use may be any."""
    file = bytearray(database.read_bytes())
    places = [match.start() for match in re.finditer(re.escape(content), file)]
    assert places, "the message's content is not in the file"
    for place in places:
        file[place + len(content) // 2] ^= 1
    database.write_bytes(file)


@unittest.skipIf(shutil.which("curl") is None, "needs curl")
class FirstAfternoon(unittest.TestCase):
    def test_a_card_is_masked_and_a_changed_byte_is_found(self):
        with tempfile.TemporaryDirectory(prefix="holdfast-first-") as folder:
            data = pathlib.Path(folder) / "data"
            server = Server(data, arguments=("--enforce",), scopes="inspections.create,contacts.read")
            self.addCleanup(server.kill)
            server.start()
            self.assertIn("/sign-in#token=", server.sign_in_link)

            answer = curl(server, "/v1/inspections", CHAT)
            self.assertEqual(answer["verdict"], "redact")
            self.assertEqual(answer["parts"][0]["text"], "hi, my card is **** **** **** 1111, can you take it?")
            shown = curl(server, f"/v1/contacts/{answer['contact_id']}/messages")
            [message] = shown["items"]
            self.assertIn("**** **** **** 1111", message["parts"][0]["text"])
            self.assertEqual([finding["type"] for finding in message["findings"]], ["payment_card"])
            for reply in (answer, shown):
                self.assertNotIn(CARD, json.dumps(reply))

            self.assertEqual(server.stop(), 0)
            self.assertEqual(run("audit", "verify", "--data", str(data)).returncode, 0)
            for file in data.iterdir():
                for form in (CARD, CARD.replace(" ", "")):
                    self.assertNotIn(form.encode(), file.read_bytes(), file.name)

            database = data / "holdfast.db"
            connection = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
            ((content,),) = connection.execute("SELECT content FROM inspection_message").fetchall()
            connection.close()
            change_one_byte(database, content)
            verified = run("audit", "verify", "--data", str(data), check=False)
            self.assertEqual(verified.returncode, 1, verified.stdout)
            self.assertIn(f"entry id {answer['receipt']['entry']}", verified.stdout)


if __name__ == "__main__":
    unittest.main()
