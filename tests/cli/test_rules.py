"""An organisation's own rules: checked, used by the commands, and taken in by a running server."""

import pathlib
import shutil
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from command_line import CARD, CommandLineTest  # noqa: E402
from support.holdfast import Server, run, wait_until  # noqa: E402

TYPES = "- {name: staff_number, category: custom, sensitivity: 2}\n"
RULE = r"""source: the house
detectors:
  - name: staff_number
    type: staff_number
    shape: pattern
    patterns: ['\bEMP-\d{6}\b']
    confidence: {bare: 0.7, cued: 0.95}
    examples:
      match: ["«EMP-123456» will call"]
      no_match: ["EMP-1234567"]
"""
LIST = """source: the house
detectors:
  - name: project
    type: staff_number
    shape: words
    words_file: words/projects.txt
    confidence: {bare: 0.8, cued: 0.9}
    examples:
      match: ["the «Blue Heron» launch"]
      no_match: ["a blue bird"]
"""
POLICY = """policy: staff
title: Staff numbers
description: They stay inside.
rules:
  - name: no-staff-numbers
    when: {finding.type: staff_number}
    then: {verdict: block, severity: low, reason: House rule, notice: {en: Not here.}}
tests:
  - name: Stopped
    facts: {findings: [{type: staff_number}]}
    expect: {verdict: block, rules: [no-staff-numbers]}
"""


class OwnRulesTest(CommandLineTest):
    def setUp(self):
        super().setUp()
        self.rules = str(self.folder / "rules")
        self.write("rules/types.yaml", TYPES)
        self.write("rules/detect/staff.yaml", RULE)


class Commands(OwnRulesTest):
    def test_scan_and_redact_find_what_they_say(self):
        text = f"EMP-123456 took {CARD}"
        code, (line,) = self.scan_json("--rules", self.rules, stdin=text)
        self.assertEqual(code, 3)
        self.assertEqual([f["type"] for f in line["findings"]], ["staff_number", "payment_card"])
        done = self.run_holdfast("redact", "--rules", self.rules, "--method", "replace", stdin=text)
        self.assertEqual(done.stdout, "[staff_number] took [payment_card]")
        self.assertIn("staff_number", self.run_holdfast("scan", "--list-types", "--rules", self.rules).stdout)

    def test_check_runs_the_examples(self):
        done = self.run_holdfast("rules", "check", self.rules)
        self.assertEqual((done.returncode, done.stdout), (0, "2 examples, 0 failed\n"))
        self.write("rules/detect/staff.yaml", RULE.replace("EMP-1234567", "EMP-123456 "))
        done = self.run_holdfast("rules", "check", self.rules)
        self.assertEqual(done.returncode, 1)
        self.assertIn("rules/detect/staff.yaml:10: an example does not hold: it should not be found as staff_number",
                      done.stdout)
        self.assertIn("found staff_number [0, 10)", done.stdout)
        self.assertEqual(self.run_holdfast("scan", "--rules", self.rules, stdin="x").returncode, 2)

    def test_what_is_wrong_is_named_with_its_place_and_a_way_out(self):
        for change, message in ((("d{6}", "d+"), r"rules/detect/staff\.yaml:6: .*`\+` has no bound"),
                                (("shape: pattern", "shape: patern"), r"staff\.yaml:3: .*use one of .*pattern"),
                                (("EMP-\\d{6}", "(EMP"), r"staff\.yaml:6: .*missing \)")):
            self.write("rules/detect/staff.yaml", RULE.replace(*change))
            done = self.run_holdfast("rules", "check", self.rules)
            self.assertEqual(done.returncode, 2, change)
            self.assertRegex(done.stderr, message)

    def test_a_list_beside_them(self):
        self.write("rules/detect/projects.yaml", LIST)
        self.write("rules/words/projects.txt", "Blue Heron\nKestrel\n")
        code, (line,) = self.scan_json("--rules", self.rules, stdin="KESTREL follows blue heron")
        self.assertEqual((code, [(f["start"], f["end"]) for f in line["findings"]]), (3, [(0, 7), (16, 26)]))
        self.write("rules/words/projects.txt", "Blue Heron\nx\n")
        done = self.run_holdfast("rules", "check", self.rules)
        self.assertRegex(done.stderr, r"rules/words/projects\.txt:2: one character")

    def test_what_is_allowed_is_not_reported(self):
        self.write("rules/allow.yaml", f'allow: [{{types: [payment_card], values: ["{CARD}"], why: test card}}]\n')
        code, (line,) = self.scan_json("--rules", self.rules, stdin=f"{CARD}")
        self.assertEqual((code, line["findings"]), (0, []))

    def test_policies_may_name_their_types(self):
        path = self.write("staff-policy.yaml", POLICY)
        self.assertEqual(self.run_holdfast("policy", "test", path).returncode, 1)
        done = self.run_holdfast("policy", "test", path, "--rules", self.rules)
        self.assertEqual(done.returncode, 0, done.stdout)


class Running(OwnRulesTest):
    def find(self, server, text):
        answer = server.post("/v1/inspections", {"channel": "chat", "direction": "inbound",
                                                 "parts": [{"kind": "body", "text": text}]})
        self.assertLess(answer.status, 300, answer)
        return [finding["type"] for finding in answer.json["findings"]]

    def recorded(self, server):
        items = server.get("/v1/audit/entries?act=rules.in_force").json["items"]
        return [item["subject"] for item in items]

    def test_a_change_is_taken_in_and_a_broken_one_is_not(self):
        with Server(arguments=("--rules", self.rules)) as server:
            self.assertEqual(self.find(server, "EMP-123456"), ["staff_number"])
            self.assertEqual(self.find(server, "BDG-123456"), [])
            wait_until("the first digest is recorded", lambda: len(self.recorded(server)) == 1)

            self.write("rules/detect/staff.yaml", RULE.replace("EMP", "BDG"))
            wait_until("the change counts", lambda: self.find(server, "BDG-123456") == ["staff_number"])
            self.assertEqual(self.find(server, "EMP-123456"), [])
            wait_until("the second digest is recorded", lambda: len(set(self.recorded(server))) == 2)

            self.write("rules/detect/staff.yaml", RULE.replace("d{6}", "d+"))
            wait_until("health says so", lambda: server.get("/health/ready").json.get("rules") == "refused")
            self.assertEqual(self.find(server, "BDG-123456"), ["staff_number"])
            self.assertIn("holdfast_rules_refused 1", server.get("/metrics").body.decode())
            self.assertRegex(server.drain_output(), r"staff\.yaml:6: .*has no bound")

            self.write("rules/detect/staff.yaml", RULE)
            wait_until("mended rules count", lambda: self.find(server, "EMP-123456") == ["staff_number"])
            self.assertNotIn("rules", server.get("/health/ready").json)
            wait_until("all three are recorded", lambda: len(self.recorded(server)) == 3)
            server.stop()
            run("audit", "verify", "--data", str(server.data), env=server.env)

    def test_rules_that_a_policy_needs_stay(self):
        with Server(arguments=("--rules", self.rules)) as server:
            self.assertEqual(server.post("/v1/policies/staff/versions", {"yaml": POLICY, "comment": "a test"}).status, 201)
            activated = server.post("/v1/policies/staff/versions/1:activate", {"reason": "a test of own rules"})
            self.assertLess(activated.status, 300, activated)
            shutil.rmtree(self.rules + "/detect")
            self.write("rules/types.yaml", "- {name: other_number, category: custom, sensitivity: 2}\n")
            wait_until("the change is refused", lambda: server.get("/health/ready").json.get("rules") == "refused")
            self.assertRegex(server.drain_output(), r"policy staff@1 .*staff_number")
            self.assertEqual(self.find(server, "EMP-123456"), ["staff_number"])

    def test_a_server_does_not_start_on_rules_that_do_not_stand(self):
        self.write("rules/detect/staff.yaml", RULE.replace("d{6}", "d*"))
        done = run("serve", "--data", str(self.folder / "data"), "--port", "0", "--rules", self.rules, check=False)
        self.assertEqual(done.returncode, 2)
        self.assertRegex(done.stderr, r"staff\.yaml:6: .*has no bound")


if __name__ == "__main__":
    unittest.main()
