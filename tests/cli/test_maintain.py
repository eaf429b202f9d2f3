"""holdfast user, migrate and doctor: people, keys and health, at the machine."""

import pathlib
import re
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import Server, run  # noqa: E402

KIM = ("--email", "kim@centre.example")


class DirectoryTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="holdfast-maintain-")
        self.addCleanup(folder.cleanup)
        self.data = pathlib.Path(folder.name) / "data"

    def run_here(self, *arguments: str, code: int = 0, env: dict | None = None):
        done = run(*arguments, "--data", str(self.data), check=False, env=env)
        self.assertEqual(done.returncode, code, done.stdout + done.stderr)
        return done


class People(DirectoryTest):
    def user(self, *arguments: str, code: int = 0) -> str:
        done = self.run_here("user", *arguments, code=code)
        return done.stdout if code == 0 else done.stderr

    def line_of(self, email: str) -> list[str]:
        return next(line for line in self.user("list").splitlines() if email in line).split()

    def sign_in(self, server: Server, password: str) -> int:
        body = {"email": "kim@centre.example", "password": password}
        return server.request("POST", "/v1/sign-in", body, key="").status

    def use(self, server: Server, link: str, password: str) -> int:
        token = link.split("#token=")[1].split()[0]
        return server.request("POST", "/v1/sign-in/link", {"token": token, "password": password}, key="").status

    def test_a_person_is_added_reset_ended_and_let_in_again(self):
        self.user("add", "--email", "root@centre.example", "--name", "Root", "--roles", "administrator")
        invited = self.user("add", *KIM, "--name", "Kim", "--roles", "supervisor,agent")
        self.user("add", *KIM, "--name", "Kim", code=1)  # somebody has the address
        self.assertEqual(self.line_of("kim@")[2:], ["active", "agent,supervisor"])
        with Server(self.data) as server:
            self.assertEqual(self.use(server, invited, "a long enough passphrase"), 200)
            self.assertEqual(self.use(server, invited, "a long enough passphrase"), 404)
        reset = self.user("reset", *KIM, "--reason", "lost it")
        with Server(self.data, scopes="") as server:
            self.assertEqual(self.use(server, reset, "another long passphrase"), 200)
            self.assertEqual(self.sign_in(server, "a long enough passphrase"), 401)
            self.assertEqual(self.sign_in(server, "another long passphrase"), 200)
        self.user("deactivate", *KIM, "--reason", "left")
        self.assertEqual(self.line_of("kim@")[2], "ended")
        with Server(self.data, scopes="") as server:
            self.assertEqual(self.sign_in(server, "another long passphrase"), 401)
        self.user("activate", *KIM, "--reason", "came back")
        self.user("roles", *KIM, "--roles", "trainer", "--reason", "new job")
        self.assertEqual(self.line_of("kim@")[2:], ["active", "trainer"])
        with Server(self.data, scopes="audit.read") as server:
            self.assertEqual(self.sign_in(server, "another long passphrase"), 200)
            acts = {entry["act"] for entry in server.get("/v1/audit/entries?limit=200").json["items"]}
        self.assertGreaterEqual(len(acts), 5, acts)  # each is an entry in the log
        self.run_here("audit", "verify")

    def test_who_is_not_there_is_named_and_roles_are_listed(self):
        for word in ("reset", "deactivate", "activate"):
            self.user(word, "--email", "nobody@centre.example", "--reason", "x", code=1)
        self.assertIn("supervisor", self.user("add", *KIM, "--name", "Kim", "--roles", "king", code=2))
        self.assertIn("--reason", self.user("deactivate", *KIM, code=2))

    def test_keys_are_made_listed_and_revoked(self):
        secret = self.user("key", "--name", "crm", "--scopes", "metrics.read").strip()
        self.assertRegex(secret, r"^hfk_\S+$")
        listed = self.user("key", "list")
        self.assertNotIn(secret, listed)
        key, prefix, state, name, scopes = listed.split()
        self.assertEqual((state, name, scopes), ("valid", "crm", "metrics.read"))
        self.assertTrue(secret.startswith(prefix.rstrip("…")))
        self.user("key", "revoke", "--id", key, "--reason", "not needed")
        self.assertEqual(self.user("key", "list").split()[2], "revoked")
        with Server(self.data, scopes="audit.read") as server:
            self.assertEqual(server.get("/metrics", key=secret).status, 401)
        self.user("key", "revoke", "--id", "7", "--reason", "x", code=2)
        self.user("key", "revoke", "--id", "018f0000-0000-7000-8000-000000000000", "--reason", "x", code=1)
        self.assertIn("--scopes", self.user("key", "--name", "crm", code=2))

    def test_beside_a_running_server_they_say_what_to_do(self):
        with Server(self.data):
            self.assertIn("stop it", self.user("list", code=1))


class Health(DirectoryTest):
    def test_migrate_makes_what_is_missing_and_may_be_repeated(self):
        for _ in range(2):
            self.assertIn("as this version needs it", self.run_here("migrate").stdout)
        self.run_here("doctor")

    def test_doctor_finds_all_well_beside_a_running_server_and_after(self):
        with Server(self.data, arguments=("--enforce",)) as server:
            server.inspect("my card is 4111 1111 1111 1111")
            self.check(self.run_here("doctor").stdout)
        self.check(self.run_here("doctor").stdout)

    def check(self, said: str):
        self.assertNotIn("FAILED", said)
        for word in ("settings", "detection rules", "sandboxed worker", "data directory", "storage", "log"):
            self.assertRegex(said, rf"(?m)^ok +{word}")

    def test_doctor_shows_the_settings_in_force_without_secrets(self):
        self.run_here("migrate")
        said = self.run_here("doctor", env={"HOLDFAST_HTTP_PORT": "9001", "HOLDFAST_STORE_POSTGRES_PASSWORD": "hunter2"}).stdout
        self.assertRegex(said, r"(?m)^\* http\.port +9001$")
        self.assertRegex(said, r"(?m)^  http\.address +127\.0\.0\.1$")
        self.assertRegex(said, r"(?m)^\* store\.postgres_password +\(set\)$")
        self.assertRegex(said, rf"(?m)^\* data_directory +{re.escape(str(self.data))}$")
        self.assertNotIn("hunter2", said)

    def test_doctor_is_1_when_something_is_not_well(self):
        self.assertIn("FAILED", self.run_here("doctor", code=1).stdout)  # there is no data directory


if __name__ == "__main__":
    unittest.main()
