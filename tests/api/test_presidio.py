"""Speaks Presidio to the server: requests and answers are those of Presidio's own documentation and of its REST tests.

Where Holdfast finds more or names a finder differently the test says so; statuses and error texts must agree.
"""

import http.client
import json
import pathlib
import select
import socket
import sys
import time
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import Answer, Server, run  # noqa: E402

JANE = "hello world, my name is Jane Doe. My number is: 034453334"
PARK = "I'm George Washington Square Park"
SECRET = "4111 1111 1111 1111"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def result(start: int, end: int, entity: str, score: float = 0.8) -> dict:
    return {"start": start, "end": end, "score": score, "entity_type": entity}


def item(operator: str, entity: str, start: int, end: int, text: str) -> dict:
    return {"operator": operator, "entity_type": entity, "start": start, "end": end, "text": text}


class Client:
    """What a program that knows Presidio sends: no credential, JSON, nothing else."""

    def __init__(self, port: int):
        self.port = port

    def call(self, method: str, path: str, body=None) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        text = body if body is None or isinstance(body, str) else json.dumps(body)
        connection.request(method, path, text, {} if body is None else {"Content-Type": "application/json"})
        response = connection.getresponse()
        answer = Answer(response.status, {k.lower(): v for k, v in response.getheaders()}, response.read())
        connection.close()
        return answer

    def get(self, path: str) -> Answer:
        return self.call("GET", path)

    def post(self, path: str, body) -> Answer:
        return self.call("POST", path, body)


class Presidio(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        port = free_port()
        cls.server = Server(env={"HOLDFAST_PRESIDIO_PORT": str(port)})
        cls.server.start()
        cls.client = Client(port)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def expect(self, answer: Answer, status: int, body) -> None:
        self.assertEqual((answer.status, answer.json), (status, body))

    def anonymize(self, text: str, anonymizers: dict | None, results: list) -> Answer:
        body = {"text": text, "analyzer_results": results}
        return self.client.post("/anonymize", body if anonymizers is None else {**body, "anonymizers": anonymizers})


class Anonymizer(Presidio):
    def test_replace_and_redact(self):
        self.expect(self.anonymize(JANE, {"PERSON": {"type": "redact"}, "PHONE_NUMBER": {"type": "replace", "new_value": "ANONYMIZED"}},
                                   [result(24, 32, "PERSON"), result(48, 57, "PHONE_NUMBER", 0.95)]),
                    200, {"text": "hello world, my name is . My number is: ANONYMIZED",
                          "items": [item("replace", "PHONE_NUMBER", 40, 50, "ANONYMIZED"), item("redact", "PERSON", 24, 24, "")]})

    def test_mask_beside_a_default_and_results_within_results(self):
        self.expect(self.anonymize(JANE, {"DEFAULT": {"type": "replace", "new_value": "ANONYMIZED"},
                                          "PHONE_NUMBER": {"type": "mask", "masking_char": "*", "chars_to_mask": 4, "from_end": True}},
                                   [result(24, 32, "NAME"), result(24, 28, "FIRST_NAME"), result(29, 32, "LAST_NAME", 0.6),
                                    result(48, 57, "PHONE_NUMBER", 0.95)]),
                    200, {"text": "hello world, my name is ANONYMIZED. My number is: 03445****",
                          "items": [item("mask", "PHONE_NUMBER", 50, 59, "03445****"), item("replace", "NAME", 24, 34, "ANONYMIZED")]})

    def test_nothing_to_do(self):
        self.expect(self.anonymize("", {"DEFAULT": {"type": "replace", "new_value": "X"}}, []), 200, {"text": "", "items": []})
        self.expect(self.anonymize("hello world!", None, []), 200, {"text": "hello world!", "items": []})

    def test_keep(self):
        self.expect(self.anonymize(JANE, {"NAME": {"type": "keep"}, "PHONE_NUMBER": {"type": "replace"}},
                                   [result(24, 32, "NAME"), result(48, 57, "PHONE_NUMBER", 0.95)]),
                    200, {"text": "hello world, my name is Jane Doe. My number is: <PHONE_NUMBER>",
                          "items": [item("replace", "PHONE_NUMBER", 48, 62, "<PHONE_NUMBER>"), item("keep", "NAME", 24, 32, "Jane Doe")]})

    def test_overlaps(self):
        both = [result(4, 21, "NAME"), result(11, 33, "LOCATION")]
        self.expect(self.anonymize(PARK, {"NAME": {"type": "keep"}, "LOCATION": {"type": "replace"}}, both),
                    200, {"text": "I'm George Washington<LOCATION>",
                          "items": [item("replace", "LOCATION", 21, 31, "<LOCATION>"), item("keep", "NAME", 4, 21, "George Washington")]})
        self.expect(self.anonymize(PARK, {"NAME": {"type": "replace"}, "LOCATION": {"type": "keep"}}, both),
                    200, {"text": "I'm <NAME>Washington Square Park",
                          "items": [item("keep", "LOCATION", 10, 32, "Washington Square Park"), item("replace", "NAME", 4, 10, "<NAME>")]})
        self.expect(self.anonymize(PARK, {"DEFAULT": {"type": "keep"}}, both),
                    200, {"text": "I'm George WashingtonWashington Square Park",
                          "items": [item("keep", "LOCATION", 21, 43, "Washington Square Park"), item("keep", "NAME", 4, 21, "George Washington")]})

    def test_mistakes(self):
        broken = '{"text": "x", "anonymizers": {"DEFAULT": {"type": "redact"},}, "analyzer_results": []}'
        self.expect(self.client.post("/anonymize", broken), 400,
                    {"error": "The browser (or proxy) sent a request that this server could not understand."})
        self.expect(self.anonymize(JANE, {"DEFAULT": {"type": "custom", "new_value": "lambda x: x"}}, [result(0, 5, "X")]), 400,
                    {"error": "Custom type anonymizer is not supported"})
        self.expect(self.client.post("/anonymize", "{}"), 400, {"error": "Invalid request json"})
        self.expect(self.client.post("/anonymize", {"text": "x"}), 422, {"error": "Invalid input, request must contain analyzer results"})

    def test_lists(self):
        self.assertLessEqual({"hash", "mask", "redact", "replace", "encrypt", "keep"}, set(self.client.get("/anonymizers").json))
        self.assertIn("decrypt", self.client.get("/deanonymizers").json)
        self.assertEqual(self.client.get("/health").status, 200)


class Deanonymizer(Presidio):
    TEXT = "e6HnOMnIxbd4a8Qea44LshQDnjvxwzBIaAz+YqHNnMW2mC5r3AWoay8Spsoajyyy"

    def body(self, key: str) -> dict:
        return {"text": self.TEXT, "deanonymizers": {"NUMBER": {"type": "decrypt", "key": key}},
                "anonymizer_results": [{"start": 0, "end": len(self.TEXT), "entity_type": "NUMBER"}]}

    def test_decrypts_what_presidio_encrypted(self):
        self.expect(self.client.post("/deanonymize", self.body("1111111111111111")), 200,
                    {"text": "text_for_encryption", "items": [item("decrypt", "NUMBER", 0, 19, "text_for_encryption")]})

    def test_the_published_example(self):
        text = "My name is S184CMt9Drj7QaKQ21JTrpYzghnboTF9pn/neN8JME0="
        answer = self.client.post("/deanonymize", {
            "text": text, "deanonymizers": {"PERSON": {"type": "decrypt", "key": "WmZq4t7w!z%C&F)J"}},
            "anonymizer_results": [{"start": 11, "end": 55, "entity_type": "PERSON"}]})
        self.assertEqual(answer.status, 200, answer)
        self.assertTrue(answer.json["text"].startswith("My name is "))

    def test_mistakes(self):
        self.expect(self.client.post("/deanonymize", self.body("invalidkey")), 422,
                    {"error": "Invalid input, key must be of length 128, 192 or 256 bits"})
        self.expect(self.client.post("/deanonymize", {"text": self.TEXT}), 200, {"text": self.TEXT, "items": []})
        self.expect(self.client.post("/deanonymize", {"key": "1111111111111111"}), 200, {"text": "", "items": []})
        self.expect(self.client.post("/deanonymize", "{ }"), 400, {"error": "Invalid request json"})

    def test_what_is_encrypted_comes_back(self):
        text = "Lorem Ipsum is a Software Engineer"
        keys = {"DEFAULT": "1111111111111111", "TITLE": "2222222222222222"}
        hidden = self.anonymize(text, {name: {"type": "encrypt", "key": key} for name, key in keys.items()},
                                [result(0, 12, "NAME"), result(18, len(text), "TITLE")]).json["text"]
        self.assertNotIn("Lorem", hidden)
        shown = self.client.post("/deanonymize", {
            "text": hidden, "deanonymizers": {name: {"type": "decrypt", "key": key} for name, key in keys.items()},
            "anonymizer_results": [{"start": 0, "end": 44, "entity_type": "NAME"}, {"start": 50, "end": 114, "entity_type": "TITLE"}]})
        self.assertEqual(shown.json["text"], text)


class Analyzer(Presidio):
    def found(self, **body) -> list:
        answer = self.client.post("/analyze", {"language": "en", **body})
        self.assertEqual(answer.status, 200, answer)
        return answer.json

    def test_finds_with_the_members_that_clients_read(self):
        text = "ü😀 John's card is 4111 1111 1111 1111"
        (card,) = self.found(text=text, entities=["CREDIT_CARD"])
        self.assertEqual(set(card), {"entity_type", "start", "end", "score", "analysis_explanation"})
        self.assertEqual((card["entity_type"], text[card["start"]:card["end"]], card["analysis_explanation"]), ("CREDIT_CARD", SECRET, None))

    def test_a_batch(self):
        lists = self.found(text=["ann@example.com", "nothing"])
        self.assertEqual([[hit["entity_type"] for hit in hits] for hits in lists], [["EMAIL_ADDRESS"], []])

    def test_ignores_what_it_does_not_know(self):
        self.found(text="x", correlation_id="123e4567-e89b-12d3-a456-426614174000", trace="somedata", return_decision_process=0)

    def test_ad_hoc_recognizers(self):
        text = "John Smith drivers license is AC432223. Zip code: 10023"
        zip_code = {"name": "Zip code Recognizer", "supported_language": "en", "supported_entity": "ZIP",
                    "patterns": [{"name": "zip code (weak)", "regex": r"(\b\d{5}(?:\-\d{4})?\b)", "score": 0.01}]}
        alone = {"entity_type": "ZIP", "start": 50, "end": 55, "score": 0.01, "analysis_explanation": None}
        self.assertIn(alone, self.found(text=text, ad_hoc_recognizers=[zip_code]))
        helped = {**zip_code, "context": ["zip", "code"]}
        self.assertIn({**alone, "score": 0.4}, self.found(text=text, ad_hoc_recognizers=[helped]))
        titles = [{"name": "Mr. Recognizer", "supported_entity": "MR_TITLE", "deny_list": ["Mr.", "Mister"]},
                  {"name": "Ms. Recognizer", "supported_entity": "MS_TITLE", "deny_list": ["Ms.", "Miss", "Mrs."]}]
        found = self.found(text="Mr. John Smith's drivers license is AC432223", ad_hoc_recognizers=titles)
        self.assertIn({"entity_type": "MR_TITLE", "start": 0, "end": 3, "score": 1, "analysis_explanation": None}, found)
        self.assertNotIn("MS_TITLE", [hit["entity_type"] for hit in found])

    def test_allow_list(self):
        self.assertEqual(self.found(text="ann@example.com", allow_list=["ann@example.com"], entities=["EMAIL_ADDRESS"]), [])
        self.assertEqual(self.found(text="ann@example.com", allow_list=["example"], allow_list_match="regex"), [])

    def test_mistakes(self):
        for body, status, error in (
            ("{}", 500, "No text provided"),
            ({"language": "en"}, 500, "No text provided"),
            ({"text": "John Smith drivers license is AC432223"}, 500, "No language provided"),
            ({"text": "John Smith", "language": "zz"}, 500, "No matching recognizers were found to serve the request."),
            ({"text": "10023", "language": "en", "ad_hoc_recognizers": [{
                "name": "Zip", "supported_language": "en", "supported_entity": "ZIP",
                "patterns": [{"type": "zip code (weak)", "bebex": r"\d", "confidence": 0.01}]}]}, 400,
             "Failed to parse /analyze request for AnalyzerEngine.analyze(). __init__() got an unexpected keyword argument 'type'"),
        ):
            self.expect(self.client.post("/analyze", body), status, {"error": error})

    def test_lists(self):
        entities = set(self.client.get("/supportedentities?language=en").json)
        self.assertLessEqual({"CREDIT_CARD", "US_SSN", "IBAN_CODE", "EMAIL_ADDRESS", "PERSON", "LOCATION", "UK_NINO"}, entities)
        self.assertEqual(set(self.client.get("/supportedentities?uknown=input").json), entities)
        self.expect(self.client.get("/supportedentities?language=he"), 500,
                    {"error": "No matching recognizers were found to serve the request."})
        self.assertTrue(all(name.endswith("Recognizer") for name in self.client.get("/recognizers").json))

    def test_what_is_found_is_replaced(self):
        text = f"I'm Zoë 😀, mail zoe@example.com, card {SECRET}"
        hits = self.found(text=text)
        changed = self.anonymize(text, None, hits).json["text"]
        self.assertIn("<EMAIL_ADDRESS>", changed)
        self.assertIn("card <CREDIT_CARD>", changed)
        self.assertNotIn("4111", changed)


class Guarded(unittest.TestCase):
    def test_there_is_no_listener_and_the_prefix_needs_a_key_unless_configured(self):
        with Server(scopes="metrics.read") as server:
            self.assertEqual(server.post("/presidio/analyze", {"text": "x", "language": "en"}, key="").status, 401)
            self.assertEqual(server.post("/presidio/analyze", {"text": "x", "language": "en"}).status, 403)
            self.assertEqual(server.post("/analyze", {"text": "x", "language": "en"}).status, 404)

    def test_a_key_opens_the_prefix(self):
        with Server(scopes="texts.protect") as server:
            self.assertEqual(server.post("/presidio/analyze", {"text": "x", "language": "en"}).json, [])
            self.assertEqual(server.get("/presidio/nothing").status, 404)

    def test_who_is_not_listed_may_not_call(self):
        port = free_port()
        with Server(env={"HOLDFAST_PRESIDIO_PORT": str(port), "HOLDFAST_PRESIDIO_ALLOW_FROM": "10.0.0.0/8"}):
            client = Client(port)
            for answer in (client.get("/anonymizers"), client.post("/analyze", {"text": "x", "language": "en"}), client.get("/health")):
                self.assertEqual(answer.status, 403)
            self.assertEqual(client.get("/v1/contacts").status, 404)  # nothing else is there

    def test_beyond_loopback_only_with_a_list(self):
        for settings in ({"HOLDFAST_PRESIDIO_ADDRESS": "0.0.0.0", "HOLDFAST_HTTP_ALLOW_PLAIN_BEYOND_LOOPBACK": "true"},
                         {"HOLDFAST_PRESIDIO_ALLOW_FROM": "everyone"}):
            with self.subTest(settings=settings), Server(scopes="") as other:
                other.stop()
                refused = run("serve", "--data", str(other.data), "--port", "0", check=False,
                              env={"HOLDFAST_PRESIDIO_PORT": str(free_port()), **settings})
                self.assertNotEqual(refused.returncode, 0)
                self.assertIn("presidio.a", refused.stderr)

    def test_nothing_of_a_text_is_kept(self):
        port = free_port()
        with Server(env={"HOLDFAST_PRESIDIO_PORT": str(port), "HOLDFAST_HTTP_ACCESS_LOG": "all", "HOLDFAST_LOG_LEVEL": "debug"}) as server:
            client = Client(port)
            marker = "zq7-unmistakable"
            client.post("/analyze", {"text": f"{marker} {SECRET}", "language": "en"})
            client.post("/analyze", {"text": marker, "language": "en", "ad_hoc_recognizers": [
                {"supported_entity": marker, "patterns": [{"name": marker, "regex": f"({marker}", "score": 1}]}]})
            client.post("/anonymize", {"text": f"{marker} {SECRET}", "analyzer_results": [result(0, 9999, marker)]})
            client.post("/deanonymize", {"text": marker, "deanonymizers": {"DEFAULT": {"type": "decrypt", "key": "zq7-unmistakable"}},
                                         "anonymizer_results": [{"start": 0, "end": 16, "entity_type": "X"}]})
            deadline = time.monotonic() + 60
            while "/deanonymize 422" not in server.drain_output() and time.monotonic() < deadline:
                select.select([server.process.stdout], [], [], 1)
            self.assertIn("/deanonymize 422", server.output)
            server.stop()
            self.assertNotIn(marker, server.output)
            for file in server.data.rglob("*"):
                if file.is_file():
                    content = file.read_bytes()
                    self.assertNotIn(marker.encode(), content, file)
                    self.assertNotIn(SECRET.encode(), content, file)


if __name__ == "__main__":
    unittest.main()
