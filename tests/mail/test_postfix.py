"""Real mail through a real Postfix: what Holdfast decides is what arrives, and nothing is lost."""

import base64
import email
import email.policy
import os
import pathlib
import smtplib
import sys
import unittest
import uuid

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import SKIPPED, Server, run, wait_until  # noqa: E402
from support.postfix import Postfix, Sink, free_port, missing  # noqa: E402

if missing():
    print(f"skipped: Postfix: {missing()}", file=sys.stderr)
    sys.exit(SKIPPED)

CARD = "4111 1111 1111 1111"
INSIDE = "colleague@centre.example"
UNREADABLE = base64.b64encode(b"PK\x03\x04" + os.urandom(3000)).decode()


def mail(body: bytes, *fields: str, subject: str = "Your order", sender: str = "agent@centre.example",
         to: str = "someone@outside.example") -> bytes:
    head = [f"From: {sender}", f"To: {to}", f"Subject: {subject}", "Date: Tue, 1 Dec 2026 10:00:00 +0000",
            f"Message-ID: <{uuid.uuid4()}@centre.example>", "MIME-Version: 1.0",
            *(fields or ("Content-Type: text/plain; charset=utf-8", "Content-Transfer-Encoding: 8bit"))]
    return "\r\n".join(head).encode() + b"\r\n\r\n" + body


class Milter(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.port = free_port()
        cls.settings = {"HOLDFAST_SMTP_MILTER": f"inet:{cls.port}@127.0.0.1",
                        "HOLDFAST_TENANT_INTERNAL_DOMAINS": "centre.example"}
        cls.server = Server(env=cls.settings, arguments=("--enforce",))
        cls.server.__enter__()
        cls.addClassCleanup(cls.server.__exit__)
        cls.sink = Sink()
        cls.sink.__enter__()
        cls.addClassCleanup(cls.sink.__exit__)
        cls.postfix = Postfix(cls.sink.port, f"inet:127.0.0.1:{cls.port}")
        cls.postfix.__enter__()
        cls.addClassCleanup(cls.postfix.__exit__)

    def passes(self, data: bytes, **options):
        marker = uuid.uuid4().hex.encode()
        data = data.replace(b"Subject: ", b"X-Marker: " + marker + b"\r\nSubject: ", 1)
        self.postfix.send(data, **options)
        return self.sink.wait_for(marker), data

    def held(self) -> list[dict]:
        return self.server.get("/v1/held-items?state=held&limit=200").json["items"]

    def assert_untouched(self, data: bytes, **options) -> None:
        arrived, sent = self.passes(data, **options)
        self.assertEqual(sent.partition(b"\r\n\r\n")[2].rstrip(b"\r\n"), arrived.body.rstrip(b"\r\n"))
        self.assertIn(b"X-Holdfast: verdict=allow", arrived.head)
        for line in sent.partition(b"\r\n\r\n")[0].split(b"\r\n"):
            self.assertIn(line, arrived.head)

    def test_harmless_mail_passes_byte_for_byte(self):
        self.assert_untouched(mail("Guten Tag, Ihr Paket ist unterwegs. Grüße\r\n.\r\n..\r\n".encode()))
        self.assert_untouched(mail(base64.encodebytes(b"See you on Monday.\n").replace(b"\n", b"\r\n"),
                                   "Content-Type: text/plain", "Content-Transfer-Encoding: base64"))
        self.assert_untouched(mail(b"caf=C3=A9 =\r\nis open\r\n", "Content-Type: text/plain; charset=utf-8",
                                   "Content-Transfer-Encoding: quoted-printable"))
        self.assert_untouched(mail(b"--b\r\nContent-Type: text/plain\r\n\r\nHello\r\n--b\r\nContent-Type: text/html\r\n\r\n"
                                   b"<p>Hello</p>\r\n--b--\r\n", "Content-Type: multipart/alternative; boundary=b"))

    def test_mail_inside_the_house_with_a_folded_subject_keeps_it(self):
        self.assert_untouched(mail(b"Hello\r\n", subject="A long subject\r\n that goes on\r\n\tand on", to=INSIDE),
                              recipients=(INSIDE,))

    def test_a_card_number_to_an_outsider_is_refused_in_words_and_without_the_number(self):
        with self.assertRaises(smtplib.SMTPDataError) as refused:
            self.postfix.send(mail(f"The card is {CARD}, please charge it.\r\n".encode()))
        self.assertEqual(550, refused.exception.smtp_code)
        said = refused.exception.smtp_error.decode()
        self.assertIn("5.7.1", said)
        self.assertIn("full card number", said)
        self.assertNotIn("4111", said)
        self.assertNotIn("4111", self.postfix.log())

    def test_a_card_number_in_an_attachment_is_refused_too(self):
        attachment = base64.encodebytes(f"name,card\nJane,{CARD}\n".encode()).decode().replace("\n", "\r\n")
        body = ("--b\r\nContent-Type: text/plain\r\n\r\nSee the list.\r\n--b\r\nContent-Type: text/csv; name=list.csv\r\n"
                "Content-Disposition: attachment; filename=list.csv\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                f"{attachment}\r\n--b--\r\n").encode()
        with self.assertRaises(smtplib.SMTPDataError) as refused:
            self.postfix.send(mail(body, "Content-Type: multipart/mixed; boundary=b"))
        self.assertEqual(550, refused.exception.smtp_code)

    def redacted(self, data: bytes):
        """What arrives of a mail whose card number is masked; the number is nowhere in it, in any encoding."""
        arrived, _ = self.passes(data, recipients=(INSIDE,))
        self.assertIn(b"X-Holdfast: verdict=redact", arrived.head)
        self.assertIn(b"X-Holdfast-Notice: This mail held a full card number", arrived.head)
        parsed = email.message_from_bytes(arrived.data, policy=email.policy.default)
        texts = [part.get_content() for part in parsed.walk() if part.get_content_maintype() == "text"]
        for text in [*texts, str(parsed["subject"])]:
            self.assertNotIn("4111 1111", text)
        return arrived, parsed, texts

    def test_a_card_number_inside_the_house_arrives_masked_and_the_rest_as_it_was(self):
        for encoding, body in (("8bit", f"Grüße. The card is {CARD}.\r\n".encode()),
                               ("base64", base64.encodebytes(f"Grüße. The card is {CARD}.\r\n".encode())
                                .replace(b"\n", b"\r\n")),
                               ("quoted-printable", f"Gr=C3=BC=C3=9Fe. The card is 4111 11=\r\n11 1111 1111.\r\n".encode())):
            _, parsed, texts = self.redacted(mail(body, "Content-Type: text/plain; charset=utf-8",
                                                  f"Content-Transfer-Encoding: {encoding}", to=INSIDE))
            self.assertIn("Grüße. The card is", texts[0])
            self.assertIn("1111.", texts[0])

    def test_of_several_parts_only_those_with_findings_change(self):
        picture = base64.encodebytes(b"just a text that nobody needs to hide\n").replace(b"\n", b"\r\n")
        listed = base64.encodebytes(f"name,card\nJane,{CARD}\n".encode()).replace(b"\n", b"\r\n")
        kept = (b"--b\r\nContent-Type: text/plain;\r\n charset=us-ascii; name=notes.txt\r\n"
                b"Content-Disposition: attachment; filename=notes.txt\r\nContent-Transfer-Encoding: base64\r\n\r\n" + picture)
        body = (b"A preamble\r\n--b\r\nContent-Type: text/html\r\n\r\n<p>The card is <b>" + CARD.encode() + b"</b></p>\r\n" + kept +
                b"\r\n--b\r\nContent-Type: text/csv; name=list.csv\r\nContent-Disposition: attachment; filename=list.csv\r\n"
                b"Content-Transfer-Encoding: base64\r\n\r\n" + listed + b"\r\n--b--\r\nAn epilogue\r\n")
        arrived, parsed, _ = self.redacted(mail(body, 'Content-Type: multipart/mixed; boundary="b"', to=INSIDE))
        self.assertIn(kept, arrived.body)
        self.assertEqual(["notes.txt", "list.csv"], [part.get_filename() for part in parsed.iter_attachments()])

    def test_a_card_number_in_the_subject_arrives_masked(self):
        _, parsed, texts = self.redacted(mail(b"See above\r\n", subject=f"Card {CARD}", to=INSIDE))
        self.assertTrue(parsed["subject"].startswith("Card "))
        self.assertEqual("See above", texts[0].strip())

    def unreadable(self) -> bytes:
        body = ("--b\r\nContent-Type: text/plain\r\n\r\nSee the archive.\r\n--b\r\nContent-Type: application/zip\r\n"
                "Content-Disposition: attachment; filename=a.zip\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                f"{UNREADABLE}\r\n--b--\r\n").encode()
        return mail(body, "Content-Type: multipart/mixed; boundary=b")

    def test_what_cannot_be_read_is_held_and_comes_out_again_as_it_was(self):
        before = len(self.held())
        data = self.unreadable()
        self.postfix.send(data)
        items = self.held()
        self.assertEqual(before + 1, len(items))
        answer = self.server.post(f"/v1/held-items/{items[0]['message_id']}:release",
                                  {"form": "original", "reason": "checked by hand"})
        self.assertEqual(200, answer.status, answer)
        original = base64.b64decode(answer.json["parts"][0]["data"])
        self.assertTrue(original.startswith(b"Return-Path: <agent@centre.example>\r\n"
                                            b"Delivered-To: someone@outside.example\r\n"))
        self.assertTrue(original.rstrip().endswith(data.partition(b"\r\n\r\n")[2].rstrip()))

    def test_a_mail_sent_again_byte_for_byte_is_held_once_until_somebody_decides(self):
        before = len(self.held())
        data = self.unreadable()
        self.postfix.send(data)
        self.postfix.send(data)
        items = self.held()
        self.assertEqual(before + 1, len(items))
        self.server.post(f"/v1/held-items/{items[0]['message_id']}:reject", {"reason": "not needed"})
        self.postfix.send(data)
        self.assertEqual(before + 1, len(self.held()))

    def test_nobody_else_writes_our_fields(self):
        arrived, _ = self.passes(mail(b"Hello\r\n", "X-Holdfast: verdict=allow; message=forged",
                                      "x-holdfast-notice: forged", "X-Holdfast: forged too"))
        self.assertNotIn(b"forged", arrived.head)
        self.assertEqual(1, arrived.head.lower().count(b"x-holdfast:"))

    def test_strange_mail_is_answered(self):
        long_line = mail(b"a" * 200_000 + b"\r\n")
        many_parts = mail(b"".join(b"--b\r\n\r\nHello %d\r\n" % i for i in range(10_000)) + b"--b--\r\n",
                          "Content-Type: multipart/mixed; boundary=b")
        zeros = mail(b"Hello\x00there\r\n")
        no_head = b"just text without a field\r\n"
        open_part = mail(b"--b\r\nContent-Type: text/plain\r\n\r\nHello", "Content-Type: multipart/mixed; boundary=b")
        for strange in (long_line, many_parts, zeros, no_head, open_part):
            try:
                self.postfix.send(strange)
            except smtplib.SMTPDataError as refused:
                self.assertIn(refused.smtp_code, (550, 552))

    def test_a_mail_of_25_megabytes_is_answered(self):
        attachment = base64.encodebytes(os.urandom(18 << 20)).replace(b"\n", b"\r\n")
        body = (b"--b\r\nContent-Type: text/plain\r\n\r\nThe recording.\r\n--b\r\nContent-Type: audio/wav\r\n"
                b"Content-Disposition: attachment; filename=a.wav\r\nContent-Transfer-Encoding: base64\r\n\r\n"
                + attachment + b"\r\n--b--\r\n")
        before = len(self.held())
        self.postfix.send(mail(body, "Content-Type: multipart/mixed; boundary=b"))
        self.assertEqual(before + 1, len(self.held()))

    def test_nothing_of_a_mail_is_in_the_log_or_on_the_disk_in_clear(self):
        secret = "Xylophonia"
        self.postfix.send(self.unreadable().replace(b"See the archive", f"See {secret}".encode()))
        self.assertNotIn(secret, self.server.drain_output())
        for path in self.server.data.rglob("*"):
            if path.is_file():
                self.assertNotIn(secret.encode(), path.read_bytes(), path)

    def test_mail_is_counted(self):
        self.passes(mail(b"Hello\r\n"))
        metrics = self.server.get("/metrics").body.decode()
        self.assertRegex(metrics, r'holdfast_mail_answers_total\{answer="passed"\} [1-9]')


class Away(unittest.TestCase):
    def test_while_holdfast_is_away_mail_waits_and_then_arrives(self):
        port = free_port()
        settings = {"HOLDFAST_SMTP_MILTER": f"inet:{port}@127.0.0.1"}
        with Sink() as sink, Postfix(sink.port, f"inet:127.0.0.1:{port}") as postfix:
            data = mail(b"Patience\r\n")
            with self.assertRaises(smtplib.SMTPException) as later:
                postfix.send(data)
            self.assertEqual(451, later.exception.smtp_code if isinstance(later.exception, smtplib.SMTPResponseException)
                             else list(later.exception.recipients.values())[0][0])
            self.assertEqual([], sink.mails)
            with Server(env=settings):
                postfix.send(data)
                sink.wait_for(b"Patience")

    def test_a_mail_beyond_the_limit_is_refused_or_passes_unseen_as_configured(self):
        for action, code in (("tempfail", 552), ("accept", 250)):
            port = free_port()
            settings = {"HOLDFAST_SMTP_MILTER": f"inet:{port}@127.0.0.1", "HOLDFAST_SMTP_MAIL_BYTES_MAX": "4096",
                        "HOLDFAST_SMTP_WHEN_UNDECIDED": action}
            with Server(env=settings) as server, Sink() as sink, \
                    Postfix(sink.port, f"inet:127.0.0.1:{port}") as postfix:
                data = mail(b"Large\r\n" + b"x" * 60 + b"\r\n" * 5000)
                if code == 552:
                    with self.assertRaises(smtplib.SMTPDataError) as refused:
                        postfix.send(data)
                    self.assertEqual(552, refused.exception.smtp_code)
                    continue
                postfix.send(data)
                self.assertIn(b"passed unseen", sink.wait_for(b"Large").head)

                def acts():
                    return server.get("/v1/audit/entries?act=mail.passed_unseen").json["items"]

                # The mail is through before its entry has its number in the log, within a second.
                wait_until("the log has it", lambda: len(acts()) > 0)
                self.assertEqual(1, len(acts()))


class Settings(unittest.TestCase):
    def test_a_socket_beyond_this_machine_is_refused(self):
        for socket_name in ("inet:8894@0.0.0.0", "inet:8894", "tcp:8894", "unix:"):
            with self.assertRaises(AssertionError) as refused:
                with Server(env={"HOLDFAST_SMTP_MILTER": socket_name}):
                    pass
            self.assertIn("smtp.milter", str(refused.exception))


if __name__ == "__main__":
    unittest.main()
