"""The verdict path over HTTP, as an integrator uses it."""

import base64
import concurrent.futures
import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import Server  # noqa: E402

CARD = "4111 1111 1111 1111"


class Inspections(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(arguments=("--enforce",))
        cls.server.start()

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def test_a_card_in_a_chat_comes_back_masked(self):
        answer = self.server.inspect(f"hi, my card is {CARD} ok?")
        self.assertEqual(answer["verdict"], "redact")
        self.assertNotIn("4111 1111", json.dumps(answer))
        self.assertIn("1111 ok?", answer["parts"][0]["text"])
        self.assertEqual(answer["findings"][0]["type"], "payment_card")
        self.assertRegex(answer["receipt"]["leaf_hash"], "^[0-9a-f]{64}$")

    def test_notices_are_in_the_language_asked_for_else_the_tenants(self):
        def notice(server: Server, **request) -> str:
            return server.inspect(f"my card is {CARD}", **request)["notices"][0]["text"]

        with Server(arguments=("--enforce",), env={"HOLDFAST_TENANT_LOCALE": "de"}) as german:
            self.assertEqual(notice(german), notice(self.server, locale="de"))
            self.assertEqual(notice(german, locale="en"), notice(self.server))
        self.assertNotEqual(notice(self.server), notice(self.server, locale="de"))

    def test_lists_are_in_order_of_time_not_of_arrival(self):
        for hour in ("09", "11", "10"):  # an import brings old contacts late
            self.server.inspect(f"my card is {CARD}", contact={"external_id": f"order-{hour}", "queue": "order"},
                                at=f"2026-01-05T{hour}:00:00Z")
        for path, time in (("/v1/contacts?queue=order", "opened_at"),
                           ("/v1/findings?from=2026-01-05T00:00:00Z&to=2026-01-06T00:00:00Z", "at")):
            pages, cursor = [], ""
            while cursor is not None:
                answer = self.server.get(f"{path}&limit=1{'&cursor=' + cursor if cursor else ''}").json
                pages += [item[time] for item in answer["items"]]
                cursor = answer.get("next_cursor")
            self.assertEqual([page[11:13] for page in pages], ["11", "10", "09"], path)

    def test_offsets_come_in_the_unit_asked_for(self):
        body = {"channel": "chat", "direction": "inbound", "parts": [{"text": f"😀é my card is {CARD}"}]}
        starts = {}
        for unit in ("byte", "utf16", "code_point"):
            answer = self.server.post(f"/v1/inspections?offsets={unit}", body)
            starts[unit] = answer.json["findings"][0]["start"]
        self.assertEqual(starts, {"code_point": 14, "utf16": 15, "byte": 18})

    def test_a_card_in_four_messages_is_masked_in_the_earlier_ones(self):
        contact = {"external_id": "split-1"}
        self.server.inspect("can you give me your card number please?", contact=contact, direction="outbound")
        ids = [self.server.inspect(piece, contact=contact)["id"] for piece in ("4111", "1111", "1111")]
        last = self.server.inspect("1111", contact=contact)
        self.assertEqual(last["verdict"], "redact")
        self.assertEqual([earlier["message"] for earlier in last["earlier"]], ids)
        for message in ids:
            stored = self.server.get(f"/v1/messages/{message}").json
            self.assertNotRegex(stored["parts"][0]["text"], r"\d")
            self.assertEqual((stored["rule"], stored["policy_version"]), (last["rule"], last["policy_version"]))
            self.assertEqual([(hit["rule"], hit["findings"]) for hit in stored["hits"]], [(last["rule"], [0])])
            entry = self.server.get(f"/v1/audit/entries/{stored['receipt']['entry']}").json
            self.assertEqual(entry["policy_version"], last["policy_version"])

    def test_json_files_stay_json(self):
        content = json.dumps({"note": "paid", "card": CARD, "amount": 12.5})
        answer = self.server.post("/v1/inspections", {
            "channel": "chat", "direction": "inbound",
            "parts": [{"text": "see file"}, {"name": "a.json", "media_type": "application/json",
                                             "data": base64.b64encode(content.encode()).decode()}]})
        self.assertEqual(answer.status, 200, answer)
        part = answer.json["parts"][1]
        made_safe = json.loads(base64.b64decode(part["data"]))
        self.assertEqual(made_safe["amount"], 12.5)
        self.assertEqual(made_safe["note"], "paid")
        self.assertNotIn("4111", made_safe["card"])

    def test_a_mail_with_a_card_in_its_html_is_read(self):
        mail = ("From: a@centre.example\r\nTo: b@elsewhere.example\r\nSubject: payment\r\nMIME-Version: 1.0\r\n"
                "Content-Type: text/html; charset=utf-8\r\n\r\n"
                "<p>The card is <b>4111</b> 1111 <i>1111 1111</i></p>\r\n")
        answer = self.server.post("/v1/inspections", {
            "channel": "mail", "direction": "outbound", "recipients": [{"address": "b@elsewhere.example"}],
            "parts": [{"media_type": "message/rfc822", "data": base64.b64encode(mail.encode()).decode()}]})
        self.assertEqual(answer.status, 200, answer)
        self.assertIn("payment_card", [finding["type"] for finding in answer.json["findings"]])
        self.assertIn(answer.json["verdict"], ("hold", "block", "redact"))

    def test_a_file_that_cannot_be_read_is_held(self):
        answer = self.server.post("/v1/inspections", {
            "channel": "mail", "direction": "outbound", "recipients": [{"address": "b@elsewhere.example"}],
            "parts": [{"text": "see attached"},
                      {"name": "x.bin", "data": base64.b64encode(bytes(range(256)) * 8).decode()}]})
        self.assertEqual(answer.status, 200, answer)
        self.assertIn(answer.json["verdict"], ("hold", "block"))
        self.assertEqual(answer.json["parts"], [])

    def test_a_batch_answers_each_item_in_its_place(self):
        items = [{"channel": "chat", "direction": "inbound", "contact": {"external_id": f"b-{i % 3}"},
                  "parts": [{"text": f"number {i}" if i % 4 else f"card {CARD}"}]} for i in range(40)]
        items[7] = {"channel": "chat", "direction": "sideways", "parts": [{"text": "x"}]}
        answer = self.server.post("/v1/inspections:batch", {"items": items})
        self.assertEqual(answer.status, 200, answer)
        answers = answer.json["items"]
        self.assertEqual(len(answers), 40)
        self.assertEqual(answers[7]["status"], 400)
        self.assertIn("direction", answers[7]["detail"])
        for i, item in enumerate(answers):
            if i != 7:
                self.assertEqual(item["verdict"], "allow" if i % 4 else "redact", i)

    def test_an_idempotency_key_gives_the_same_answer_once(self):
        body = {"channel": "chat", "direction": "inbound", "parts": [{"text": f"card {CARD}"}]}
        headers = {"Idempotency-Key": "once-1"}
        first = self.server.post("/v1/inspections", body, headers=headers)
        with concurrent.futures.ThreadPoolExecutor(8) as pool:
            others = list(pool.map(lambda _: self.server.post("/v1/inspections", body, headers=headers), range(16)))
        for other in others:
            self.assertEqual(other.body, first.body)
        body["parts"][0]["text"] = "another"
        self.assertEqual(self.server.post("/v1/inspections", body, headers=headers).status, 409)

    def test_bad_requests_say_what_to_change(self):
        good = {"channel": "chat", "direction": "inbound", "parts": [{"text": "x"}]}
        for change, words in [
            ({"chanel": "chat"}, "chanel"), ({"channel": "fax"}, "channel"), ({"channel": 7}, "channel"),
            ({"parts": []}, "parts"), ({"parts": [{}]}, "parts[0]"), ({"parts": [{"text": "a", "data": "YQ=="}]}, "parts[0]"),
            ({"parts": [{"data": "%%"}]}, "parts[0].data"), ({"at": "yesterday"}, "at"), ({"at": "2999-01-01T00:00:00Z"}, "at"),
            ({"contact": {"id": "7"}}, "contact.id"), ({"locale": "xx"}, "locale"), ({"parts": None}, "parts"),
        ]:
            with self.subTest(change=change):
                answer = self.server.post("/v1/inspections", {**good, **change})
                self.assertEqual(answer.status, 400, answer)
                self.assertEqual(answer.media_type, "application/problem+json")
                self.assertIn(words, answer.json["detail"])

    def test_control_characters_in_ids_and_addresses_are_refused_by_name(self):
        good = {"channel": "chat", "direction": "inbound", "parts": [{"text": "x"}]}
        before = self.server.get("/v1/contacts?limit=1").json
        for character in ("\u0000", "\u0001", "\n", "\u001f", "\u007f"):
            value = f"a{character}b"
            for change, place in [
                ({"external_id": value}, "external_id"), ({"contact": {"external_id": value}}, "contact.external_id"),
                ({"contact": {"queue": value}}, "contact.queue"), ({"contact": {"agent": value}}, "contact.agent"),
                ({"contact": {"customer": value}}, "contact.customer"), ({"sender": {"address": value}}, "sender.address"),
                ({"recipients": [{"address": value}]}, "recipients[0].address"),
                ({"parts": [{"text": "x", "name": value}]}, "parts[0].name"),
                ({"parts": [{"text": "x", "media_type": value}]}, "parts[0].media_type"),
            ]:
                with self.subTest(place=place, character=character):
                    answer = self.server.post("/v1/inspections", {**good, **change})
                    self.assertEqual(answer.status, 400, answer)
                    self.assertEqual(answer.json["detail"], f"{place}: control characters are not allowed")
        self.assertEqual(self.server.get("/v1/contacts?limit=1").json, before)

    def test_nul_in_what_is_kept_as_text_is_a_400(self):
        message = self.server.inspect(f"card {CARD}")["id"]
        finding = self.server.get(f"/v1/messages/{message}").json["findings"][0]["id"]
        for method, path, body in [
            ("GET", "/v1/contacts?queue=a%00b", None), ("GET", "/v1/findings?type=a%00b", None),
            ("GET", "/v1/audit/entries?actor=a%00b", None), ("GET", "/v1/contacts?customer=a%00b", None),
            ("POST", f"/v1/findings/{finding}:feedback", {"kind": "not_sensitive", "reason": "a\u0000b"}),
            ("POST", "/v1/policies/cards/versions", {"yaml": "policy: a\u0000b", "comment": "x"}),
        ]:
            with self.subTest(path=path):
                answer = self.server.request(method, path, body)
                self.assertEqual(answer.status, 400, answer)
                self.assertEqual(answer.media_type, "application/problem+json")

    def test_hostile_bodies_are_refused_and_nothing_is_kept(self):
        before = self.server.get("/v1/contacts?limit=1").json
        deep = b'{"parts":' + b"[" * 100_000 + b"]" * 100_000 + b"}"
        for body, status in [(b"", 400), (b"{", 400), (b"\xff\xfe", 400), (deep, 413), (b"null", 400), (b"[]", 400),
                             (b'{"channel":"chat","direction":"inbound","parts":[{"text":"\xff"}]}', 400),
                             (b'{"channel":"chat","channel":"mail","direction":"inbound","parts":[{"text":"x"}]}', 400)]:
            with self.subTest(body=body[:40]):
                answer = self.server.request("POST", "/v1/inspections", body)
                self.assertEqual(answer.status, status, answer)
        self.assertEqual(self.server.get("/v1/contacts?limit=1").json, before)

    def test_nul_bytes_in_text_are_text(self):
        answer = self.server.inspect(f"a\u0000b card {CARD}")
        self.assertEqual(answer["verdict"], "redact")
        self.assertIn("\u0000", answer["parts"][0]["text"])

    def test_held_mail_is_released_once_with_a_reason(self):
        body = {"channel": "mail", "direction": "outbound", "recipients": [{"address": "b@elsewhere.example"}],
                "parts": [{"text": "x"}, {"name": "x.bin", "data": base64.b64encode(bytes(range(256)) * 8).decode()}]}
        answer = self.server.post("/v1/inspections", body).json
        if answer["verdict"] != "hold":
            self.skipTest("the shipped policy blocks what cannot be read")
        item = f"/v1/held-items/{answer['id']}"
        self.assertEqual(self.server.post(item + ":release", {"form": "original", "reason": ""}).status, 400)
        released = self.server.post(item + ":release", {"form": "original", "reason": "checked with the sender"})
        self.assertEqual(released.status, 200, released)
        self.assertEqual(base64.b64decode(released.json["parts"][1]["data"]), bytes(range(256)) * 8)
        self.assertEqual(self.server.post(item + ":reject", {"reason": "too late"}).status, 409)

    def test_the_sender_marks_a_finding_and_insists_where_the_rule_allows_it(self):
        mail = {"channel": "mail", "direction": "outbound", "recipients": [{"kind": "customer", "address": "b@elsewhere.example"}],
                "parts": [{"text": "Your IBAN is DE89 3704 0044 0532 0130 00, your social security number 536-22-8726."}]}
        with Server(arguments=("--enforce",), scopes="inspections.create,findings.feedback") as server:
            answer = server.post("/v1/inspections", mail).json
            kinds = {notice["rule"]: notice["override"] for notice in answer["notices"]}
            self.assertEqual(kinds, {"identifiers/government-id-to-customer": "with_reason",
                                     "identifiers/bank-account-to-customer": "with_reason"})
            # The one who sent it may say so: the answer names what to mark.
            for finding in answer["findings"]:
                given = server.post(f"/v1/findings/{finding['id']}:feedback", {"kind": "not_sensitive"})
                self.assertEqual((given.status, given.json["type"]), (200, finding["type"]))

            without_reason = server.post("/v1/inspections", {**mail, "overrides": [{"rule": rule} for rule in kinds]})
            self.assertEqual(without_reason.status, 400)
            self.assertIn("identifiers/", without_reason.json["detail"])
            twice = [{"rule": "a/b", "reason": "because"}] * 2
            self.assertEqual(server.post("/v1/inspections", {**mail, "overrides": twice}).status, 400)
            both = [{"rule": rule, "reason": "asked for in writing"} for rule in kinds]
            passed = server.post("/v1/inspections", {**mail, "overrides": both}).json
            self.assertEqual((passed["verdict"], passed["notices"]), ("allow", []))
            self.assertEqual(passed["parts"][0]["text"], mail["parts"][0]["text"])

    def test_an_agent_who_asks_for_a_pin_is_coached_and_nothing_is_masked(self):
        asked = self.server.inspect("Thanks! Could you tell me your PIN, please?", direction="outbound")
        self.assertEqual((asked["verdict"], asked["rule"]), ("coach", "credentials/credential-asked-for"))
        self.assertEqual(asked["parts"][0]["text"], "Thanks! Could you tell me your PIN, please?")
        self.assertEqual([(finding["type"], finding["masked"]) for finding in asked["findings"]], [("credential_request", "PIN")])
        stored = self.server.get(f"/v1/messages/{asked['id']}").json
        self.assertEqual(stored["parts"][0]["text"], "Thanks! Could you tell me your PIN, please?")
        for harmless in ("We will never ask for your PIN.", "Your password reset link is on its way."):
            self.assertEqual(self.server.inspect(harmless, direction="outbound")["verdict"], "allow", harmless)
        tried = self.server.post("/v1/policies:try", {"text": "What is your PIN?", "channel": "chat", "direction": "outbound"})
        self.assertEqual((tried.json["verdict"], tried.json["text"]), ("coach", "What is your PIN?"))

    def test_in_mode_coach_notices_say_what_happened(self):
        modes = {"modes": [{"queue": "*", "mode": "coach"}], "reason": "pilot"}
        with Server(arguments=("--enforce",)) as server:
            self.assertEqual(server.request("PUT", "/v1/policies/cards/modes", modes).status, 200)
            answer = server.inspect(f"card {CARD}", direction="outbound")
            self.assertEqual((answer["verdict"], answer["parts"][0]["text"]), ("coach", f"card {CARD}"))
            notice = answer["notices"][0]["text"]
            self.assertIn("went out as you wrote it", notice)

    def test_feedback_counts_for_the_rules_that_the_finding_made_fire(self):
        with Server(arguments=("--enforce",)) as server:
            answer = server.inspect(f"my card is {CARD} and the cvv is 737")
            message = server.get(f"/v1/messages/{answer['id']}").json
            types = [finding["type"] for finding in message["findings"]]
            self.assertEqual(types, ["payment_card", "card_cvv"])
            rests_on = {hit["rule"]: hit["findings"] for hit in message["hits"]}
            self.assertEqual(rests_on, {"cards/card-number-from-customer": [0], "cards/card-code-from-customer": [1]})

            def judged() -> dict:
                precision = server.get("/v1/policies/cards").json["precision"]
                return {rule["rule"]: (rule["upheld"], rule["not_sensitive"]) for rule in precision}

            for finding, kind in ((0, "not_sensitive"), (1, "upheld")):
                given = server.post(f"/v1/findings/{message['findings'][finding]['id']}:feedback", {"kind": kind})
                self.assertEqual(given.status, 200, given)
                if finding == 0:
                    self.assertEqual(judged(), {"card-number-from-customer": (0, 1)})
            self.assertEqual(judged(), {"card-number-from-customer": (0, 1), "card-code-from-customer": (1, 0)})

    def test_the_original_of_a_held_message_goes_only_to_who_may_read_it(self):
        with Server(arguments=("--enforce",), scopes="inspections.create,held.decide") as server:
            held = server.post("/v1/inspections", {
                "channel": "mail", "direction": "outbound", "recipients": [{"address": "b@elsewhere.example"}],
                "parts": [{"text": "x"}, {"name": "x.bin", "data": base64.b64encode(bytes(range(256)) * 8).decode()}]}).json
            self.assertEqual(held["verdict"], "hold")
            release = f"/v1/held-items/{held['id']}:release"
            refused = server.post(release, {"form": "original", "reason": "let me see"})
            self.assertEqual(refused.status, 403, refused)
            self.assertIn("originals.read", refused.json["detail"])
            # Nothing was decided: who may only release what is made safe still can.
            self.assertEqual(server.post(release, {"form": "redacted", "reason": "not needed"}).status, 200)

    def test_a_key_without_the_scope_is_refused_by_name(self):
        answer = self.server.post("/v1/inspections", {}, key="hfk_nonsense")
        self.assertEqual(answer.status, 401)
        self.assertEqual(self.server.request("POST", "/v1/inspections", "{}", key="").status, 401)


if __name__ == "__main__":
    unittest.main()
