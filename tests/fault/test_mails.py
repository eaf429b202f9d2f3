"""Mails made to break their reader: each is held or blocked, never let through unread, and the server goes on."""

import base64
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import Server  # noqa: E402

HEAD = b"From: a@centre.example\r\nTo: b@elsewhere.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
TEXT = b"Content-Type: text/plain\r\n\r\nmy card is 4111 1111 1111 1111\r\n"


def many_parts(count: int) -> bytes:
    parts = b"".join(b"--b\r\nContent-Type: text/plain\r\n\r\npart %d\r\n" % number for number in range(count))
    return HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n' + parts + b"--b--\r\n"


def nested_parts(depth: int) -> bytes:
    levels = b"".join(b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n--b%d\r\n' % (n, n) for n in range(depth))
    return HEAD + levels + TEXT


def nested_mails(depth: int) -> bytes:
    mail = HEAD + TEXT
    for _ in range(depth):
        mail = HEAD + b"Content-Type: message/rfc822\r\n\r\n" + mail
    return mail


def doubling_mails(depth: int) -> bytes:
    """Each mail holds the one before it twice."""
    mail = HEAD + TEXT
    for level in range(depth):
        part = b"--b%d\r\nContent-Type: message/rfc822\r\n\r\n" % level + mail + b"\r\n"
        mail = HEAD + b'Content-Type: multipart/mixed; boundary="b%d"\r\n\r\n' % level + part * 2 + b"--b%d--\r\n" % level
    return mail


class Mails(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(arguments=("--enforce",))
        cls.server.start()
        cls.addClassCleanup(cls.server.__exit__)

    def verdict(self, mail: bytes) -> dict:
        answer = self.server.post("/v1/inspections", {
            "channel": "mail", "direction": "outbound", "recipients": [{"address": "b@elsewhere.example"}],
            "parts": [{"media_type": "message/rfc822", "data": base64.b64encode(mail).decode()}]})
        self.assertEqual(answer.status, 200, answer)
        self.assertIn(answer.json["verdict"], ("hold", "block"))
        self.assertEqual(answer.json["parts"], [])
        return answer.json

    def test_a_mail_with_10000_parts_is_held(self):
        self.assertEqual(self.verdict(many_parts(10_000))["rule"], "unreadable/unreadable-sent-mail")

    def test_mails_nested_without_end_are_held(self):
        for name, mail in (("parts", nested_parts(1000)), ("mails", nested_mails(200)), ("doubling", doubling_mails(10))):
            with self.subTest(name):
                self.verdict(mail)

    def test_a_mail_that_breaks_off_is_read_as_far_as_it_goes(self):
        whole = HEAD + b'Content-Type: multipart/mixed; boundary="b"\r\n\r\n--b\r\n' + TEXT
        mail = whole + b"--b\r\nContent-Type: application/pdf\r\nContent-Transfer-Encoding: base64\r\n\r\nJVBERi0x"
        self.assertIn("payment_card", [finding["type"] for finding in self.verdict(mail)["findings"]])

    def test_mails_with_broken_structure_are_held(self):
        for name, mail in {
            "an empty boundary": HEAD + b'Content-Type: multipart/mixed; boundary=""\r\n\r\n' + b"--\r\n" + TEXT,
            "binary": HEAD + b"Content-Type: application/octet-stream\r\n\r\n" + bytes(range(256)) * 64,
        }.items():
            with self.subTest(name):
                self.verdict(mail)

    def tearDown(self):
        self.assertEqual(self.server.inspect("still there?")["verdict"], "allow")


if __name__ == "__main__":
    unittest.main()
