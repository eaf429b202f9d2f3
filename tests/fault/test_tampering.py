"""Whoever changes the database behind the server's back is found by `holdfast audit verify`, which names the entry."""

import base64
import pathlib
import random
import re
import shutil
import sqlite3
import sys
import tempfile
import unittest
import uuid
from concurrent.futures import ThreadPoolExecutor

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import Server, run  # noqa: E402
from support.session import Session  # noqa: E402

CARD = "4111 1111 1111 1111"
SEED = 20261122
BYTE_FLIPS = 100

# What the log vouches for: every column of these tables but those named, which say nothing of their own (a copy
# of what stands in a vouched row) or change with acts that have entries of their own.
VOUCHED_EXCEPT = {
    "audit_entry": (), "audit_tile": (), "audit_tree": (),
    "audit_checkpoint": ("tenant", "at_ms"),
    "inspection_message": (),
    "inspection_finding": (),
    "contact": ("tenant_id", "external_id", "channel", "queue", "agent", "customer_id", "subject", "opened_at_ms",
                "last_message_at_ms", "state", "revision"),
    "policy_version": ("state", "created_by", "created_at_ms", "activated_by", "activated_at_ms"),
    "policy": ("tenant_id", "name", "latest_version", "activation_entry", "modes_entry"),
    "policy_mode": (),
    "policy_mode_change": ("tenant_id", "name", "actor", "at_ms"),
    "access_person": ("email", "name", "password_hash", "created_at_ms", "last_seen_at_ms"),
    "access_role": (),
    "access_api_key": ("prefix", "name", "created_at_ms", "last_used_at_ms", "revoked_at_ms"),
    "access_record": ("tenant_id",),
}

A_REDACTED = "(SELECT message_id FROM inspection_message WHERE verdict = 2 AND external_id LIKE 'm-%' ORDER BY message_id LIMIT 1)"


class Copy:
    """The directory of a server that was stopped, to do harm in."""

    def __init__(self, original: pathlib.Path):
        self._folder = tempfile.TemporaryDirectory(prefix="holdfast-tamper-")
        self.data = pathlib.Path(self._folder.name) / "data"
        shutil.copytree(original, self.data)
        self.file = self.data / "holdfast.db"

    def __enter__(self) -> "Copy":
        return self

    def __exit__(self, *_) -> None:
        self._folder.cleanup()

    def sql(self, *statements: str) -> None:
        database = sqlite3.connect(self.file)
        for statement in statements:
            changed = database.execute(statement).rowcount
            assert changed > 0, f"changed nothing: {statement}"
        database.commit()
        database.close()

    def verify(self, *arguments: str):
        return run("audit", "verify", "--data", str(self.data), *arguments, check=False)


def rows(database: pathlib.Path, query: str, *parameters) -> list[tuple]:
    connection = sqlite3.connect(f"file:{database}?mode=ro&immutable=1", uri=True)
    connection.text_factory = bytes  # a flipped byte need not be UTF-8
    try:
        return connection.execute(query, parameters).fetchall()
    finally:
        connection.close()


def vouched_columns(database: pathlib.Path) -> dict[str, list[str]]:
    return {table: [name.decode() for _, name, *_ in rows(database, f"PRAGMA table_info({table})") if name.decode() not in omitted]
            for table, omitted in VOUCHED_EXCEPT.items()}


class Tampering(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(arguments=("--enforce",))
        cls.server.start()
        cls.addClassCleanup(cls.server.__exit__)
        cls.talk(cls.server)
        cls.administer(cls.server)
        cls.server.stop()
        cls.original = cls.server.data
        cls.database = cls.original / "holdfast.db"
        (note,), = rows(cls.database, "SELECT note FROM audit_checkpoint ORDER BY tree_size DESC LIMIT 1")
        cls.checkpoint = note.decode()  # as whoever asked the server last has it
        verified = run("audit", "verify", "--data", str(cls.original))
        cls.entries = int(re.search(r"(\d+) entries", verified.stdout)[1])

    @staticmethod
    def talk(server: Server):
        split = {"external_id": "split"}
        server.inspect("can you give me your card number please?", contact=split, direction="outbound")
        for piece in CARD.split():
            server.inspect(piece, contact=split)
        for number in range(40):
            server.inspect(f"message {number}, card {CARD}" if number % 2 else f"message {number}",
                           contact={"external_id": f"chat-{number % 5}", "queue": "billing"}, external_id=f"m-{number}")
        held = server.post("/v1/inspections", {
            "channel": "mail", "direction": "outbound", "recipients": [{"address": "b@elsewhere.example"}],
            "parts": [{"text": "see attached"}, {"data": base64.b64encode(bytes(range(256)) * 8).decode()}]})
        assert held.json["verdict"] == "hold", held
        finding = server.get("/v1/findings?limit=1").json["items"][0]["id"]
        given = server.post(f"/v1/findings/{finding}:feedback", {"kind": "not_sensitive", "reason": "a test card"})
        assert given.status == 200, given
        modes = server.get("/v1/policies/cards").json["modes"]
        assert server.request("PUT", "/v1/policies/cards/modes", {"modes": modes, "reason": "as it was"}).status == 200

    @staticmethod
    def administer(server: Server):
        """Who may do what, as the acts in the log have it. The leaver comes last."""
        admin = Session.of_first_administrator(server)

        def done(method: str, path: str, body: dict) -> dict:
            answer = admin.request(method, path, body)
            assert answer.status in (200, 201), answer
            return answer.json

        def invite(name: str, role: str) -> str:
            return done("POST", "/v1/people", {"name": name, "email": f"{name}@centre.example", "roles": [role]})["person"]["id"]

        promoted = invite("lee", "agent")
        done("PUT", f"/v1/people/{promoted}/roles", {"roles": ["supervisor", "auditor"], "reason": "promoted"})
        away = invite("ray", "agent")
        done("POST", f"/v1/people/{away}:deactivate", {"reason": "away"})
        done("POST", f"/v1/people/{away}:activate", {"reason": "back"})
        done("POST", "/v1/api-keys", {"name": "crm", "scopes": ["inspections.create"], "expires_at": "2099-01-01T00:00:00.250Z"})
        old = done("POST", "/v1/api-keys", {"name": "old", "scopes": ["findings.read", "audit.read"]})["key"]["id"]
        done("POST", f"/v1/api-keys/{old}:revoke", {"reason": "not needed"})
        leaver = invite("max", "agent")
        done("PUT", f"/v1/people/{leaver}/roles", {"roles": ["trainer"], "reason": "moved"})
        done("POST", f"/v1/people/{leaver}:deactivate", {"reason": "left"})

    def entry_of(self, message: bytes) -> str:
        (entry,), = rows(self.database, "SELECT entry_id FROM inspection_message WHERE message_id = ?", message)
        return str(uuid.UUID(bytes=entry))

    def assert_found(self, *statements: str, names: str = r"entry (number|id) \S+"):
        with Copy(self.original) as copy:
            copy.sql(*statements)
            verified = copy.verify()
            self.assertEqual(verified.returncode, 1, f"unnoticed: {statements}\n{verified.stdout}")
            self.assertRegex(verified.stdout, names)

    def a_redacted(self) -> bytes:
        (message,), = rows(self.database, A_REDACTED[1:-1])
        return message

    # --- what an answer said

    def test_a_changed_verdict_is_found_at_its_entry(self):
        self.assert_found(f"UPDATE inspection_message SET verdict = 0 WHERE message_id = {A_REDACTED}",
                          names=f"entry id {self.entry_of(self.a_redacted())}")

    def test_a_changed_finding_is_found_at_its_messages_entry(self):
        entry = self.entry_of(self.a_redacted())
        for change in ("masked = '************1112'", "type = 'phone'", "confidence = confidence - 0.125",
                       "digest = 'x' || digest", "evidence = '[]'", "stored_begin = stored_begin + 1"):
            with self.subTest(change=change):
                self.assert_found(f"UPDATE inspection_finding SET {change} WHERE message_id = {A_REDACTED}",
                                  names=f"entry id {entry}")

    def test_a_removed_added_or_moved_finding_is_found(self):
        self.assert_found(f"DELETE FROM inspection_finding WHERE message_id = {A_REDACTED}")
        self.assert_found(f"UPDATE inspection_finding SET message_id = (SELECT message_id FROM inspection_message "
                          f"WHERE finding_count = 0 LIMIT 1) WHERE message_id = {A_REDACTED}")
        columns = ", ".join(name.decode() for _, name, *_ in rows(self.database, "PRAGMA table_info(inspection_finding)")[1:])
        self.assert_found(f"INSERT INTO inspection_finding (finding_id, {columns}) SELECT zeroblob(16), {columns} "
                          f"FROM inspection_finding WHERE message_id = {A_REDACTED}")

    def test_changed_content_is_found(self):
        self.assert_found("UPDATE inspection_message SET content = (SELECT content FROM inspection_message "
                          f"ORDER BY message_id DESC LIMIT 1) WHERE message_id = {A_REDACTED}",
                          names=f"entry id {self.entry_of(self.a_redacted())}")

    def test_a_removed_message_is_found_at_its_entry(self):
        self.assert_found(f"DELETE FROM inspection_message WHERE message_id = {A_REDACTED}",
                          names=f"entry id {self.entry_of(self.a_redacted())}")

    def test_every_vouched_column_is_found(self):
        """One value of each column of each table that the log vouches for."""
        places = [(table, column) for table, columns in vouched_columns(self.database).items() for column in columns]
        with ThreadPoolExecutor(2) as pool:
            problems = [problem for problem in pool.map(self.change_one_value, places) if problem]
        self.assertEqual(problems, [])

    def change_one_value(self, place: tuple[str, str]) -> str:
        table, column = place
        with Copy(self.original) as copy:
            found = rows(copy.file, f"SELECT rowid, {column} FROM {table} WHERE {column} IS NOT NULL ORDER BY rowid DESC LIMIT 1")
            if not found:
                return f"{table}.{column} has no value: the test's traffic does not reach it"
            row, value = found[0]
            if isinstance(value, bytes):
                value = bytes([value[0] ^ 1]) + value[1:] if value else b"x"
                is_blob = rows(copy.file, f"SELECT typeof({column}) FROM {table} WHERE rowid = ?", row)[0][0] == b"blob"
                value = value if is_blob else value.decode()
            else:
                value = value + 1 if isinstance(value, int) else value - 0.125
            database = sqlite3.connect(copy.file)
            database.execute(f"UPDATE {table} SET {column} = ? WHERE rowid = ?", (value, row))
            database.commit()
            database.close()
            verified = copy.verify()
            if verified.returncode == 1 and re.search(r"entry (number|id) \S+", verified.stdout):
                return ""
            return f"{table}.{column}: exit {verified.returncode} {verified.stdout}{verified.stderr}"

    # --- the log itself

    def test_a_changed_entry_is_named(self):
        for change in ("subject = 'message:x'", "at_ms = at_ms + 1", "leaf_hash = zeroblob(32)", "decision = 'allow '",
                       "actor = 'person:nobody'", "body_hash = zeroblob(32)", "at_ms = 'noon'"):
            with self.subTest(change=change):
                self.assert_found(f"UPDATE audit_entry SET {change} WHERE leaf_index = 17", names=r"entry number 17\b")

    def test_a_removed_entry_is_named(self):
        for place in (0, 17, self.entries - 1):
            with self.subTest(place=place):
                self.assert_found(f"DELETE FROM audit_entry WHERE leaf_index = {place}", names=rf"entry number {place}\b")

    def test_a_removed_entry_is_named_when_the_others_close_the_gap(self):
        self.assert_found("DELETE FROM audit_entry WHERE leaf_index = 17",
                          "UPDATE audit_entry SET leaf_index = -leaf_index WHERE leaf_index > 17",
                          "UPDATE audit_entry SET leaf_index = -leaf_index - 1 WHERE leaf_index < 0",
                          names=r"entry 17 was removed[^$]*entry number 17\b")

    def test_swapped_entries_are_named(self):
        self.assert_found("UPDATE audit_entry SET leaf_index = -1 WHERE leaf_index = 10",
                          "UPDATE audit_entry SET leaf_index = 10 WHERE leaf_index = 20",
                          "UPDATE audit_entry SET leaf_index = 20 WHERE leaf_index = -1",
                          names=r"entry 10 was reordered[^$]*entry number 10\b")

    def test_a_cut_tail_is_named(self):
        cut = self.entries - 5
        self.assert_found(f"DELETE FROM audit_entry WHERE leaf_index >= {cut}", names=rf"entry number {cut}\b")
        self.assert_found(f"DELETE FROM audit_entry WHERE leaf_index >= {cut}", f"UPDATE audit_tree SET tree_size = {cut}",
                          names=rf"entry number {cut}\b")

    def test_a_log_cut_with_its_checkpoints_does_not_fit_one_kept_elsewhere(self):
        cut = self.entries - 5
        with Copy(self.original) as copy:
            copy.sql(f"DELETE FROM audit_entry WHERE leaf_index >= {cut}", f"UPDATE audit_tree SET tree_size = {cut}",
                     f"DELETE FROM audit_checkpoint WHERE tree_size > {cut}")
            note = copy.data / "kept.note"
            note.write_text(self.checkpoint)
            verified = copy.verify("--checkpoint", str(note))
            self.assertEqual(verified.returncode, 1, verified.stdout)
            self.assertRegex(verified.stdout, r"entry number \d+")

    def test_a_forged_checkpoint_is_found(self):
        self.assert_found("UPDATE audit_checkpoint SET note = replace(note, '/default', '/another')")
        self.assert_found("DELETE FROM audit_checkpoint")

    # --- policy

    def test_a_changed_policy_is_found(self):
        self.assert_found("UPDATE policy_version SET yaml = yaml || '# and more' WHERE name = 'cards'")
        self.assert_found("UPDATE policy_mode SET mode = 'observe' WHERE name = 'cards'")
        self.assert_found("UPDATE policy SET active_version = 0 WHERE name = 'cards'")
        self.assert_found("DELETE FROM policy_version WHERE name = 'cards'")

    # --- rows that forget or forge what the log says of them

    def test_a_message_that_names_another_messages_entry_is_found(self):
        """Its own entry, which says what it was, stands in the log still."""
        self.assert_found("UPDATE inspection_message SET verdict = 0, entry_id = (SELECT entry_id FROM audit_entry "
                          f"ORDER BY leaf_index DESC LIMIT 1) WHERE message_id = {A_REDACTED}")

    def test_a_message_without_an_entry_of_its_own_is_found(self):
        columns = ", ".join(name.decode() for _, name, *_ in rows(self.database, "PRAGMA table_info(inspection_message)")[1:])
        self.assert_found(f"INSERT INTO inspection_message (message_id, {columns}) SELECT zeroblob(16), {columns} "
                          f"FROM inspection_message WHERE message_id = {A_REDACTED}", names="message 00000000-")

    def test_a_retention_run_that_never_was_excuses_no_removed_message(self):
        self.assert_found(f"DELETE FROM inspection_finding WHERE message_id = {A_REDACTED}",
                          "INSERT INTO inspection_retention_run SELECT zeroblob(16), tenant, 'messages', 99999999999999, 1, entry_id "
                          "FROM audit_entry WHERE leaf_index = 0",
                          f"DELETE FROM inspection_message WHERE message_id = {A_REDACTED}")

    def test_content_that_no_retention_run_erased_is_missed(self):
        self.assert_found(f"UPDATE inspection_message SET content = NULL WHERE message_id = {A_REDACTED}")

    def test_a_policy_that_was_removed_is_found(self):
        self.assert_found("DELETE FROM policy WHERE name = 'cards'")

    def test_a_policy_that_forgets_its_activation_is_found(self):
        self.assert_found("UPDATE policy SET active_version = 0, activation_entry = NULL WHERE name = 'cards'")

    def test_modes_that_forget_who_set_them_are_found(self):
        self.assert_found("UPDATE policy_mode SET mode = 'observe' WHERE name = 'cards'",
                          "UPDATE policy SET modes_entry = NULL WHERE name = 'cards'")

    # --- rights that nobody gave

    def id_of(self, table: str, column: str, where: str) -> str:
        (value,), = rows(self.database, f"SELECT {column} FROM {table} WHERE {where}")
        return str(uuid.UUID(bytes=value))

    def entry_about(self, subject: str, act: str) -> str:
        (entry,), = rows(self.database, "SELECT entry_id FROM audit_entry WHERE subject = ? AND act = ? "
                         "ORDER BY leaf_index DESC LIMIT 1", subject, act)
        return str(uuid.UUID(bytes=entry))

    def test_the_record_of_an_administrative_act_is_missed(self):
        self.assert_found("DELETE FROM access_record")
        self.assert_found("DELETE FROM access_record WHERE entry_id = (SELECT entry_id FROM access_record LIMIT 1)")

    def test_an_intruder_who_inserts_himself_is_found(self):
        himself = uuid.uuid4()
        columns = "person_id, tenant_id, email, name, is_active, created_at_ms"
        insert = (f"INSERT INTO access_person ({columns}) SELECT x'{himself.hex}', tenant_id, 'intruder@elsewhere.example', 'I', 1, "
                  "created_at_ms FROM access_person LIMIT 1")
        self.assert_found(insert, names=f"person {himself}")
        self.assert_found(insert, f"INSERT INTO access_role VALUES (x'{himself.hex}', 'administrator')", names=f"person {himself}")

    def test_a_role_that_nobody_gave_is_found(self):
        for email in ("kim", "lee", "ray", "max"):
            with self.subTest(email):
                where = f"email = '{email}@centre.example'"
                person = self.id_of("access_person", "person_id", where)
                act = {"kim": "person.added", "lee": "person.roles_set", "ray": "person.activated", "max": "person.deactivated"}
                entry = self.entry_about(f"person:{person}", act[email])
                role = "privacy_officer" if email == "kim" else "administrator"
                self.assert_found(f"INSERT INTO access_role SELECT person_id, '{role}' FROM access_person WHERE {where}",
                                  names=f"person {person} .*entry id {entry}")
                self.assert_found(f"DELETE FROM access_role WHERE person_id = (SELECT person_id FROM access_person WHERE {where})",
                                  names=f"person {person} .*entry id {entry}")

    def test_a_leaver_who_comes_back_is_found(self):
        person = self.id_of("access_person", "person_id", "email = 'max@centre.example'")
        entry = self.entry_about(f"person:{person}", "person.deactivated")
        self.assert_found("UPDATE access_person SET is_active = 1 WHERE email = 'max@centre.example'",
                          names=f"person {person} .*entry id {entry}")
        self.assert_found("UPDATE access_person SET is_active = 0 WHERE email = 'ray@centre.example'", names="person .*entry id")

    def test_a_person_or_key_that_was_removed_is_found(self):
        self.assert_found("DELETE FROM access_person WHERE email = 'max@centre.example'")
        self.assert_found("DELETE FROM access_api_key WHERE name = 'old'")

    def test_a_key_that_was_widened_or_prolonged_is_found(self):
        for name, change in (("crm", "scopes = 'audit.read inspections.create'"), ("crm", "expires_at_ms = NULL"),
                             ("crm", "expires_at_ms = expires_at_ms + 1"), ("old", "expires_at_ms = 1"),
                             ("tests", "scopes = scopes || ' people.manage'"), ("tests", "token_hash = zeroblob(32)")):
            with self.subTest(name=name, change=change):
                key = self.id_of("access_api_key", "key_id", f"name = '{name}'")
                entry = self.entry_about(f"key:{key}", "key.created")
                self.assert_found(f"UPDATE access_api_key SET {change} WHERE name = '{name}'", names=f"key {key} .*entry id {entry}")

    def test_a_key_that_is_no_longer_revoked_is_found(self):
        key = self.id_of("access_api_key", "key_id", "name = 'old'")
        entry = self.entry_about(f"key:{key}", "key.revoked")
        self.assert_found("UPDATE access_api_key SET revoked_at_ms = NULL WHERE name = 'old'", names=f"key {key} .*entry id {entry}")
        self.assert_found("UPDATE access_api_key SET revoked_at_ms = 1 WHERE name = 'crm'", names="key .*entry id")

    def test_a_key_that_was_inserted_is_found(self):
        himself = uuid.uuid4()
        columns = "tenant_id, prefix, name, scopes, created_by, created_at_ms"
        self.assert_found(f"INSERT INTO access_api_key (key_id, token_hash, {columns}) SELECT x'{himself.hex}', zeroblob(32), {columns} "
                          "FROM access_api_key WHERE name = 'tests'", names=f"key {himself}")

    # --- what lists and charts show

    def test_a_contact_that_does_not_fit_its_messages_is_found(self):
        contact = self.id_of("contact", "contact_id", "external_id = 'split'")
        for change in ("verdict = 0", "verdict = verdict + 1", "severity = 0", "finding_count = 0", "message_count = message_count - 1",
                       "finding_types = ' '", "finding_types = ' email' || finding_types"):
            with self.subTest(change=change):
                self.assert_found(f"UPDATE contact SET {change} WHERE external_id = 'split'", names=f"contact {contact}: .*entry id")
        self.assert_found("DELETE FROM contact WHERE external_id = 'split'", names=f"contact {contact} was removed")

    def test_feedback_that_nobody_gave_is_found(self):
        self.assert_found("UPDATE inspection_finding SET feedback = 'upheld' WHERE feedback = 'not_sensitive'", names="entry (number|id)")
        self.assert_found("UPDATE inspection_finding SET feedback = NULL WHERE feedback = 'not_sensitive'", names="entry (number|id)")
        self.assert_found("UPDATE inspection_finding SET feedback = 'not_sensitive' WHERE feedback IS NULL", names="finding .* nobody said")

    def test_a_held_original_that_was_changed_or_dropped_is_found(self):
        self.assert_found("UPDATE inspection_held SET original = NULL")
        self.assert_found("UPDATE inspection_held SET original = (SELECT content FROM inspection_message LIMIT 1)")
        self.assert_found("UPDATE inspection_held SET original = x'00', original_hash = zeroblob(32)")

    def test_a_hold_whose_time_was_set_back_is_found(self):
        self.assert_found("UPDATE inspection_held SET expires_at_ms = 1")
        self.assert_found("UPDATE inspection_held SET expires_at_ms = 1, state = 'expired', original = NULL, decided_by = 'system'")

    def test_a_held_message_that_nobody_released_is_found(self):
        self.assert_found("UPDATE inspection_held SET state = 'released', decided_by = 'person:nobody'")

    # --- bytes

    def test_flipped_bytes_of_the_file_are_found_or_lie_where_nothing_is(self):
        size = self.database.stat().st_size
        rng = random.Random(SEED)
        flips = [(rng.randrange(size), 1 << rng.randrange(8)) for _ in range(BYTE_FLIPS)]
        with ThreadPoolExecutor(2) as pool:
            outcomes = list(pool.map(self.flip, flips))
        found = outcomes.count("found")
        self.assertEqual([outcome for outcome in outcomes if outcome.startswith("UNNOTICED")], [], f"seed {SEED}")
        self.assertGreater(found, BYTE_FLIPS // 10, "hardly a flip hit anything: is the file that empty?")

    def flip(self, place: tuple[int, int]) -> str:
        offset, bit = place
        with Copy(self.original) as copy:
            with open(copy.file, "r+b") as file:
                file.seek(offset)
                byte = file.read(1)[0]
                file.seek(offset)
                file.write(bytes([byte ^ bit]))
            verified = copy.verify()
            if verified.returncode == 1:
                return "found"
            if verified.returncode != 0:
                return f"UNNOTICED: exit {verified.returncode} at {offset} ^ {bit}: {verified.stderr}"
            changed = [table for table, columns in vouched_columns(self.database).items()
                       if self.values(copy.file, table, columns) != self.values(self.database, table, columns)]
            return f"UNNOTICED: {changed} at {offset} ^ {bit}" if changed else "nothing there"

    @staticmethod
    def values(database: pathlib.Path, table: str, columns: list[str]) -> list[tuple]:
        return rows(database, f"SELECT {', '.join(columns)} FROM {table} ORDER BY rowid")


if __name__ == "__main__":
    unittest.main()
