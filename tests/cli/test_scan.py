"""holdfast scan: what it finds where, what it prints, and how it ends."""

import json
import os
import pty
import subprocess
import threading
import unittest

from command_line import BINARY, CARD, CommandLineTest

MAIL = (
    "From: Jo <jo@example.org>\r\nTo: care@example.com\r\nSubject: my order\r\n"
    "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=b\r\n\r\n"
    "--b\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: quoted-printable\r\n\r\n"
    "Hello,\r\nmy card is 4111 11=\r\n11 1111 1111\r\n"
    "--b\r\nContent-Type: text/html\r\n\r\n<p>card <b>5500</b> 0055 5555 5559</p>\r\n"
    "--b\r\nContent-Type: application/json; name=c.json\r\n\r\n{\"iban\":\"DE89370400440532013000\"}\r\n"
    "--b--\r\n")


def types(result: dict) -> list[str]:
    return [finding["type"] for finding in result["findings"]]


class Exit(CommandLineTest):
    def test_nothing_found_is_0(self):
        self.assertEqual(self.run_holdfast("scan", self.write("a.txt", "good morning\n")).returncode, 0)

    def test_something_found_is_3(self):
        self.assertEqual(self.run_holdfast("scan", self.write("a.txt", f"card {CARD}\n")).returncode, 3)

    def test_wrong_usage_is_2_and_says_what_to_change(self):
        for arguments, word in ((["--nonsense"], "--nonsense"), (["--min-confidence", "7"], "min-confidence"),
                                (["--types", "no_such_type"], "no_such_type"), (["--offsets", "miles"], "offsets"),
                                (["--input", "text", "--contact"], "--contact")):
            done = self.run_holdfast("scan", *arguments)
            self.assertEqual(done.returncode, 2, arguments)
            self.assertIn(word, done.stderr)
        self.assertEqual(self.run_holdfast("sing").returncode, 2)
        self.assertEqual(self.run_holdfast().returncode, 2)

    def test_what_cannot_be_read_is_1_and_the_rest_is_scanned(self):
        good = self.write("a.txt", f"card {CARD}\n")
        done = self.run_holdfast("scan", "missing.txt", good)
        self.assertEqual(done.returncode, 1)
        self.assertIn("missing.txt", done.stderr)
        self.assertIn("payment_card", done.stdout)

    def test_a_file_of_an_unknown_type_is_not_silently_clean(self):
        done = self.run_holdfast("scan", self.write("a.pdf", b"%PDF-1.7\n\x00\x01"))
        self.assertEqual(done.returncode, 1)
        self.assertIn("not a type that this version reads", done.stderr)

    def test_a_file_without_permission_is_1(self):
        if os.geteuid() == 0:
            self.skipTest("root may read everything")
        path = self.write("a.txt", "x")
        os.chmod(path, 0)
        self.assertEqual(self.run_holdfast("scan", path).returncode, 1)

    def test_a_closed_pipe_is_no_crash(self):
        path = self.write("a.txt", f"card {CARD}\n" * 50_000)
        process = subprocess.Popen([BINARY, "scan", path], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)
        process.stdout.readline()
        process.stdout.close()
        self.assertEqual(process.wait(timeout=60), 1)

    def test_a_full_disk_is_1(self):
        path = self.write("a.txt", f"card {CARD}\n" * 1000)
        with open("/dev/full", "w") as full:
            done = subprocess.run([BINARY, "scan", path], stdout=full, stderr=subprocess.PIPE, check=False)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"cannot write", done.stderr)


class Help(CommandLineTest):
    def test_help_teaches_with_examples(self):
        for arguments in (["--help"], ["scan", "--help"], ["redact", "--help"]):
            done = self.run_holdfast(*arguments)
            self.assertEqual(done.returncode, 0)
            self.assertIn("holdfast scan" if "redact" not in arguments else "holdfast redact", done.stdout)
            self.assertIn("Exit codes", done.stdout)

    def test_every_type_is_listed(self):
        done = self.run_holdfast("scan", "--list-types")
        self.assertEqual(done.returncode, 0)
        for name in ("payment_card", "iban", "email", "us_ssn"):
            self.assertIn(name, done.stdout)


class People(CommandLineTest):
    def test_a_line_names_place_type_confidence_and_masked_value(self):
        path = self.write("chat.txt", f"Agent: hello\nCustomer: my card is {CARD}\n")
        done = self.run_holdfast("scan", path)
        self.assertRegex(done.stdout, rf"^{path}:2:22: payment_card 0\.\d\d \*\*\*\* \*\*\*\* \*\*\*\* 1111\n$")

    def test_values_are_printed_only_when_asked_for(self):
        path = self.write("chat.txt", f"my card is {CARD}, mail jo.smith@example.org\n")
        for arguments in ([], ["--json"]):
            quiet = self.run_holdfast("scan", path, *arguments)
            self.assertNotIn(CARD, quiet.stdout + quiet.stderr)
            self.assertNotIn("jo.smith", quiet.stdout + quiet.stderr)
            self.assertIn(CARD, self.run_holdfast("scan", path, "--show-values", *arguments).stdout)

    def test_a_file_name_cannot_move_the_cursor(self):
        path = self.write("a\x1b[2J\n.txt", f"card {CARD}")
        done = self.run_holdfast("scan", path)
        self.assertNotIn("\x1b", done.stdout)
        self.assertEqual(len(done.stdout.splitlines()), 1)


class Programs(CommandLineTest):
    def test_one_line_an_input_in_order(self):
        self.write("d/b.txt", "nothing")
        self.write("d/a.txt", f"card {CARD}")
        self.write("d/sub/c.txt", "mail jo@example.org")
        code, results = self.scan_json("d")
        self.assertEqual(code, 3)
        self.assertEqual([r["id"] for r in results], ["d/a.txt", "d/b.txt", "d/sub/c.txt"])
        self.assertEqual([types(r) for r in results], [["payment_card"], [], ["email"]])

    def test_an_input_that_cannot_be_read_has_its_line_too(self):
        self.write("d/a.txt", f"card {CARD}")
        code, results = self.scan_json("missing.txt", "d")
        self.assertEqual(code, 1)
        self.assertEqual([r["id"] for r in results], ["missing.txt", "d/a.txt"])
        self.assertEqual([set(r) for r in results], [{"id", "error"}, {"id", "findings"}])
        _, [result] = self.scan_json("--input", "jsonl", "missing.jsonl")
        self.assertEqual((result["id"], set(result)), ("missing.jsonl", {"id", "error"}))

    def test_a_finding_has_its_five_members(self):
        _, [result] = self.scan_json(stdin=f"my card is {CARD}")
        [finding] = result["findings"]
        self.assertEqual(set(finding), {"type", "start", "end", "confidence", "evidence"})
        self.assertEqual((finding["start"], finding["end"]), (11, 30))
        self.assertGreaterEqual(finding["confidence"], 0.5)
        self.assertTrue(finding["evidence"])

    def test_explain_says_why_and_what_else_it_may_have_been(self):
        text = f"my card is {CARD}, phone 020 7946 0958"
        lines = self.run_holdfast("scan", "--explain", stdin=text).stdout.splitlines()
        because = [line for line in lines if line.startswith("    because: ")]
        self.assertEqual(len(because), 2, lines)
        self.assertIn("check payment_card", because[0])
        self.assertIn("context card", because[0])
        self.assertTrue([line for line in lines if line.startswith("    rather than: ")], lines)
        self.assertNotIn(CARD, "".join(lines))
        _, [result] = self.scan_json("--explain", stdin=text)
        others = [finding["runners_up"] for finding in result["findings"] if "runners_up" in finding]
        self.assertTrue(others and all(0 < other["confidence"] <= 1 for other in others[0]), result)

    def test_offsets_count_what_is_asked_for(self):
        text = f"ü\U0001F642 card {CARD}"
        for unit, start in (("code_point", 8), ("utf16", 9), ("byte", 12)):
            _, [result] = self.scan_json("--offsets", unit, stdin=text)
            self.assertEqual(result["findings"][0]["start"], start, unit)
        _, [result] = self.scan_json(stdin=text)
        self.assertEqual(result["findings"][0]["start"], 8)

    def test_types_and_confidence_filter(self):
        text = f"card {CARD}, mail jo@example.org"
        _, [result] = self.scan_json("--types", "email", stdin=text)
        self.assertEqual(types(result), ["email"])
        _, [result] = self.scan_json("--min-confidence", "1", stdin=text)
        self.assertEqual(types(result), [])

    def test_unreadable_parts_are_named(self):
        mail = MAIL.replace("--b--", "--b\r\nContent-Type: image/png\r\n\r\n\x01\x02\x03\r\n--b--")
        code, [result] = self.scan_json(self.write("a.eml", mail))
        self.assertEqual(code, 1)
        self.assertEqual(result["unreadable"], ["attachment[1]: not a type that this version reads"])
        self.assertIn("payment_card", types(result))


class Formats(CommandLineTest):
    def test_mail_is_read_in_all_its_parts(self):
        code, [result] = self.scan_json(self.write("a.eml", MAIL))
        self.assertEqual(code, 3)
        found = {(f["part"], f["type"]) for f in result["findings"]}
        self.assertLessEqual({("headers", "email"), ("body", "payment_card"), ("body[1]", "payment_card"),
                              ("attachment[0]", "iban")}, found)

    def test_a_mailbox_is_read_message_by_message(self):
        box = "".join(f"From a@example.org Thu Jan  1 09:00:0{i} 2026\nFrom: a@example.org\n"
                      f"Subject: {i}\n\nmy card is {CARD}\n\n" for i in range(3))
        for padding in ("", "x" * 200 + "\n"):  # the long one is read piece by piece
            text = box.replace("my card", padding * 8000 + "my card")
            _, [result] = self.scan_json("--types", "payment_card", self.write("box.mbox", text))
            self.assertEqual([f["part"] for f in result["findings"]],
                             ["message[0]/body", "message[1]/body", "message[2]/body"])

    def test_a_small_mailbox_may_hold_more_mails_than_a_mail_may_hold_parts(self):
        mail = f"From a@b.example Thu Jan  1 09:00:00 2026\nSubject: x\n\ncard {CARD}\n\n"
        status, [result] = self.scan_json("--types", "payment_card", self.write("box.mbox", mail * 1200))
        self.assertEqual((status, len(result["findings"])), (3, 1200))

    def test_a_page_is_read_as_it_is_seen(self):
        _, [result] = self.scan_json(self.write("a.html", "<html><p>card 4111<b></b> 1111 1111&#32;1111</p>"))
        self.assertEqual(types(result), ["payment_card"])

    def test_json_is_located_in_its_file(self):
        text = '{"customer": {"card_number": "4111\\u0020111111111111", "n": 4111111111111111}}'
        path = self.write("a.json", text)
        _, [result] = self.scan_json("--types", "payment_card", path)
        self.assertEqual([text[f["start"]:f["end"]] for f in result["findings"]],
                         ["4111\\u0020111111111111", "4111111111111111"])
        self.assertIn(":1:31: payment_card", self.run_holdfast("scan", path).stdout)

    def test_json_that_is_broken_is_read_as_text(self):
        _, [result] = self.scan_json(self.write("a.json", f'{{"card": "{CARD}", '))
        self.assertEqual(types(result), ["payment_card"])

    def test_other_encodings_are_read(self):
        text = f"Straße 5, Karte {CARD}\n"
        for name, data in (("latin1.txt", text.encode("latin-1")), ("utf16.txt", text.encode("utf-16")),
                           ("utf16be.txt", text.encode("utf-16-be")), ("mark.txt", text.encode("utf-8-sig"))):
            _, [result] = self.scan_json("--types", "payment_card", self.write(name, data))
            self.assertEqual(len(result["findings"]), 1, name)
            expected = text.index("4111") + (1 if name == "mark.txt" else 0)
            self.assertEqual(result["findings"][0]["start"], expected, name)

    def test_odd_bytes_are_survived(self):
        for data in (b"\x00" * 1000, b"\xff" * 1000, b"card \x00 4111 1111 1111 1111", bytes(range(256)) * 40, b""):
            done = self.run_holdfast("scan", self.write("odd", data))
            self.assertIn(done.returncode, (0, 1, 3))

    def test_text_is_text_when_told_so(self):
        _, [result] = self.scan_json("--input", "text", self.write("a.html", "<p>4111<b></b>1111 1111 1111</p>"))
        self.assertEqual(types(result), [])


class Long(CommandLineTest):
    """Texts that several threads share must give what one piece would."""

    LINE = "[10:15] Customer: nothing to see here, thank you, good bye ü\n"

    def test_places_are_right_across_pieces(self):
        lines = [self.LINE] * 120_000
        wanted = list(range(0, 120_000, 7919))
        for i in wanted:
            lines[i] = f"[10:15] Customer: my card is {CARD}\n"
        text = "".join(lines)
        path = self.write("long.txt", text)
        for jobs in ("1", "4"):
            _, [result] = self.scan_json("--jobs", jobs, "--types", "payment_card", path)
            self.assertEqual([text[f["start"]:f["end"]] for f in result["findings"]], [CARD] * len(wanted))
        done = self.run_holdfast("scan", "--types", "payment_card", path)
        self.assertEqual([int(line.split(":")[1]) - 1 for line in done.stdout.splitlines()], wanted)
        _, [piped] = self.scan_json("--types", "payment_card", stdin=text)
        self.assertEqual(piped["findings"], result["findings"])

    def test_a_line_without_end_loses_nothing(self):
        text = ("word " * 399 + CARD + " ") * 1500
        _, [result] = self.scan_json("--types", "payment_card", self.write("long.txt", text))
        self.assertEqual([text[f["start"]:f["end"]] for f in result["findings"]], [CARD] * 1500)
        done = self.run_holdfast("scan", "--types", "payment_card", "long.txt")
        last = done.stdout.splitlines()[-1]
        self.assertTrue(last.startswith(f"long.txt:1:{text.rindex('4111 ') + 1}:"), last)

    def test_long_json_lines_are_shared_too(self):
        record = json.dumps({"note": "all is well " * 10}) + "\n"
        text = (record * 5000 + json.dumps({"card_number": CARD}) + "\n") * 6
        _, [result] = self.scan_json("--types", "payment_card", self.write("long.jsonl", text))
        self.assertEqual([text[f["start"]:f["end"]] for f in result["findings"]], [CARD] * 6)

    def test_a_bar_is_shown_on_a_terminal_alone(self):
        # What a pipe gets is free of it; what a terminal gets may have one if the scan takes long.
        path = self.write("a.txt", self.LINE)
        self.assertNotIn("\r", self.run_holdfast("scan", path).stderr)
        reader, terminal = pty.openpty()
        process = subprocess.Popen([BINARY, "scan", "-"], stdin=subprocess.PIPE, stdout=subprocess.DEVNULL,
                                   stderr=terminal)
        os.close(terminal)
        shown = threading.Event()
        output = b""

        def feed():
            # Input flows until the bar is there.
            while not shown.is_set() and process.poll() is None:
                process.stdin.write(self.LINE.encode() * 10_000)
            process.stdin.close()

        feeder = threading.Thread(target=feed)
        feeder.start()
        try:
            while b"MB/s" not in output:
                output += os.read(reader, 4096)
        finally:
            shown.set()
            feeder.join()
            process.wait(timeout=60)
            os.close(reader)
        self.assertIn(b"MB/s", output)


class Records(CommandLineTest):
    def test_each_record_is_an_input(self):
        records = [{"id": 7, "text": f"card {CARD}"}, {"id": {"a": [1]}, "text": "hello"}, {"text": "no id"}]
        code, results = self.scan_json("--input", "jsonl", stdin="\n".join(map(json.dumps, records)))
        self.assertEqual(code, 3)
        self.assertEqual([r["id"] for r in results], [7, {"a": [1]}, None])
        self.assertEqual([types(r) for r in results], [["payment_card"], [], []])

    def test_offsets_are_in_the_text_and_not_in_the_line(self):
        text = f"ü\n\U0001F642 \"card\" {CARD}"
        _, [result] = self.scan_json("--input", "jsonl", stdin=json.dumps({"id": 1, "text": text}))
        [finding] = result["findings"]
        self.assertEqual(text[finding["start"]:finding["end"]], CARD)

    def test_a_bad_record_is_named_and_the_others_are_read(self):
        lines = ['{"id":1,"text":"x"}', "{broken", '{"id":3}', f'{{"id":4,"text":"card {CARD}"}}', '{"id":5,"text":6}']
        path = self.write("r.jsonl", "\n".join(lines))
        done = self.run_holdfast("scan", "--json", "--input", "jsonl", path)
        self.assertEqual(done.returncode, 1)
        results = [json.loads(line) for line in done.stdout.splitlines()]
        self.assertEqual([result["id"] for result in results], [1, None, 3, 4, 5])
        self.assertEqual(["error" in result for result in results], [False, True, True, False, True])
        self.assertIn("line 2", results[1]["error"])
        self.assertTrue(all("findings" not in result for result in results if "error" in result))
        for number in (2, 3, 5):
            self.assertIn(f"r.jsonl:{number}:", done.stderr)

    def test_an_answer_comes_as_soon_as_its_record(self):
        process = subprocess.Popen([BINARY, "scan", "--json", "--input", "jsonl"], stdin=subprocess.PIPE,
                                   stdout=subprocess.PIPE)
        for number in range(3):
            process.stdin.write(json.dumps({"id": number, "text": "hello"}).encode() + b"\n")
            process.stdin.flush()
            self.assertEqual(json.loads(process.stdout.readline())["id"], number)
        process.stdin.close()
        self.assertEqual(process.wait(timeout=60), 0)
        process.stdout.close()

    def test_many_records_keep_their_order(self):
        text = "".join(json.dumps({"id": i, "text": f"card {CARD}" if i % 1000 == 0 else "hello " * 20}) + "\n"
                       for i in range(60_000))
        _, results = self.scan_json("--input", "jsonl", "--jobs", "4", stdin=text)
        self.assertEqual([r["id"] for r in results], list(range(60_000)))
        self.assertEqual([r["id"] for r in results if r["findings"]], list(range(0, 60_000, 1000)))


class Contacts(CommandLineTest):
    def contact(self, *messages: tuple[str, str]) -> str:
        return json.dumps({"id": "c", "messages": [{"role": role, "text": text} for role, text in messages]})

    def test_findings_carry_their_message(self):
        _, [result] = self.scan_json("--contact", stdin=self.contact(
            ("agent", "hello"), ("customer", f"my card is {CARD}")))
        self.assertEqual([(f["type"], f["message"]) for f in result["findings"]], [("payment_card", 1)])

    def test_a_card_in_pieces_is_one_thing(self):
        pieces = ["4111", "1111", "1111", "1111"]
        _, [result] = self.scan_json("--contact", "--types", "payment_card", stdin=self.contact(
            ("agent", "Could you read me the card number, four digits at a time?"),
            *(("customer", piece) for piece in pieces)))
        self.assertEqual([f["message"] for f in result["findings"]], [1, 2, 3, 4])
        entities = {f.get("entity") for f in result["findings"]}
        self.assertEqual(len(entities), 1)
        self.assertNotIn(None, entities)

    def test_a_contact_of_another_shape_is_named(self):
        for bad in ('{"id":1}', '{"id":1,"messages":[{"role":"ghost","text":"x"}]}',
                    '{"id":1,"messages":[{"role":"agent"}]}', '{"id":1,"messages":"x"}'):
            done = self.run_holdfast("scan", "--contact", stdin=bad)
            self.assertEqual(done.returncode, 1, bad)
            self.assertIn("messages", done.stderr)


if __name__ == "__main__":
    unittest.main()
