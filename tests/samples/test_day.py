"""The sample day is the day that its documents promise, and its truth is true."""

import base64
import collections
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import ROOT, run  # noqa: E402


def generate(folder: pathlib.Path, *arguments: str) -> None:
    subprocess.run([sys.executable, ROOT / "samples/generate.py", "--output", folder, *arguments], check=True, capture_output=True)


def read_lines(path: pathlib.Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


class SampleDay(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        made = tempfile.TemporaryDirectory(prefix="holdfast-day-")
        cls.addClassCleanup(made.cleanup)
        cls.folder = pathlib.Path(made.name)
        generate(cls.folder)
        cls.lines = read_lines(cls.folder / "day.jsonl")
        cls.requests = [line["request"] for line in cls.lines]
        cls.mails = read_lines(cls.folder / "mailbox.jsonl")

    def test_it_is_a_whole_centre(self):
        contacts = [request["contact"] for request in self.requests]
        self.assertEqual(len({contact["customer"] for contact in contacts}), 3000)
        self.assertEqual(len({contact["agent"] for contact in contacts}), 40)
        self.assertEqual(len({contact["queue"] for contact in contacts}), 6)
        self.assertGreater(len({contact["external_id"] for contact in contacts}), 2000)
        self.assertEqual({request["locale"] for request in self.requests}, {"en", "de", "es", "fr"})
        self.assertEqual({request["channel"] for request in self.requests}, {"chat", "mail", "call"})
        self.assertEqual(self.requests, sorted(self.requests, key=lambda request: request["at"]))

    def test_people_do_not_speak_in_canned_sentences(self):
        texts = collections.Counter(part["text"] for request in self.requests for part in request["parts"] if "text" in part)
        often = sum(count for count in texts.values() if count >= 20)
        self.assertLess(often / texts.total(), 0.05)
        self.assertGreater(len(texts) / texts.total(), 0.75)

    def test_the_same_seed_makes_the_same_day_and_another_seed_another(self):
        days = []
        for seed in ("7", "7", "8"):
            with tempfile.TemporaryDirectory(prefix="holdfast-day-") as folder:
                generate(pathlib.Path(folder), "--seed", seed, "--contacts", "60")
                days.append({path.name: path.read_bytes() for path in pathlib.Path(folder).iterdir()})
        self.assertEqual(days[0], days[1])
        self.assertNotEqual(days[0]["day.jsonl"], days[2]["day.jsonl"])

    def test_a_contact_names_one_price(self):
        prices = collections.defaultdict(set)
        for request in self.requests:
            if request["channel"] == "chat":
                prices[request["contact"]["external_id"]].update(re.findall(r"[$£]\d+(?:\.\d\d)?|\d+(?:,\d\d)? €", request["parts"][0]["text"]))
        self.assertGreater(sum(len(found) == 1 for found in prices.values()), 200)
        self.assertEqual({contact: found for contact, found in prices.items() if len(found) > 1}, {})

    def test_calls_have_numbers_in_words_in_every_language(self):
        spoken = collections.Counter(line["request"]["locale"] for line in self.lines for place in line["truth"]
                                     if line["request"]["channel"] == "call" and place["form"] == "spoken")
        for language in ("en", "de", "es", "fr"):
            self.assertGreater(spoken[language], 50, spoken)

    def test_what_is_planted_stands_where_the_truth_says(self):
        for line in self.lines:
            for place in line["truth"]:
                if "path" not in place:
                    text = line["request"]["parts"][place["part"]]["text"][place["start"]:place["end"]]
                    self.assertEqual(text, text.strip())
                    self.assertNotEqual(text, "")
                    if place["type"] == "card_cvv" and place["form"] == "plain":
                        self.assertRegex(text, r"^\d{3}$")

    def test_mails_come_whole_with_their_attachments(self):
        whole = [base64.b64decode(request["parts"][0]["data"]) for request in self.requests if "data" in request["parts"][0]]
        self.assertGreater(len(whole), 300)
        for media_type in (b"text/html", b"application/json", b"text/csv", b"text/plain"):
            self.assertTrue(any(b"Content-Type: " + media_type in mail for mail in whole), media_type)
        in_files = [place for mail in self.mails for place in mail["truth"] if place["path"].startswith("attachment")]
        self.assertGreater(len(in_files), 200)

    def test_the_mailbox_is_read_into_the_parts_that_the_truth_names(self):
        done = run("scan", "--json", "--types", "email,iban", str(self.folder / "mailbox.mbox"), check=False)
        self.assertEqual(done.returncode, 3, done.stderr)
        found = {(finding["part"], finding["type"], finding["start"], finding["end"])
                 for line in done.stdout.splitlines() for finding in json.loads(line)["findings"]}
        planted = {(f"message[{number}]/{place['path']}", place["type"], place["start"], place["end"])
                   for number, mail in enumerate(self.mails) for place in mail["truth"] if place["type"] in ("email", "iban")}
        self.assertGreater(len(planted), 200)
        self.assertEqual(sorted(planted - found), [])


if __name__ == "__main__":
    unittest.main()
