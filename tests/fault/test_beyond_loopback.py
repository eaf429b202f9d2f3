"""Beyond this machine only with TLS; the headers and cookies that a browser needs."""

import http.client
import json
import pathlib
import re
import ssl
import subprocess
import sys
import tempfile
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import Server, run  # noqa: E402


class BeyondLoopback(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="holdfast-tls-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def test_without_a_certificate_it_does_not_listen_beyond_loopback(self):
        refused = run("serve", "--data", str(self.folder / "data"), "--port", "0", "--address", "0.0.0.0", check=False)
        self.assertIn(refused.returncode, (1, 2), refused.stdout)
        self.assertIn("certificate", refused.stderr)
        self.assertNotIn("is ready", refused.stdout)

    def test_with_a_certificate_it_speaks_tls_with_safe_headers_and_cookies(self):
        certificate, key = self.folder / "a.pem", self.folder / "a.key"
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=IP:127.0.0.1", "-days", "2",
                        "-keyout", str(key), "-out", str(certificate)], check=True, capture_output=True)
        environment = {"HOLDFAST_HTTP_CERTIFICATE_FILE": str(certificate), "HOLDFAST_HTTP_KEY_FILE": str(key)}
        with Server(arguments=("--address", "0.0.0.0"), env=environment) as server:
            self.assertTrue(server.url.startswith("https://"), server.url)
            port = int(re.search(r":(\d+)$", server.url)[1])
            trusted = ssl.create_default_context(cafile=str(certificate))
            connection = http.client.HTTPSConnection("127.0.0.1", port, timeout=30, context=trusted)
            connection.request("GET", "/")
            page = connection.getresponse()
            page.read()
            self.assertIn("default-src", page.headers["Content-Security-Policy"])
            self.assertNotIn("unsafe-eval", page.headers["Content-Security-Policy"])
            self.assertEqual(page.headers["X-Content-Type-Options"], "nosniff")
            self.assertIn("max-age", page.headers["Strict-Transport-Security"])
            token = server.sign_in_link.split("#token=")[1]
            connection.request("POST", "/v1/sign-in/link", json.dumps({
                "token": token, "name": "Kim", "email": "kim@centre.example", "password": "a long enough passphrase"}),
                {"Content-Type": "application/json"})
            answer = connection.getresponse()
            self.assertEqual(answer.status, 200, answer.read())
            cookie = answer.headers["Set-Cookie"]
            for word in ("Secure", "HttpOnly", "SameSite="):
                self.assertIn(word, cookie)
            connection.close()


if __name__ == "__main__":
    unittest.main()
