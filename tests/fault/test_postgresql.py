"""A server whose rows lie in PostgreSQL: its directory is its own, who only reads changes nothing, faults pass."""

import os
import pathlib
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))
os.environ["HOLDFAST_TEST_BACKEND"] = "postgresql"

from support.holdfast import Database, Server, psql, run  # noqa: E402


class PostgreSql(unittest.TestCase):
    def test_a_second_server_on_the_directory_is_refused_and_the_first_goes_on(self):
        with Server() as first:
            for command in (("serve", "--port", "0"), ("user", "list"), ("migrate",)):
                with self.subTest(command=command):
                    second = run(*command, "--data", str(first.data), check=False)
                    self.assertEqual(second.returncode, 1, second.stdout)
                    self.assertIn(f"in use by process {first.process.pid}", second.stderr)
            self.assertEqual(first.inspect("still there?")["verdict"], "allow")
            for command in (("audit", "verify"), ("doctor",)):  # they only read, beside the server
                done = run(*command, "--data", str(first.data), check=False)
                self.assertEqual(done.returncode, 0, (command, done.stdout, done.stderr))

    def test_a_lock_left_by_a_killed_server_stops_nobody(self):
        with Server() as server:
            kept = server.inspect("my card is 4111 1111 1111 1111")
            server.kill()
            server.start()
            self.assertEqual(server.get(f"/v1/messages/{kept['id']}").status, 200)

    def test_who_only_reads_makes_no_schema(self):
        with tempfile.TemporaryDirectory(prefix="holdfast-postgresql-") as folder:
            database = Database(pathlib.Path(folder))
            self.addCleanup(database.drop)
            for command in (("audit", "verify"), ("audit", "export"), ("doctor",)):
                with self.subTest(command=command):
                    done = run(*command, "--data", folder, check=False)
                    self.assertEqual(done.returncode, 1, done.stdout)
                    self.assertIn("run `holdfast migrate` first", done.stdout + done.stderr)
                    self.assertEqual(database.ask("SELECT COUNT(*) FROM pg_tables WHERE schemaname = 'public'"), "0")
                    self.assertEqual(os.listdir(folder), [])

    def test_who_only_reads_leaves_a_newer_versions_database_alone(self):
        with Server() as server:
            server.stop()
            server.database.ask("INSERT INTO holdfast_migration VALUES ('domain/audit', '999_future.sql', '00', 1)")
            for command in (("audit", "verify"), ("doctor",), ("serve", "--port", "0")):
                with self.subTest(command=command):
                    done = run(*command, "--data", str(server.data), check=False)
                    self.assertEqual(done.returncode, 1, done.stdout)
                    self.assertIn("domain/audit/999_future.sql", done.stdout + done.stderr)

    def test_connections_that_end_under_a_server_are_replaced(self):
        with Server() as server:
            server.inspect("before")
            psql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{server.database.name}'")
            kept = server.inspect("after")
            self.assertEqual(server.get(f"/v1/messages/{kept['id']}").status, 200)
            server.stop()
            self.assertEqual(run("audit", "verify", "--data", str(server.data)).returncode, 0)

    def test_another_databases_master_key_is_refused(self):
        with Server() as server:
            server.stop()
            (server.data / "master.key").write_text("ab" * 32 + "\n")
            for command in (("serve", "--port", "0"), ("audit", "verify")):
                done = run(*command, "--data", str(server.data), check=False)
                self.assertEqual(done.returncode, 1, done.stdout)
                self.assertIn("master.key", done.stderr)


if __name__ == "__main__":
    unittest.main()
