"""holdfast redact: the same text, made safe."""

import json
import os
import unittest

from command_line import CARD, CommandLineTest


class Text(CommandLineTest):
    def test_only_the_finding_changes(self):
        text = f"\ufeffAgent: hi\r\n\tcard {CARD}, ü\x00\r\n"
        done = self.run_holdfast("redact", self.write("a.txt", text))
        self.assertEqual(done.returncode, 0)
        self.assertEqual(done.stdout, text.replace(CARD, "**** **** **** 1111"))

    def test_each_method(self):
        for arguments, shown in (([], "**** **** **** 1111"), (["--keep-last", "0"], "**** **** **** ****"),
                                 (["--keep-first", "6", "--keep-last", "2"], "4111 11** **** **11"),
                                 (["--method", "redact"], "█████"), (["--method", "replace"], "[payment_card]")):
            done = self.run_holdfast("redact", *arguments, stdin=f"card {CARD}.")
            self.assertEqual(done.stdout, f"card {shown}.", arguments)

    def test_equal_values_have_equal_hashes_under_one_key(self):
        key = self.write("key", os.urandom(32))
        text = f"card {CARD} again {CARD.replace(' ', '')}"
        first, second = (self.run_holdfast("redact", "--method", "hash", "--key-file", key, stdin=text).stdout
                         for _ in range(2))
        self.assertEqual(first, second)
        self.assertEqual(len(set(part for part in first.split() if part.startswith("["))), 1)
        other = self.run_holdfast("redact", "--method", "hash", stdin=text).stdout
        self.assertNotEqual(first, other)

    def test_a_key_that_is_too_short_is_refused(self):
        done = self.run_holdfast("redact", "--method", "hash", "--key-file", self.write("key", "short"), stdin="x")
        self.assertEqual(done.returncode, 2)
        self.assertIn("16", done.stderr)

    def test_types_limit_what_is_changed(self):
        done = self.run_holdfast("redact", "--types", "email", "--method", "replace",
                                 stdin=f"card {CARD} mail jo@example.org")
        self.assertEqual(done.stdout, f"card {CARD} mail [email]")

    def test_other_encodings_stay_what_they_are(self):
        text = f"Straße, Karte {CARD}\n"
        for encoding in ("latin-1", "utf-16-le", "utf-16"):
            path = self.write("a.txt", text.encode(encoding))
            self.run_holdfast("redact", path, "--output", path)
            with open(path, "rb") as file:
                self.assertEqual(file.read().decode(encoding), text.replace(CARD, "**** **** **** 1111"), encoding)

    def test_a_long_text_is_safe_at_every_place(self):
        text = "".join(f"line {i}: my card is {CARD} and a number {i * 7919} ü\n" for i in range(60_000))
        done = self.run_holdfast("redact", "--types", "payment_card", self.write("a.txt", text))
        self.assertEqual(done.stdout, text.replace(CARD, "**** **** **** 1111"))

    def test_a_long_line_is_safe_at_every_cut(self):
        text = ("4111111111111111 " * 11 + "x ") * 20_000
        done = self.run_holdfast("redact", "--types", "payment_card", self.write("a.txt", text))
        self.assertEqual(done.stdout, text.replace("4111111111111111", "************1111"))


class Structured(CommandLineTest):
    def test_json_stays_json(self):
        text = '{ "a": "caf\\u00e9 \\"x\\" 4111\\u00201111 1111 1111",\n  "card": 4111111111111111, "n": [1, 2.50] }'
        done = self.run_holdfast("redact", "--types", "payment_card", self.write("a.json", text))
        self.assertEqual(done.stdout, text.replace("4111\\u00201111 1111 1111", "**** **** **** 1111")
                         .replace("4111111111111111", '"************1111"'))
        json.loads(done.stdout)

    def test_json_lines_stay_lines(self):
        text = "".join(json.dumps({"id": i, "text": f"card {CARD}"}) + "\n" for i in range(40_000))
        done = self.run_holdfast("redact", "--method", "replace", self.write("a.jsonl", text))
        self.assertEqual(done.stdout, text.replace(CARD, "[payment_card]"))

    def test_mail_becomes_its_text(self):
        mail = f"From: jo@example.org\nTo: care@example.com\nSubject: hi\n\nmy card is {CARD}\n"
        done = self.run_holdfast("redact", self.write("a.eml", mail))
        self.assertEqual(done.returncode, 0)
        self.assertIn("--- body ---\nmy card is **** **** **** 1111\n", done.stdout)
        self.assertNotIn("jo@example.org", done.stdout)

    def test_what_cannot_be_read_is_not_passed_on(self):
        done = self.run_holdfast("redact", self.write("a.pdf", b"%PDF-1.7 4111111111111111"))
        self.assertEqual(done.returncode, 1)
        self.assertEqual(done.stdout, "")


class Output(CommandLineTest):
    def test_a_file_replaces_itself(self):
        path = self.write("a.txt", f"card {CARD}")
        done = self.run_holdfast("redact", path, "--output", path)
        self.assertEqual((done.returncode, done.stdout), (0, ""))
        with open(path) as file:
            self.assertEqual(file.read(), "card **** **** **** 1111")
        self.assertEqual(os.listdir(self.folder), ["a.txt"])

    def test_a_failure_leaves_the_output_as_it_was(self):
        output = self.write("out.txt", "old")
        done = self.run_holdfast("redact", "missing.txt", "--output", output)
        self.assertEqual(done.returncode, 1)
        with open(output) as file:
            self.assertEqual(file.read(), "old")
        self.assertEqual(os.listdir(self.folder), ["out.txt"])

    def test_a_folder_that_is_not_there_is_named(self):
        done = self.run_holdfast("redact", "--output", "none/out.txt", stdin="x")
        self.assertEqual(done.returncode, 1)
        self.assertIn("none/out.txt", done.stderr)


if __name__ == "__main__":
    unittest.main()
