"""holdfast erase: a customer, for good, while no server runs."""

import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import Server, run  # noqa: E402

THEIRS = {"external_id": "chat-1", "customer": "c-1"}


class Erase(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server()
        cls.addClassCleanup(cls.server.__exit__)
        cls.server.start()
        cls.opened = cls.server.inspect("my card is 4111 1111 1111 1111", contact={"external_id": "chat-1"})
        cls.named = cls.server.inspect("it is me", contact=THEIRS)  # the contact has a key of its own
        cls.other = cls.server.inspect("hello", contact={"external_id": "chat-2", "customer": "c-2"})
        cls.beside = cls.erase()
        cls.server.stop()

    @classmethod
    def erase(cls, customer: str = "c-1", reason: str = "their request"):
        return run("erase", "--data", str(cls.server.data), "--customer", customer, "--reason", reason, check=False)

    def test_erases_a_customer_once_and_for_good(self):
        self.assertEqual(self.beside.returncode, 1, "a server is running")
        self.assertIn("in use", self.beside.stderr)
        self.assertEqual(self.erase(customer="nobody").returncode, 1)
        self.assertEqual(self.erase(reason="x").returncode, 2)

        done = self.erase()
        self.assertEqual(done.returncode, 0, done.stderr)
        self.assertIn("1 contacts, 2 keys destroyed", done.stdout)
        self.assertEqual(self.erase().returncode, 1, "there is nobody to erase any more")

        lines = (self.server.data / "erased.jsonl").read_text().splitlines()
        self.assertEqual(sorted(json.loads(line)["subject"].split(":")[0] for line in lines), ["contact", "customer"])
        self.assertEqual(run("audit", "verify", "--data", str(self.server.data), check=False).returncode, 0)
        with Server(self.server.data) as server:
            for message, is_erased in ((self.opened, True), (self.named, True), (self.other, False)):
                self.assertEqual(server.get(f"/v1/messages/{message['id']}").json["is_erased"], is_erased)
            entries = server.get("/v1/audit/entries?limit=200").json["items"]
            self.assertEqual(sum(entry["act"] == "subject.erased" for entry in entries), 2)

    def test_the_help_says_what_it_does_and_what_it_does_not(self):
        text = run("erase", "--help").stdout
        for word in ("--customer", "--reason", "no way back", "erased.jsonl", "/v1/customers:erase"):
            self.assertIn(word, text)


if __name__ == "__main__":
    unittest.main()
