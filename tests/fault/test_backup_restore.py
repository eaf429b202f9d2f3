"""A backup under load, put back: everything answered before it is there, and whoever was erased stays erased."""

import json
import pathlib
import shutil
import sqlite3
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import Server, run  # noqa: E402
from support.load import Load  # noqa: E402


class BackupRestore(unittest.TestCase):
    THEIRS = {"external_id": "chat-leaving", "customer": "c-leaving"}

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory(prefix="holdfast-backup-")
        cls.addClassCleanup(folder.cleanup)
        cls.folder = pathlib.Path(folder.name)
        cls.backup = cls.folder / "backup"
        cls.server = Server(arguments=("--enforce",))
        cls.addClassCleanup(cls.server.__exit__)
        cls.server.start()
        load = Load(clients=3)
        load.start(cls.server)
        load.wait_for_more(60)
        cls.before = list(load.inspections)
        cls.leaving = cls.server.inspect("my card is 4111 1111 1111 1111", contact=cls.THEIRS)
        cls.done = run("backup", "--data", str(cls.server.data), "--to", str(cls.backup), check=False)
        load.wait_for_more(5)  # the server went on meanwhile
        load.stop()
        erased = cls.server.post("/v1/customers:erase", {"customer": "c-leaving", "reason": "their request"})
        assert erased.status == 200, erased
        cls.server.stop()

    def fresh(self, name: str) -> pathlib.Path:
        data = self.folder / name
        data.mkdir(mode=0o700)
        shutil.copy(self.server.data / "master.key", data / "master.key")
        return data

    def restore(self, data: pathlib.Path, *arguments: str):
        return run("restore", "--data", str(data), "--from", str(self.backup), *arguments, check=False)

    def test_a_backup_under_load_comes_back_whole(self):
        self.assertEqual(self.done.returncode, 0, self.done.stderr)
        self.assertFalse((self.backup / "master.key").exists(), "a backup with its key protects nobody")
        data = self.fresh("whole")
        self.assertEqual(self.restore(data).returncode, 0)
        with Server(data) as server:
            for answer in self.before:
                message = server.get(f"/v1/messages/{answer['id']}")
                self.assertEqual(message.status, 200)
                self.assertEqual(message.json["receipt"], answer["receipt"])
                self.assertFalse(message.json["is_erased"])
            self.assertEqual(server.inspect("and on it goes")["verdict"], "allow")
        self.assertEqual(run("audit", "verify", "--data", str(data), check=False).returncode, 0)

    def test_erased_subjects_stay_erased(self):
        data = self.fresh("erased")
        database = sqlite3.connect(self.backup / "holdfast.db")
        subject, tenant = database.execute("SELECT subject, tenant_id FROM contact LIMIT 1").fetchone()
        erased = {row[0].hex() for row in database.execute(
            "SELECT m.message_id FROM inspection_message m JOIN contact c USING (contact_id) WHERE c.subject = ?", (subject,))}
        database.close()
        (data / "erased.jsonl").write_text(
            json.dumps({"at": "2026-11-22T07:10:38.123Z", "subject": subject, "tenant": tenant}, separators=(",", ":")) + "\n")
        restored = self.restore(data)
        self.assertEqual(restored.returncode, 0, restored.stderr)
        self.assertIn("1 subjects", restored.stdout)
        with Server(data) as server:
            for answer in self.before:
                message = server.get(f"/v1/messages/{answer['id']}").json
                is_erased = answer["id"].replace("-", "") in erased
                self.assertEqual(message["is_erased"], is_erased)
                if is_erased:
                    self.assertEqual(message["parts"], [])
        self.assertEqual(run("audit", "verify", "--data", str(data), check=False).returncode, 0)

    def with_ledger(self, name: str) -> pathlib.Path:
        data = self.fresh(name)
        shutil.copy(self.server.data / "erased.jsonl", data / "erased.jsonl")
        return data

    def expect_gone(self, data: pathlib.Path):
        with Server(data) as server:
            message = server.get(f"/v1/messages/{self.leaving['id']}").json
            self.assertTrue(message["is_erased"])
            self.assertEqual(message["parts"], [])
            contact = server.get(f"/v1/contacts/{self.leaving['contact_id']}").json
            self.assertIsNone(contact["external_id"])
            # With the same ids somebody new begins anew.
            again = server.inspect("hello again", contact=self.THEIRS)
            self.assertNotEqual(again["contact_id"], self.leaving["contact_id"])
            self.assertFalse(server.get(f"/v1/messages/{again['id']}").json["is_erased"])
        verified = run("audit", "verify", "--data", str(data), check=False)
        self.assertEqual(verified.returncode, 0, verified.stdout)

    def test_who_was_erased_after_the_backup_does_not_come_back(self):
        data = self.with_ledger("leaving")
        restored = self.restore(data)
        self.assertEqual(restored.returncode, 0, restored.stderr)
        self.assertIn("1 subjects", restored.stdout)
        self.expect_gone(data)

    # As after a crash right after the copy took its place, and as pg_restore does.
    def test_nor_when_the_database_came_by_another_way(self):
        data = self.with_ledger("copied")
        shutil.copy(self.backup / "holdfast.db", data / "holdfast.db")
        self.expect_gone(data)

    def test_a_backup_knows_who_was_erased_before_it(self):
        data = self.with_ledger("first")
        self.assertEqual(self.restore(data).returncode, 0)
        second = self.folder / "second backup"
        self.assertEqual(run("backup", "--data", str(data), "--to", str(second), check=False).returncode, 0)
        shutil.copy(self.backup / "holdfast.db", second / "holdfast.db")  # an older database with that ledger
        target = self.fresh("second")
        restored = run("restore", "--data", str(target), "--from", str(second), check=False)
        self.assertEqual(restored.returncode, 0, restored.stderr)
        self.assertTrue((target / "erased.jsonl").exists())
        self.expect_gone(target)

    def test_an_interrupted_restore_is_no_new_beginning_and_can_be_repeated(self):
        data = self.fresh("interrupted")
        shutil.copy(self.backup / "holdfast.db", data / "holdfast.db.restoring")
        (data / "holdfast.db-wal").write_bytes(b"of a database that was moved aside")
        refused = run("migrate", "--data", str(data), check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("interrupted", refused.stderr)
        self.assertFalse((data / "holdfast.db").exists())
        restored = self.restore(data)
        self.assertEqual(restored.returncode, 0, restored.stderr)
        self.assertFalse((data / "holdfast.db.restoring").exists())
        self.assertEqual(run("audit", "verify", "--data", str(data), check=False).returncode, 0)

    def test_a_database_that_does_not_open_is_replaced_too(self):
        data = self.fresh("damaged")
        (data / "holdfast.db").write_bytes(b"no database at all" * 1000)
        restored = self.restore(data, "--replace")
        self.assertEqual(restored.returncode, 0, restored.stderr)
        self.assertTrue((data / "holdfast.db.replaced").read_bytes().startswith(b"no database"))
        self.assertEqual(run("audit", "verify", "--data", str(data), check=False).returncode, 0)

    def test_a_running_server_keeps_its_database(self):
        data = self.fresh("running")
        with Server(data) as server:
            refused = self.restore(data, "--replace")
            self.assertEqual(refused.returncode, 1)
            self.assertIn("in use", refused.stderr)
            self.assertEqual(server.inspect("still here")["verdict"], "allow")

    def test_without_the_key_nothing_is_restored(self):
        data = self.folder / "keyless"
        data.mkdir()
        refused = self.restore(data)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("master.key", refused.stderr)
        self.assertEqual(list(data.iterdir()), [])

    def test_a_database_that_is_there_is_only_moved_aside_when_told_to(self):
        data = self.fresh("replaced")
        self.assertEqual(self.restore(data).returncode, 0)
        refused = self.restore(data)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("--replace", refused.stderr)
        self.assertEqual(self.restore(data, "--replace").returncode, 0)
        self.assertTrue((data / "holdfast.db.replaced").exists())

    def test_a_backup_never_overwrites(self):
        refused = run("backup", "--data", str(self.server.data), "--to", str(self.backup), check=False)
        self.assertEqual(refused.returncode, 1)
        self.assertIn("exists", refused.stderr)


if __name__ == "__main__":
    unittest.main()
