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
        cls.done = run("backup", "--data", str(cls.server.data), "--to", str(cls.backup), check=False)
        load.wait_for_more(5)  # the server went on meanwhile
        load.stop()
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
