"""holdfast redact --operators and holdfast reverse: each type by its operator, and the way back."""

import csv
import email.headerregistry
import email.message
import email.policy
import io
import json
import os
import re
import unittest

from command_line import CARD, CommandLineTest

OPERATORS = """
key: {file: protect.key}
tenant: acme
types:
  payment_card: {operator: %s}
  email: {operator: token}
  person: {operator: surrogate}
"""


def luhn_holds(number: str) -> bool:
    digits = [int(c) for c in number if c.isdigit()]
    return sum(d if i % 2 == 0 else d * 2 - (9 if d > 4 else 0) for i, d in enumerate(reversed(digits))) % 10 == 0


class DeidentifyTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.write("protect.key", bytes(range(32)))

    def operators(self, text: str) -> str:
        return self.write("operators.yaml", text)

    def safe(self, path: str, *more: str) -> str:
        done = self.run_holdfast("redact", path, "--operators", "operators.yaml", *more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout

    def back(self, name: str, text: str, *more: str) -> str:
        done = self.run_holdfast("reverse", self.write(name, text), "--operators", "operators.yaml", *more)
        self.assertEqual(done.returncode, 0, done.stderr)
        return done.stdout


class Text(DeidentifyTest):
    def test_surrogates_are_stable_and_of_the_type(self):
        self.operators(OPERATORS % "surrogate")
        text = f"card {CARD} again {CARD.replace(' ', '')}"
        safe = self.safe(self.write("a.txt", text))
        cards = re.findall(r"\d{4} ?\d{4} ?\d{4} ?\d{4}", safe)
        self.assertEqual(len(cards), 2)
        self.assertEqual(cards[0].replace(" ", ""), cards[1])
        self.assertTrue(luhn_holds(cards[1]))
        self.assertNotIn(CARD.replace(" ", ""), safe.replace(" ", ""))

    def test_tokens_come_back_in_their_scope_alone(self):
        self.operators(OPERATORS % "token")
        text = f"card {CARD}, write to jo@corp.example ü\n"
        safe = self.safe(self.write("a.txt", text), "--conversation", "c1")
        self.assertNotIn("4111", safe)
        self.assertEqual(self.back("b.txt", safe, "--conversation", "c1"), text)
        other = self.run_holdfast("reverse", "b.txt", "--operators", "operators.yaml", "--conversation", "c2")
        self.assertEqual((other.returncode, other.stdout), (1, safe))
        self.write("protect.key", bytes(range(1, 33)))
        other = self.run_holdfast("reverse", "b.txt", "--operators", "operators.yaml", "--conversation", "c1")
        self.assertEqual((other.returncode, other.stdout), (1, safe))

    def test_numbered_tokens_come_back_from_their_vault(self):
        self.operators("key: {file: protect.key}\nvault: v\ntypes:\n  payment_card: {operator: number}\n")
        text = f"card {CARD}, no 5555 5555 5555 4444, yes {CARD}, that is 4111111111111111\n"
        safe = self.safe(self.write("a.txt", text))
        self.assertEqual(safe, "card [PAYMENT_CARD_1], no [PAYMENT_CARD_2], yes [PAYMENT_CARD_1], "
                               "that is [PAYMENT_CARD_1.2]\n")
        again = self.safe(self.write("c.txt", "card 3782 822463 10005"))
        self.assertEqual(again, "card [PAYMENT_CARD_3]")
        self.assertEqual(self.back("b.txt", safe), text)
        with open(self.folder / "v", "rb") as vault:
            self.assertNotIn(b"4111", vault.read())

    def test_places_turn_back_what_shows_nothing(self):
        self.operators("key: {file: protect.key}\ntypes:\n  payment_card: {operator: encrypt_format}\n"
                       "  date_of_birth: {operator: shift_date, days: 30}\n  email: {operator: encrypt}\n")
        text = f"ü card {CARD}, born 29.02.1984, jo@corp.example. card 5555555555554444\n" * 3
        safe = self.safe(self.write("a.txt", text), "--places", "p", "--subject", "jo")
        self.assertNotIn("4111 1111", safe)
        self.assertNotIn("29.02.1984", safe)
        self.assertEqual(self.back("b.txt", safe, "--places", "p", "--subject", "jo"), text)

    def test_places_hold_over_every_cut_of_a_long_text(self):
        self.operators("key: {file: protect.key}\ntypes:\n  payment_card: {operator: encrypt_format}\n")
        text = "".join(f"line {i}: card {CARD} ü\n" for i in range(60_000))
        safe = self.safe(self.write("a.txt", text), "--places", "p", "--types", "payment_card")
        self.assertNotIn(CARD, safe)
        self.assertEqual(self.back("b.txt", safe, "--places", "p"), text)

    def test_what_keeps_nothing_derived_is_its_type(self):
        self.operators("key: {file: protect.key}\ndefault: {operator: token}\ntypes:\n  card_cvv: {operator: keep}\n")
        self.assertEqual(self.safe(self.write("a.txt", "the cvv is 987")), "the cvv is [card_cvv]")

    def test_a_value_that_does_not_fit_is_its_type(self):
        self.operators("key: {file: protect.key}\ntypes:\n  email: {operator: encrypt_format}\n")
        done = self.run_holdfast("redact", self.write("a.txt", "to jo@corp.example"), "--operators", "operators.yaml")
        self.assertEqual((done.returncode, done.stdout), (0, "to [email]"))
        self.assertIn("1 values", done.stderr)

    def test_mistakes_in_operators_are_named(self):
        for text, problem in (("types: {payment_kard: {operator: keep}}", "no such type"),
                              ("types: {payment_card: {operator: burn}}", "no such operator"),
                              ("types: {payment_card: {operator: token}}", "needs a key"),
                              ("types: {payment_card: {operator: mask, keep: 3}}", "keep"),
                              ("key: {file: none}", "none"), ("key: {env: HF_NONE}", "HF_NONE"),
                              ("default: {operator: shift_date, days: 0}\nkey: {file: protect.key}", "days")):
            self.operators(text)
            done = self.run_holdfast("redact", "--operators", "operators.yaml", stdin="x")
            self.assertNotEqual(done.returncode, 0, text)
            self.assertIn(problem, done.stderr, text)


class Json(DeidentifyTest):
    def test_numbers_stay_numbers_and_all_is_valid(self):
        self.operators(OPERATORS % "surrogate")
        text = '{"card": 4111111111111111, "n": [1, 2.50], "note": "caf\\u00e9 \\"q\\" jo@corp.example"}'
        safe = json.loads(self.safe(self.write("a.json", text)))
        self.assertIsInstance(safe["card"], int)
        self.assertTrue(luhn_holds(str(safe["card"])))
        self.assertEqual(safe["n"], [1, 2.5])
        self.assertTrue(safe["note"].startswith('café "q" [email:t1.'))

    def test_lines_come_back_by_place_and_by_whose_they_are(self):
        self.operators("key: {file: protect.key}\nsubject: customer\nconversation: talk\ntypes:\n"
                       "  payment_card: {operator: encrypt_format}\n  email: {operator: token}\n"
                       "  date_of_birth: {operator: shift_date}\n")
        rows = [{"customer": f"c{i % 3}", "talk": i % 2, "text": f"card {CARD} born 14.03.1985 jo@corp.example"}
                for i in range(60)]
        text = "".join(json.dumps(row) + "\n" for row in rows)
        safe = self.safe(self.write("a.jsonl", text), "--places", "p")
        parsed = [json.loads(line) for line in safe.splitlines()]
        self.assertEqual(len(parsed), len(rows))
        self.assertNotIn("4111 1111", safe)
        self.assertEqual(len({re.search(r"born (\S+)", row["text"])[1] for row in parsed}), 3)
        self.assertEqual(len({re.search(r"\[email.*\]", row["text"])[0] for row in parsed}), 2)
        self.assertEqual(self.back("b.jsonl", safe, "--places", "p"), text)


class Table(DeidentifyTest):
    PLAN = """
key: {file: protect.key}
subject: customer_id
types:
  payment_card: {operator: surrogate}
  email: {operator: token}
columns:
  age: {operator: age, size: 5}
  zip: {operator: postal_area}
  visit: {operator: shift_date, days: 40}
  card: {operator: encrypt_format, type: payment_card}
  born: {operator: date_part, part: year}
"""
    ROWS = [["customer_id", "age", "zip", "visit", "card", "born", "note"],
            ["c1", "42", "10115", "2024-02-27", CARD, "14.03.1985", f'said "{CARD}", then\njo@corp.example'],
            ["c1", "93", "03601", "2024-03-02", "", "01.01.1930", "nothing; here"],
            ["c2", "17", "02139", "2024-02-29", "5555555555554444", "29.02.2004", " spaced "]]

    def table(self, delimiter: str = ",") -> str:
        out = io.StringIO()
        csv.writer(out, delimiter=delimiter).writerows(self.ROWS)
        return out.getvalue()

    def parsed(self, text: str, delimiter: str = ",") -> list:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True))

    def test_stays_a_table_in_each_delimiter(self):
        self.operators(self.PLAN)
        for delimiter in ",;\t|":
            rows = self.parsed(self.safe(self.write("a.csv", self.table(delimiter))), delimiter)
            self.assertEqual(rows[0], self.ROWS[0])
            self.assertEqual([len(row) for row in rows], [7] * 4)
            self.assertEqual([row[1] for row in rows[1:]], ["40-44", "90+", "15-19"])
            self.assertEqual([row[2] for row in rows[1:]], ["101**", "000**", "021**"])
            self.assertEqual([row[5] for row in rows[1:]], ["1985", "1930", "2004"])
            self.assertRegex(rows[1][4], r"^\d{4} \d{4} \d{4} \d{4}$")
            self.assertNotIn("4111 1111", str(rows))
            self.assertEqual(rows[2][4], "")
            self.assertEqual(rows[2][6:], self.ROWS[2][6:])
            self.assertEqual(rows[3][6:], self.ROWS[3][6:])

    def test_dates_of_one_person_keep_their_distance(self):
        import datetime
        self.operators(self.PLAN)
        rows = self.parsed(self.safe(self.write("a.csv", self.table())))
        days = [datetime.date.fromisoformat(row[3]) for row in rows[1:]]
        self.assertEqual((days[1] - days[0]).days, 4)
        self.assertNotEqual(rows[1][3], "2024-02-27")

    def test_what_is_reversible_comes_back(self):
        self.operators(self.PLAN.replace("card: {operator: surrogate}", "card: {operator: token}"))
        safe = self.safe(self.write("a.csv", self.table()))
        rows = self.parsed(self.back("b.csv", safe))
        for index in (0, 3, 4, 6):
            self.assertEqual([row[index] for row in rows], [row[index] for row in self.ROWS])

    def test_findings_in_cells_come_back_by_place(self):
        self.operators("key: {file: protect.key}\ntypes: {payment_card: {operator: encrypt_format}}\n")
        safe = self.safe(self.write("a.csv", self.table()), "--places", "p", "--types", "payment_card")
        self.assertNotIn(CARD, safe)
        self.assertEqual(self.back("b.csv", safe, "--places", "p"), self.table().replace("\r\n", "\r\n"))

    def test_the_columns_name_is_context(self):
        self.operators("types: {us_ssn: {operator: replace}}\n")
        safe = self.safe(self.write("a.csv", "id,social_security_number\n7,536904399\n"))
        self.assertEqual(safe, "id,social_security_number\n7,[us_ssn]\n")

    def test_a_column_that_is_not_there_is_named(self):
        self.operators("columns: {salary: {operator: redact}}\n")
        done = self.run_holdfast("redact", self.write("a.csv", self.table()), "--operators", "operators.yaml")
        self.assertEqual(done.returncode, 1)
        self.assertIn("salary", done.stderr)
        self.assertEqual(done.stdout, "")

    def test_byte_order_mark_and_windows_text_stay(self):
        self.operators("types: {email: {operator: replace}}\n")
        for encoding in ("utf-8-sig", "cp1252"):
            path = self.write("a.csv", "name;mail\nMüller;jo@corp.example\n".encode(encoding))
            self.safe(path, "--output", path)
            with open(path, "rb") as file:
                self.assertEqual(file.read().decode(encoding), "name;mail\nMüller;[email]\n")


class Mail(DeidentifyTest):
    PLAN = """
key: {file: protect.key}
types:
  payment_card: {operator: token}
  email: {operator: token}
  person: {operator: token}
"""

    def mail(self) -> bytes:
        message = email.message.EmailMessage(policy=email.policy.SMTP)
        message["From"] = email.headerregistry.Address("Jürgen Müller, Köln", "juergen", "corp.example")
        message["To"] = "care@corp.example, \"Doe, Jane\" <jane.doe@corp.example>"
        message["Subject"] = "Überweisung von Karte 4111 1111 1111 1111 für alle Fälle und noch etwas mehr Text dahinter"
        message["Message-ID"] = "<jane.doe.1@corp.example>"
        message["Received"] = "from mx.corp.example (192.0.2.1) for <jane.doe@corp.example>"
        message["X-Ticket"] = "42"
        message.set_content(f"Grüße, meine Karte ist {CARD}.\n" + "lang " * 60 + "\n")
        message.add_alternative("<html><body><p title=\"4111111111111111\">Karte <b>4111</b>&nbsp;1111 1111 1111 "
                                "&uuml;ber &lt;jane.doe@corp.example&gt;</p></body></html>", subtype="html")
        message.add_attachment(f"note: card {CARD}\n", filename="für jane.doe@corp.example.txt")
        return message.as_bytes()

    def parsed(self, data: bytes) -> email.message.EmailMessage:
        message = email.message_from_bytes(data, policy=email.policy.default)
        for part in message.walk():
            self.assertEqual(part.defects, [], part.get_content_type())
        for name in ("from", "to", "subject"):
            self.assertEqual(message[name].defects, (), name)
        return message

    def test_stays_a_mail_with_nothing_left(self):
        self.operators(self.PLAN)
        source = self.parsed(self.mail())
        path = self.write("a.eml", self.mail())
        done = self.run_holdfast("redact", path, "--operators", "operators.yaml", "--output", "b.eml")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        data = (self.folder / "b.eml").read_bytes()
        safe = self.parsed(data)
        texts = [part.get_content() for part in safe.walk() if not part.is_multipart()]
        everything = "\n".join(texts) + str(safe["from"]) + str(safe["to"]) + str(safe["subject"])
        everything += "".join(part.get_filename() or "" for part in safe.walk()) + data.decode("latin-1")
        for secret in ("4111", "jane.doe", "Jane", "Jürgen", "Müller", "juergen", "192.0.2.1"):
            self.assertNotIn(secret, everything)
        self.assertEqual([part.get_content_type() for part in safe.walk()],
                         [part.get_content_type() for part in source.walk()])
        self.assertEqual(len(safe["to"].addresses), 2)
        self.assertTrue(str(safe["subject"]).startswith("Überweisung von Karte [payment_card:t1."))
        self.assertTrue(str(safe["subject"]).endswith("für alle Fälle und noch etwas mehr Text dahinter"))
        self.assertIn("Grüße, meine Karte ist [payment_card:t1.", texts[0])
        self.assertIn("redacted.invalid", safe["message-id"])
        self.assertEqual(safe["x-ticket"], "42")
        self.assertIsNone(safe["received"])
        for line in data.split(b"\r\n"):
            self.assertLess(len(line), 998)

    def test_tokens_of_mail_come_back(self):
        self.operators(self.PLAN)
        source = self.parsed(self.mail())
        self.run_holdfast("redact", self.write("a.eml", self.mail()), "--operators", "operators.yaml",
                          "--output", "b.eml")
        done = self.run_holdfast("reverse", "b.eml", "--operators", "operators.yaml", "--output", "c.eml")
        self.assertEqual((done.returncode, done.stderr), (0, ""))
        back = self.parsed((self.folder / "c.eml").read_bytes())
        for name in ("from", "to", "subject"):
            self.assertEqual(str(back[name]), str(source[name]))
        for mine, theirs in zip(back.walk(), source.walk()):
            if not mine.is_multipart() and mine.get_content_subtype() == "plain":
                self.assertEqual(mine.get_content(), theirs.get_content())
        self.assertEqual(back.get_body(("html",)).get_content().count("4111"), 2)

    def test_surrogates_make_addresses(self):
        self.operators(self.PLAN.replace("token", "surrogate"))
        path = self.write("a.eml", self.mail())
        self.run_holdfast("redact", path, "--operators", "operators.yaml", "--output", "b.eml")
        safe = self.parsed((self.folder / "b.eml").read_bytes())
        for address in (*safe["from"].addresses, *safe["to"].addresses):
            self.assertRegex(address.domain, r"^example\.(com|net|org)$")
        self.assertEqual(safe["to"].addresses[1].display_name.count(","), 1)

    def test_any_replacement_keeps_the_syntax(self):
        for operator in ("replace", "redact", "mask", "replace, text: 'x\"<>,;█\\y'"):
            self.operators("default: {operator: %s}" % operator)
            path = self.write("a.eml", self.mail())
            self.run_holdfast("redact", path, "--operators", "operators.yaml", "--output", "b.eml")
            safe = self.parsed((self.folder / "b.eml").read_bytes())
            self.assertEqual(len(safe["to"].addresses), 2, operator)
            self.assertEqual(len(safe["from"].addresses), 1, operator)

    def test_what_is_not_read_is_taken_out_and_named(self):
        message = email.message_from_bytes(self.mail(), policy=email.policy.SMTP)
        message.add_attachment(b"\x89PNG 4111111111111111", maintype="image", subtype="png", filename="jane.png")
        self.operators(self.PLAN)
        done = self.run_holdfast("redact", self.write("a.eml", message.as_bytes()), "--operators", "operators.yaml")
        self.assertEqual(done.returncode, 1)
        self.assertIn("image/png", done.stderr)
        self.assertIn("[removed: image/png]", done.stdout)
        self.assertNotIn("jane.png", done.stdout)
        self.assertNotIn("4111", done.stdout)


if __name__ == "__main__":
    unittest.main()
