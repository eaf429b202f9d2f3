"""Calls every operation of the contract against a real server and validates every answer against it."""

import base64
import http.client
import json
import re
import sys
import pathlib
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.contract import Contract  # noqa: E402
from support.holdfast import Answer, Server  # noqa: E402
from support.session import Session  # noqa: E402

CARD = "my card is 4111 1111 1111 1111"
NOBODY = "0190f5c4-7a3b-7c11-9a52-3f1a2b3c4d5e"
UNREADABLE = base64.b64encode(bytes(range(256)) * 8).decode()


class EveryOperation(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(arguments=("--enforce",))
        cls.server.start()
        cls.contract = Contract()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def call(self, operation: str, expected: int = 200, by=None, body=None, query: str = "", headers=None, **names) -> Answer:
        method, path, _ = self.contract.operations[operation]
        path = re.sub(r"\{(\w+)\}", lambda match: str(names[match[1]]), path) + query
        if by is None:
            answer = self.server.request(method, path, body, headers=headers)
        else:
            answer = by.request(method, path, body)
        self.contract.check(operation, answer)
        self.assertEqual(answer.status, expected, f"{operation}: {answer}")
        return answer

    def test_every_operation(self):
        self.service()
        person = self.sign_in_first()
        inspection, held = self.inspections()
        self.reading(inspection)
        self.held_items(held)
        self.log(inspection)
        self.policies()
        self.presidio()
        self.people(person)
        self.erasure(inspection)
        self.sign_out(person)
        missing = set(self.contract.operations) - self.contract.called
        self.assertEqual(missing, set(), "operations that this test never called")

    def service(self):
        for operation in ("getLiveness", "getReadiness", "getContract", "getDocs", "getMetrics"):
            self.call(operation)

    def sign_in_first(self) -> Session:
        person = Session(self.server)
        token = self.server.sign_in_link.split("#token=")[1]
        self.call("checkLink", body={"token": token})
        self.call("signInByLink", 400, body={"token": token, "name": "Kim", "email": "kim@centre.example", "password": "short"})
        person.keep(self.call("signInByLink", body={"token": token, "name": "Kim", "email": "kim@centre.example",
                                                   "password": "a long enough passphrase"}))
        self.call("signInByLink", 404, body={"token": token})
        self.call("getMe", by=person)
        self.call("getSession", by=person)
        self.call("signIn", 401, body={"email": "kim@centre.example", "password": "wrong"})
        person.keep(self.call("signIn", body={"email": "kim@centre.example", "password": "a long enough passphrase"}))
        self.call("changePassword", 204, by=person, body={"current_password": "a long enough passphrase",
                                                         "new_password": "another long passphrase"})
        return person

    def inspections(self) -> tuple[dict, dict]:
        body = {"channel": "chat", "direction": "inbound", "contact": {"external_id": "k-1", "queue": "billing",
                "agent": "agent-1", "customer": "c-1"}, "parts": [{"text": CARD}]}
        inspection = self.call("createInspection", body=body).json
        self.call("createInspection", 400, body={**body, "channel": "fax"})
        self.call("createInspections", body={"items": [body, {"channel": "x"}]})
        mail = {"channel": "mail", "direction": "outbound", "recipients": [{"address": "a@elsewhere.example"}],
                "parts": [{"text": "see attached"}, {"name": "a.bin", "data": UNREADABLE}]}
        held = [self.call("createInspection", body=mail).json for _ in range(2)]
        self.assertEqual([item["verdict"] for item in held], ["hold", "hold"])
        return inspection, held

    def reading(self, inspection: dict):
        contact, message = inspection["contact_id"], inspection["id"]
        listed = self.call("listContacts", query="?limit=1").json
        self.call("listContacts", query=f"?limit=1&cursor={listed['next_cursor']}")
        for query in ("?channel=chat", "?verdict=redact", "?verdict_min=hold", "?type=payment_card", "?queue=billing",
                      "?customer=c-1", "?customer=nobody", "?agent=nobody", "?from=2026-01-01T00:00:00Z&to=2099-01-01T00:00:00Z"):
            self.call("listContacts", query=query)
        agent = self.call("getContact", id=contact).json["agent"]["id"]
        self.assertEqual(self.call("listContacts", query=f"?agent={agent}").json["items"][0]["id"], contact)
        self.call("listContacts", 400, query="?chanel=chat")
        self.call("listContacts", 400, query="?limit=0")
        self.call("getContact", 404, id=NOBODY)
        self.call("getContact", 400, id="7")
        self.call("listMessages", id=contact, query="?limit=1")
        self.call("getMessage", id=message)
        self.call("getMessage", 404, id=NOBODY)
        findings = self.call("listFindings", query="?type=payment_card&confidence_min=0.5").json["items"]
        self.call("giveFeedback", id=findings[0]["id"], body={"kind": "not_sensitive", "reason": "a test card"})
        self.call("giveFeedback", 400, id=findings[0]["id"], body={"kind": "maybe"})
        self.call("getOverview")
        self.call("getOverview", 400, query="?from=2026-01-02T00:00:00Z&to=2026-01-01T00:00:00Z")
        self.stream(inspection)

    def stream(self, inspection: dict):
        connection = http.client.HTTPConnection(*self.server.address, timeout=30)
        connection.request("GET", "/v1/verdicts/stream?verdict_min=redact", headers={"Authorization": f"Bearer {self.server.key}"})
        response = connection.getresponse()
        self.assertEqual((response.status, response.headers["Content-Type"].split(";")[0]), (200, "text/event-stream"))
        self.server.inspect("nothing to see")
        sent = self.server.inspect(CARD)
        data = ""
        while not data:
            line = response.readline().decode()
            if line.startswith("data: ") and sent["id"] in line:
                data = line[6:]
        connection.close()
        schema = self.contract.operations["streamVerdicts"][2]["responses"]["200"]["content"]["text/event-stream"]["schema"]
        self.contract.validate(json.loads(data), schema, "streamVerdicts")
        self.contract.called.add("streamVerdicts")

    def held_items(self, held: list[dict]):
        self.call("listHeldItems", query="?state=held&limit=1")
        self.call("releaseHeldItem", id=held[0]["id"], body={"form": "redacted", "reason": "checked by phone"})
        self.call("releaseHeldItem", 409, id=held[0]["id"], body={"form": "redacted", "reason": "again"})
        self.call("rejectHeldItem", id=held[1]["id"], body={"reason": "not ours"})
        self.call("rejectHeldItem", 404, id=NOBODY, body={"reason": "not ours"})

    def log(self, inspection: dict):
        entry = inspection["receipt"]["entry"]
        self.call("listAuditEntries", query="?limit=5")
        self.call("getAuditEntry", id=entry)
        self.call("getAuditEntry", 404, id=NOBODY)
        self.call("getAuditProof", id=entry)
        self.call("getAuditCheckpoint")

    def policies(self):
        names = [policy["name"] for policy in self.call("listPolicies").json["items"]]
        self.assertIn("cards", names)
        policy = self.call("getPolicy", name="cards").json
        self.call("getPolicy", 404, name="nothing")
        self.call("listPolicyVersions", name="cards")
        yaml_text = self.call("getPolicyVersion", name="cards", version=1).json["yaml"]
        self.call("checkPolicy", body={"yaml": yaml_text})
        self.call("checkPolicy", body={"yaml": "policy: ["})
        self.call("tryPolicies", body={"text": CARD, "channel": "chat", "direction": "inbound"})
        draft = self.call("createPolicyVersion", 201, name="cards", body={"yaml": yaml_text + "\n# changed\n", "comment": "try"}).json
        self.call("backtestPolicyVersion", name="cards", version=draft["version"], body={})
        self.call("backtestPolicy", body={"yaml": yaml_text})
        self.call("activatePolicyVersion", 400, name="cards", version=draft["version"], body={"reason": "tested"})
        self.call("activatePolicyVersion", 400, name="cards", version=draft["version"],
                  body={"reason": "tested", "keep_modes": True, "modes": policy["modes"]})
        kept = {"reason": "tested", "keep_modes": True}
        activated = self.call("activatePolicyVersion", name="cards", version=draft["version"], body=kept).json
        self.assertEqual((activated["active_version"], activated["modes"]), (draft["version"], policy["modes"]))
        self.call("activatePolicyVersion", 409, name="cards", version=draft["version"], body=kept)
        self.call("setPolicyModes", name="cards", body={"modes": policy["modes"], "reason": "as it was"})

    def presidio(self):
        self.call("getPresidioHealth")
        for operation in ("listPresidioRecognizers", "listPresidioEntities", "listPresidioAnonymizers", "listPresidioDeanonymizers"):
            self.call(operation)
        self.call("listPresidioEntities", 500, query="?language=zz")
        self.call("listPresidioRecognizers", 500, query="?language=zz")
        found = self.call("analyzeText", body={"text": CARD, "language": "en", "return_decision_process": True}).json
        self.call("analyzeText", body={"text": [CARD, "nothing"], "language": "en"})
        self.call("analyzeText", 500, body={"text": CARD})
        self.call("analyzeText", 400, body={"text": 7, "language": "en"})
        many = {"supported_entity": "A", "patterns": [{"name": "a", "regex": "a", "score": 1}]}
        self.call("analyzeText", 413, body={"text": "a" * 100_001, "language": "en", "ad_hoc_recognizers": [many]})
        encrypt = {"DEFAULT": {"type": "encrypt", "key": "1111111111111111"}}
        changed = self.call("anonymizeText", body={"text": CARD, "analyzer_results": found, "anonymizers": encrypt}).json
        self.call("anonymizeText", 400, body={})
        self.call("anonymizeText", 422, body={"text": CARD})
        decrypt = {"DEFAULT": {"type": "decrypt", "key": "1111111111111111"}}
        back = {"text": changed["text"], "anonymizer_results": changed["items"], "deanonymizers": decrypt}
        self.assertEqual(self.call("deanonymizeText", body=back).json["text"], CARD)
        self.call("deanonymizeText", 400, body={})
        self.call("deanonymizeText", 422, body={**back, "deanonymizers": {"DEFAULT": {"type": "decrypt", "key": "1"}}})

    def people(self, person: Session):
        self.call("listRoles", by=person)
        invited = self.call("createPerson", 201, by=person, body={"name": "Lee", "email": "lee@centre.example", "roles": ["agent"]}).json
        other = invited.get("person", invited)["id"]
        self.call("createPerson", 409, by=person, body={"name": "Lee", "email": "lee@centre.example", "roles": ["agent"]})
        self.call("listPeople", by=person)
        self.call("getPerson", by=person, id=other)
        self.call("setRoles", by=person, id=other, body={"roles": ["supervisor"], "reason": "promoted"})
        self.call("resetPerson", by=person, id=other, body={"reason": "lost it"})
        self.call("deactivatePerson", by=person, id=other, body={"reason": "left"})
        # Who decided something stays known by name when they have left.
        self.assertEqual(self.call("getActor", by=person, actor=f"person:{other}").json["name"], "Lee")
        self.call("getActor", 404, by=person, actor=f"person:{NOBODY}")
        self.call("activatePerson", by=person, id=other, body={"reason": "came back"})
        created = self.call("createApiKey", 201, by=person, body={"name": "crm", "scopes": ["inspections.create"]}).json
        self.assertEqual(self.server.get("/v1/contacts", key=created["secret"]).status, 403)
        self.call("listApiKeys", by=person)
        self.assertEqual(self.call("getActor", by=person, actor=f"key:{created['key']['id']}").json["name"], "crm")
        self.call("revokeApiKey", by=person, id=created["key"]["id"], body={"reason": "not needed"})
        self.assertEqual(self.server.post("/v1/inspections", {}, key=created["secret"]).status, 401)

    def erasure(self, inspection: dict):
        self.call("eraseCustomer", 400, body={"customer": "c-1", "reason": "x"})
        self.call("eraseCustomer", 404, body={"customer": "nobody", "reason": "their request"})
        erased = self.call("eraseCustomer", body={"customer": "c-1", "reason": "their request"}).json
        self.assertEqual((erased["contact_count"], erased["key_count"]), (1, 1))
        self.call("getAuditProof", id=erased["receipt"]["entry"])
        self.assertIsNone(self.call("getContact", id=inspection["contact_id"]).json["external_id"])
        for message in self.call("listMessages", id=inspection["contact_id"]).json["items"]:
            self.assertTrue(message["is_erased"])
            self.assertEqual(message["parts"], [])
        self.call("listFindings", query=f"?contact={inspection['contact_id']}")
        self.call("eraseCustomer", 404, body={"customer": "c-1", "reason": "their request"})

    def sign_out(self, person: Session):
        without_token = self.server.request("POST", "/v1/sign-out", headers={"Cookie": person.headers["Cookie"]}, key="")
        self.assertEqual(without_token.status, 403)
        self.call("signOut", 204, by=person)
        self.assertEqual(person.request("GET", "/v1/me").status, 401)


class Permissions(unittest.TestCase):
    def test_every_permission_guards_what_the_contract_says(self):
        contract = Contract()
        guarded: dict[str, list[tuple[str, str, object]]] = {}  # permission -> method, path, body
        for method, path, operation in contract.operations.values():
            path = re.sub(r"\{\w+\}", "1", re.sub(r"\{id\}", NOBODY, path))
            body = {} if method in ("POST", "PUT") else None
            guarded.setdefault(operation["x-permission"], []).append((method, path, body))
        release = f"/v1/held-items/{NOBODY}:release"
        for method, path, operation in contract.operations.values():
            for permission in operation.get("x-permission-for", {}):
                self.assertEqual((permission, operation["operationId"]), ("originals.read", "releaseHeldItem"))
        guarded["originals.read"] = [("POST", release, {"form": "original", "reason": "checked"})]
        for name in ("public", "signed-in"):
            guarded.pop(name)

        with Server() as server:
            person = Session(server)
            person.keep(server.post("/v1/sign-in/link", key="", body={
                "token": server.sign_in_link.split("#token=")[1], "name": "Kim", "email": "kim@centre.example",
                "password": "a long enough passphrase"}))
            roles = {role["role"]: role["permissions"] for role in person.request("GET", "/v1/roles").json["items"]}
            every = set(roles["administrator"])
            self.assertEqual(set(guarded), every, "permissions that guard nothing, or that nobody can have")
            for permission in sorted(every):
                with self.subTest(permission=permission):
                    made = person.request("POST", "/v1/api-keys", {"name": permission, "scopes": sorted(every - {permission})})
                    self.assertEqual(made.status, 201, made)
                    for method, path, body in guarded[permission]:
                        self.assertEqual(server.request(method, path, body, key=made.json["secret"]).status, 403, path)
            made = person.request("POST", "/v1/api-keys", {"name": "originals", "scopes": ["held.decide", "originals.read"]})
            self.assertEqual(server.post(release, guarded["originals.read"][0][2], key=made.json["secret"]).status, 404)

    def test_without_a_credential_only_public_operations_answer(self):
        contract = Contract()
        with Server(scopes="metrics.read") as server:
            for name, (method, path, operation) in contract.operations.items():
                with self.subTest(operation=name):
                    path = re.sub(r"\{id\}", NOBODY, path)
                    path = re.sub(r"\{\w+\}", "1", path)
                    body = "{}" if method in ("POST", "PUT") else None
                    status = server.request(method, path, body, key="").status
                    if operation["x-permission"] == "public":
                        self.assertNotIn(status, (401, 403))
                    else:
                        self.assertEqual(status, 401)

    def test_each_operation_asks_for_the_permission_that_the_contract_names(self):
        contract = Contract()
        with Server(scopes="") as server:
            administrator = Session(server)
            token = server.sign_in_link.split("#token=")[1]
            administrator.keep(server.request("POST", "/v1/sign-in/link", {
                "token": token, "name": "Kim", "email": "kim@centre.example", "password": "a long enough passphrase"}, key=""))
            roles = administrator.request("GET", "/v1/roles").json["items"]
            every = next(set(role["permissions"]) for role in roles if role["role"] == "administrator")
            keys: dict[tuple, str] = {}

            def key_with(scopes: set[str]) -> str:
                wanted = tuple(sorted(scopes))
                if wanted not in keys:
                    made = administrator.request("POST", "/v1/api-keys", {"name": "k", "scopes": wanted})
                    self.assertEqual(made.status, 201, made)
                    keys[wanted] = made.json["secret"]
                return keys[wanted]

            for name, (method, path, operation) in contract.operations.items():
                permission = operation["x-permission"]
                if permission in ("public", "signed-in"):
                    continue
                with self.subTest(operation=name):
                    self.assertIn(permission, every)
                    refused = self.ask(server, method, path, key_with(every - {permission}))
                    self.assertEqual(refused.status, 403)
                    self.assertIn(permission, json.loads(refused.read())["detail"])
                    self.assertNotIn(self.ask(server, method, path, key_with({permission})).status, (401, 403))

    def ask(self, server: Server, method: str, path: str, key: str) -> http.client.HTTPResponse:
        """The answer's head: what a stream goes on with is not waited for."""
        path = re.sub(r"\{\w+\}", "1", re.sub(r"\{id\}", NOBODY, path))
        headers = {"Authorization": f"Bearer {key}", "Connection": "close"}
        body = None
        if method in ("POST", "PUT"):
            body, headers["Content-Type"] = "{}", "application/json"
        connection = server.connect()
        self.addCleanup(connection.close)
        connection.request(method, path, body, headers)
        return connection.getresponse()


if __name__ == "__main__":
    unittest.main()
