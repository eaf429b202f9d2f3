"""holdfast policy check, test and backtest: files before they are activated, and over stored traffic."""

import json
import pathlib
import sys
import unittest

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from command_line import CARD, CommandLineTest  # noqa: E402
from support.holdfast import ROOT, Server, run  # noqa: E402

POLICY = """policy: draft
title: A draft
description: Cards are stopped, whoever sends them.
rules:
  - name: no-cards
    when: {finding.type: payment_card}
    then: {verdict: block, severity: high, reason: "PCI DSS 4.0.1, 4.2.2", notice: {en: No cards here.}}
  - name: late
    when: {time.hour: {gte: 22}}
    then: {verdict: coach, severity: low, reason: "House rule", notice: {en: It is late.}}
tests:
  - name: A card is stopped
    facts: {channel: chat, direction: inbound, sender.role: customer, at: "2026-01-05T12:00:00+00:00", findings: [{type: payment_card}]}
    expect: {verdict: block, rules: [no-cards]}
  - name: Late
    facts: {channel: chat, direction: inbound, sender.role: customer, at: "2026-01-05T23:00:00+00:00", findings: []}
    expect: {verdict: coach, rules: [late]}
"""
# Local time in Berlin: 21:30 on the last evening of winter time, 22:30 on the first of summer time.
WINTER, SUMMER = "2026-03-28T20:30:00Z", "2026-03-29T20:30:00Z"


class Files(CommandLineTest):
    def test_the_shipped_policies_pass(self):
        for word in ("check", "test"):
            done = self.run_holdfast("policy", word, str(ROOT / "rules/policies"))
            self.assertEqual(done.returncode, 0, done.stdout)
            self.assertIn("cards.yaml", done.stdout)

    def test_what_is_wrong_is_named_with_its_place(self):
        path = self.write("p.yaml", POLICY.replace("finding.type", "finding.tipe"))
        done = self.run_holdfast("policy", "check", path)
        self.assertEqual(done.returncode, 1)
        self.assertRegex(done.stdout, r"p\.yaml:6:\d+: .*finding\.tipe.*finding\.type")

    def test_a_test_that_fails_is_1_and_named(self):
        path = self.write("p.yaml", POLICY)
        self.assertEqual(self.run_holdfast("policy", "test", path).returncode, 0)
        path = self.write("p.yaml", POLICY.replace("verdict: block, rules", "verdict: hold, rules"))
        done = self.run_holdfast("policy", "test", path)
        self.assertEqual(done.returncode, 1)
        self.assertIn("A card is stopped", done.stdout)
        self.assertIn("2 tests, 1 failed", done.stdout)


class Backtest(CommandLineTest):
    @classmethod
    def setUpClass(cls):
        cls.server = Server(arguments=("--enforce",), env={"HOLDFAST_TENANT_TIME_ZONE": "Europe/Berlin"})
        cls.server.start()
        for number in range(10):
            text = f"my card is {CARD}" if number < 3 else f"message {number}"
            cls.server.inspect(text, at=WINTER if number % 2 else SUMMER)

    @classmethod
    def tearDownClass(cls):
        cls.server.__exit__()

    def backtest(self, *arguments: str, zone: str = "Europe/Berlin") -> dict:
        path = self.write("draft.yaml", POLICY)
        done = run("policy", "backtest", path, "--data", str(self.server.data), "--json", *arguments,
                   env={"HOLDFAST_TENANT_TIME_ZONE": zone})
        return json.loads(done.stdout)

    def rules(self, outcome: dict) -> dict:
        return {rule["rule"].split("/")[-1]: rule["messages"] for rule in outcome["rules"]}

    def test_it_counts_what_is_stored_also_beside_a_running_server(self):
        outcome = self.backtest()
        self.assertEqual((outcome["messages"], outcome["truncated"]), (10, False))
        # Three cards were masked and would be stopped; of the other seven, three came late.
        self.assertEqual({"redact": 3, "allow": 7}, {k: v for k, v in outcome["before"].items() if v})
        self.assertEqual({"block": 3, "coach": 3, "allow": 4}, {k: v for k, v in outcome["after"].items() if v})
        self.assertEqual((outcome["changed"], outcome["stricter"], outcome["milder"]), (6, 6, 0))
        self.assertEqual(self.rules(outcome)["no-cards"], 3)

    def test_hours_are_local_also_across_the_change_to_summer_time(self):
        self.assertEqual(self.rules(self.backtest())["late"], 5)
        self.assertEqual(self.rules(self.backtest("--from", "2026-03-29T00:00:00Z"))["late"], 5)
        self.assertEqual(self.rules(self.backtest("--to", "2026-03-29T00:00:00Z"))["late"], 0)
        self.assertEqual(self.rules(self.backtest(zone="UTC"))["late"], 0)

    def test_time_limit_and_mode_choose(self):
        self.assertEqual(self.backtest("--from", "2026-03-29T00:00:00Z")["messages"], 5)
        self.assertEqual(self.backtest("--to", "2026-03-28T00:00:00Z")["messages"], 0)
        limited = self.backtest("--limit", "4")
        self.assertEqual((limited["messages"], limited["truncated"]), (4, True))
        observed = self.backtest("--mode", "observe")
        self.assertEqual((observed["changed"], self.rules(observed)["no-cards"]), (0, 3))

    def test_for_people_it_is_a_table(self):
        path = self.write("draft.yaml", POLICY)
        done = run("policy", "backtest", path, "--data", str(self.server.data))
        self.assertIn("10 messages: ", done.stdout)
        self.assertRegex(done.stdout, r"(?m)^block +0 .* 3 ")

    def test_wrong_usage_is_2(self):
        path = self.write("draft.yaml", POLICY)
        for arguments in (["--from", "yesterday"], ["--mode", "dream"], ["--limit", "0"]):
            done = run("policy", "backtest", path, "--data", str(self.server.data), *arguments, check=False)
            self.assertEqual(done.returncode, 2, (arguments, done.stderr))
            self.assertIn(arguments[0], done.stderr)

    def test_nothing_is_changed(self):
        before = self.server.get("/v1/audit/entries?limit=1").json["items"]
        self.backtest()
        self.assertEqual(self.server.get("/v1/audit/entries?limit=1").json["items"], before)


if __name__ == "__main__":
    unittest.main()
