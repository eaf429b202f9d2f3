"""Idempotency-Key on everything that creates: a repeat gets the first answer and makes nothing more."""

import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import ALL_SCOPES, Answer, Server  # noqa: E402

SCOPES = ALL_SCOPES + ",people.read,people.manage,keys.read,keys.manage"


def message(number: int, text: str = "hello") -> dict:
    return {"channel": "chat", "direction": "inbound", "contact": {"external_id": f"batch-{number}"}, "parts": [{"text": text}]}


class Idempotency(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(arguments=("--enforce",), scopes=SCOPES)
        cls.server.start()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def post(self, path: str, body, key: str) -> Answer:
        return self.server.post(path, body, headers={"Idempotency-Key": key})

    def messages_of(self, answer: Answer) -> list:
        return [item.get("id") for item in answer.json["items"]]

    def test_a_batch_is_inspected_once(self):
        body = {"items": [message(number, "card 4111 1111 1111 1111") for number in range(20)]}
        first = self.post("/v1/inspections:batch", body, "batch-1")
        second = self.post("/v1/inspections:batch", body, "batch-1")
        self.assertEqual((first.status, second.status), (200, 200), second)
        self.assertEqual(second.body, first.body)
        self.assertNotEqual(self.messages_of(self.server.post("/v1/inspections:batch", body)), self.messages_of(first))

    def test_items_of_a_batch_that_failed_are_tried_again_and_the_others_are_not(self):
        body = {"items": [message(100), {**message(101), "contact": {"id": "018f0000-0000-7000-8000-000000000000"}}, message(102)]}
        first = self.post("/v1/inspections:batch", body, "batch-2")
        second = self.post("/v1/inspections:batch", body, "batch-2")
        self.assertEqual(first.json["items"][1]["status"], 404)
        self.assertEqual(self.messages_of(second), self.messages_of(first))

    def test_a_batch_key_is_for_one_body(self):
        body = {"items": [message(200), message(201)]}
        self.assertEqual(self.post("/v1/inspections:batch", body, "batch-3").status, 200)
        longer = {"items": [*body["items"], message(202)]}
        self.assertEqual(self.post("/v1/inspections:batch", longer, "batch-3").status, 409)
        names = [c["external_id"] for c in self.server.get("/v1/contacts?limit=200").json["items"]]
        self.assertNotIn("batch-202", names)
        self.assertEqual(self.post("/v1/inspections:batch", body, "k" * 129).status, 400)

    def test_a_policy_draft_is_added_once(self):
        yaml_text = self.server.get("/v1/policies/cards/versions/1").json["yaml"] + "\n# once\n"
        body = {"yaml": yaml_text, "comment": "once"}
        first = self.post("/v1/policies/cards/versions", body, "draft-1")
        second = self.post("/v1/policies/cards/versions", body, "draft-1")
        self.assertEqual((first.status, second.status), (201, 201), second)
        self.assertEqual(second.body, first.body)
        self.assertEqual(self.post("/v1/policies/health/versions", body, "draft-1").status, 409)

    def test_a_person_is_invited_once_and_the_link_is_shown_once(self):
        body = {"name": "Lee", "email": "lee@centre.example", "roles": ["agent"]}
        first = self.post("/v1/people", body, "person-1")
        self.assertEqual(first.status, 201, first)
        second = self.post("/v1/people", body, "person-1")
        self.assertEqual(second.status, 409)
        self.assertIn("shown once", second.json["detail"])
        self.assertEqual(self.post("/v1/people", {**body, "email": "x"}, "person-2").status, 400)
        self.assertEqual(self.post("/v1/people", {**body, "email": "x@centre.example"}, "person-2").status, 201)

    def test_a_key_is_made_once_also_over_a_restart_and_its_secret_is_nowhere_kept(self):
        body = {"name": "crm-once", "scopes": ["metrics.read"]}
        first = self.post("/v1/api-keys", body, "key-1")
        self.assertEqual(first.status, 201, first)
        self.server.stop()
        stored = b"".join(path.read_bytes() for path in self.server.data.iterdir() if path.is_file())
        self.assertNotIn(first.json["secret"].encode(), stored)
        self.server.start()
        second = self.post("/v1/api-keys", body, "key-1")
        self.assertEqual(second.status, 409)
        self.assertIn("shown once", second.json["detail"])
        names = [key["name"] for key in self.server.get("/v1/api-keys?limit=200").json["items"]]
        self.assertEqual(names.count("crm-once"), 1)

    def test_every_creating_operation_says_so_in_the_contract(self):
        from support.contract import Contract
        operations = Contract().operations
        for name in ("createInspection", "createInspections", "createPolicyVersion", "createPerson", "createApiKey", "resetPerson"):
            parameters = json.dumps(operations[name][2].get("parameters", []))
            self.assertIn("IdempotencyKey", parameters, name)


if __name__ == "__main__":
    unittest.main()
