"""A data directory that is not as it should be: a clear error, exit 1, and everything left as it was."""

import os
import pathlib
import shutil
import sqlite3
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import BINARY, Server, environment, run  # noqa: E402

NOBODY = "65534"


def state_of(folder: pathlib.Path) -> dict[str, bytes]:
    """What must not change. The lock file holds a process id and says nothing."""
    return {str(path.relative_to(folder)): path.read_bytes() for path in sorted(folder.rglob("*"))
            if path.is_file() and path.name != "holdfast.db.lock"}



def can_become_nobody() -> bool:
    """Whether another user could run the program: a clone in a private home is out of reach."""
    if os.geteuid() != 0 or not shutil.which("setpriv"):
        return False
    reach = ["setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups", "test", "-x", str(BINARY)]
    return subprocess.run(reach).returncode == 0


class Directory(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(arguments=("--enforce",))
        cls.addClassCleanup(cls.server.__exit__)
        cls.server.start()
        cls.kept = cls.server.inspect("my card is 4111 1111 1111 1111")
        cls.server.stop()

    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="holdfast-directory-")
        self.addCleanup(folder.cleanup)
        self.data = pathlib.Path(folder.name) / "data"
        shutil.copytree(self.server.data, self.data)

    def serve(self, *arguments: str, wrapper: tuple[str, ...] = (), env: dict | None = None) -> tuple[int, str]:
        """A server that must not come up: its exit code and what it said."""
        command = [*wrapper, str(BINARY), "serve", "--data", str(self.data), "--port", "0", *arguments]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=environment(env))
        said = []
        for line in process.stdout:
            said.append(line)
            if line.startswith("Holdfast is ready"):
                process.kill()
        process.stdout.close()
        return process.wait(), "".join(said)

    def assert_refused(self, *words: str, exit_code: int = 1, **options):
        before = state_of(self.data)
        code, said = self.serve(**options)
        self.assertEqual(code, exit_code, said)
        for word in words:
            self.assertIn(word, said)
        self.assertEqual(state_of(self.data), before, "something was written")

    def sql(self, statement: str):
        database = sqlite3.connect(self.data / "holdfast.db")
        self.assertGreater(database.execute(statement).rowcount, 0)
        database.commit()
        database.close()

    # --- two servers

    def test_a_second_server_is_refused_and_the_first_goes_on(self):
        with Server(self.data) as first:
            for command in (("serve", "--port", "0"), ("user", "list"), ("migrate",)):
                with self.subTest(command=command):
                    second = run(*command, "--data", str(self.data), check=False)
                    self.assertEqual(second.returncode, 1, second.stdout)
                    self.assertIn(f"in use by process {first.process.pid}", second.stderr)
            self.assertEqual(first.inspect("still there?")["verdict"], "allow")
            for command in (("audit", "verify"), ("doctor",)):  # they only read, beside the server
                self.assertEqual(run(*command, "--data", str(self.data), check=False).returncode, 0, command)

    def test_a_lock_left_by_a_killed_server_stops_nobody(self):
        with Server(self.data) as server:
            server.kill()
            self.assertTrue((self.data / "holdfast.db.lock").exists())
            server.start()
            self.assertEqual(server.get(f"/v1/messages/{self.kept['id']}").status, 200)

    # --- the database

    def test_a_database_from_a_newer_version_is_refused_by_the_step_it_has(self):
        self.sql("INSERT INTO holdfast_migration VALUES ('domain/audit', '999_future.sql', '00', 1)")
        self.assert_refused("newer version", "domain/audit/999_future.sql")

    def test_a_step_that_was_changed_is_refused_by_name(self):
        self.sql("UPDATE holdfast_migration SET sha256 = '00' WHERE module = 'domain/audit'")
        self.assert_refused("domain/audit/001_log.sql")

    def test_doctor_sees_that_the_server_would_refuse_the_database(self):
        self.sql("INSERT INTO holdfast_migration VALUES ('domain/audit', '999_future.sql', '00', 1)")
        self.assertEqual(run("doctor", "--data", str(self.data), check=False).returncode, 1)

    def test_a_file_that_is_no_database_is_refused(self):
        (self.data / "holdfast.db").write_bytes(os.urandom(20_000))
        self.assert_refused("not a database")
        self.assert_commands_fail()

    def test_a_truncated_or_overwritten_database_is_refused(self):
        for name, harm in (("truncated", lambda content: content[:20_480]),
                           ("overwritten", lambda content: content[:40_960] + b"\xa5" * (len(content) - 40_960))):
            with self.subTest(name):
                whole = (self.server.data / "holdfast.db").read_bytes()
                (self.data / "holdfast.db").write_bytes(harm(whole))
                self.assert_refused("malformed")
                self.assert_commands_fail()

    def assert_commands_fail(self):
        for command in (("audit", "verify"), ("doctor",), ("user", "list"), ("migrate",)):
            done = run(*command, "--data", str(self.data), check=False)
            self.assertEqual(done.returncode, 1, (command, done.stdout, done.stderr))

    # --- the key

    def test_a_database_that_became_empty_is_not_begun_anew(self):
        for file in self.data.glob("holdfast.db*"):
            file.unlink()
        (self.data / "holdfast.db").touch()
        self.assert_refused("is empty, but its master key is there", "holdfast restore")

    def test_names_in_a_damaged_schema_are_not_repeated(self):
        path = self.data / "holdfast.db"
        for file in self.data.glob("holdfast.db-*"):
            file.unlink()
        content = path.read_bytes()
        at = content.index(b"CREATE TABLE ")
        path.write_bytes(content[:at] + b"4111" + content[at + 4:])
        code, said = self.serve()
        self.assertEqual(code, 1, said)
        self.assertNotIn("4111", said)

    def test_a_database_without_its_master_key_is_refused(self):
        """A new key would open nothing that is there, and the log would be signed by somebody else."""
        (self.data / "master.key").unlink()
        self.assert_refused("master.key")

    def test_another_databases_master_key_is_refused(self):
        (self.data / "master.key").write_text("ab" * 32 + "\n")
        self.assert_refused("master.key")

    def test_a_master_key_that_is_none_is_refused(self):
        for content in ("", "hello\n", "ab" * 31, "zz" * 32):
            with self.subTest(content=content):
                (self.data / "master.key").write_text(content)
                code, said = self.serve()
                self.assertIn(code, (1, 2))
                self.assertIn("64 hexadecimal digits", said)
                self.assertEqual((self.data / "master.key").read_text(), content)

    # --- rights

    @unittest.skipUnless(can_become_nobody(), "needs root, setpriv, and a program that others can reach")
    def test_a_directory_that_cannot_be_written_is_refused(self):
        as_nobody = ("setpriv", f"--reuid={NOBODY}", f"--regid={NOBODY}", "--clear-groups")
        self.data.parent.chmod(0o755)
        for path in (self.data, *self.data.rglob("*")):
            os.chown(path, int(NOBODY), int(NOBODY))
        self.data.chmod(0o555)
        self.assert_refused("not writable", wrapper=as_nobody)
        self.data.chmod(0o755)
        (self.data / "holdfast.db").chmod(0o444)
        self.assert_refused("holdfast.db", "Permission denied", wrapper=as_nobody)
        self.data.chmod(0o555)
        verified = subprocess.run([*as_nobody, str(BINARY), "audit", "verify", "--data", str(self.data)],
                                  capture_output=True, text=True, env=environment(), timeout=60)
        self.assertEqual(verified.returncode, 0, verified.stderr)  # reading needs no right to write
        self.assertIn("The log verifies", verified.stdout)

    @unittest.skipUnless(can_become_nobody(), "needs root, setpriv, and a program that others can reach")
    def test_a_database_of_somebody_else_is_not_readable(self):
        self.data.parent.chmod(0o755)
        verified = subprocess.run(["setpriv", f"--reuid={NOBODY}", "--clear-groups", str(BINARY), "audit", "verify", "--data",
                                   str(self.data)], capture_output=True, text=True, env=environment(), timeout=60)
        self.assertNotEqual(verified.returncode, 0)
        for name in ("holdfast.db", "master.key", "holdfast.db.lock"):
            self.assertEqual((self.data / name).stat().st_mode & 0o077, 0, name)

    def test_a_file_is_no_directory(self):
        shutil.rmtree(self.data)
        self.data.write_text("x")
        code, said = self.serve()
        self.assertIn(code, (1, 2))
        self.assertIn("is not a directory", said)

    # --- settings

    def test_settings_that_are_wrong_are_named_with_their_line(self):
        settings = self.data.parent / "holdfast.toml"
        for content, words in (("[http]\nprot = 7\n", (":2:", "'http.prot'", "did you mean 'http.port'")),
                               ("[[[", (":1:", "not valid TOML")), ("http.port = 'x'\n", (":1:", "http.port", "number")),
                               ("[http]\nport = 70000\n", ("http.port", "65535")),
                               ("[store]\nbackend = 'oracle'\n", ("store.backend", "sqlite", "postgresql")),
                               ("\udcff\udc80", ("not valid TOML",))):
            with self.subTest(content=content):
                settings.write_bytes(content.encode("utf-8", "surrogateescape"))
                code, said = self.serve("--config", str(settings))
                self.assertEqual(code, 2, said)
                for word in words:
                    self.assertIn(word, said)

    def test_an_unknown_variable_is_named_with_a_suggestion(self):
        code, said = self.serve(env={"HOLDFAST_HTTP_PROT": "1"})
        self.assertEqual(code, 2)
        self.assertIn("HOLDFAST_HTTP_PROT; did you mean HOLDFAST_HTTP_PORT?", said)

    def test_secrets_in_wrong_settings_are_not_repeated(self):
        settings = self.data.parent / "holdfast.toml"
        settings.write_text("[store]\npostgres_password = 'swordfish'\n")
        code, said = self.serve("--config", str(settings))
        self.assertEqual(code, 2)
        self.assertIn("store.postgres_password", said)
        self.assertNotIn("swordfish", said)


if __name__ == "__main__":
    unittest.main()
