"""kill -9 under load, again and again on one data directory: what was answered is there, and the log verifies."""

import json
import pathlib
import random
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import ON_POSTGRES, Server, run  # noqa: E402
from support.load import Load  # noqa: E402

KILLS = 8 if ON_POSTGRES else 20  # PostgreSQL keeps its rows by itself; that we answer after it did is to be shown
SEED = 20261122


class KillNine(unittest.TestCase):
    def test_every_answered_inspection_survives_every_kill(self):
        rng = random.Random(SEED)
        load = Load(clients=6)
        known: set[str] = set()
        retried = 0
        with Server(arguments=("--enforce",)) as server:
            for kill in range(KILLS):
                with self.subTest(kill=kill, seed=SEED):
                    load.start(server)
                    load.wait_for_more(rng.randint(20, 120))
                    server.kill()
                    load.stop()
                    self.check_log(server)
                    server.start()
                    retried += load.again(server)
                    self.check_messages(server, [answer for answer in load.inspections if answer["id"] not in known])
                    known.update(answer["id"] for answer in load.inspections)
            self.assertEqual([str(answer) for answer in load.refused], [])
            self.assertGreater(retried, 0, "no request was ever cut off: the kills came too late")
            self.check_messages(server, load.inspections)
            self.check_contacts(server, load)
            server.stop()
            self.check_log(server)
            self.check_receipts(server, load)

    def check_log(self, server: Server):
        verified = run("audit", "verify", "--data", str(server.data), check=False)
        self.assertEqual(verified.returncode, 0, verified.stdout + verified.stderr)

    def check_messages(self, server: Server, answered: list[dict]):
        connection = server.connect()
        for answer in answered:
            message = server.get(f"/v1/messages/{answer['id']}", connection=connection)
            self.assertEqual(message.status, 200, answer["id"])
            self.assertEqual(message.json["receipt"], answer["receipt"])
            self.assertEqual(message.json["verdict"], answer["verdict"])
            self.assertEqual(len(message.json["findings"]), len(answer["findings"]))
        connection.close()

    def check_contacts(self, server: Server, load: Load):
        """What was sent again after a kill is there once, in the place it was sent in."""
        for client in load.clients:
            contact = next(iter(client.answers.values()))["contact_id"]
            found, cursor = [], ""
            while cursor is not None:
                page = server.get(f"/v1/contacts/{contact}/messages?limit=200" + (f"&cursor={cursor}" if cursor else "")).json
                found += [message["external_id"] for message in page["items"]]
                cursor = page["next_cursor"]
            self.assertEqual(sorted(found), sorted(client.answers), client.name)

    def check_receipts(self, server: Server, load: Load):
        exported = run("audit", "export", "--data", str(server.data)).stdout
        hashes = {entry["entry"]: entry["leaf_hash"] for entry in map(json.loads, exported.splitlines())}
        for answer in load.inspections:
            self.assertEqual(hashes.get(answer["receipt"]["entry"]), answer["receipt"]["leaf_hash"])


if __name__ == "__main__":
    unittest.main()
