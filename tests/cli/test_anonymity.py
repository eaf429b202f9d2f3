"""holdfast report anonymity: what a table tells about the people in it."""

import csv
import io
import json
import random
import unittest

from command_line import CommandLineTest

# Machanavajjhala et al. 2007, figure 2.
PATIENTS = """zip,age,nationality,condition
130**,<30,*,heart disease
130**,<30,*,heart disease
130**,<30,*,viral infection
130**,<30,*,viral infection
1485*,>=40,*,cancer
1485*,>=40,*,heart disease
1485*,>=40,*,viral infection
1485*,>=40,*,viral infection
130**,3*,*,cancer
130**,3*,*,cancer
130**,3*,*,cancer
130**,3*,*,cancer
"""


class Anonymity(CommandLineTest):
    def report(self, *arguments: str) -> tuple[int, dict]:
        done = self.run_holdfast("report", "anonymity", "--json", *arguments)
        self.assertIn(done.returncode, (0, 3), done.stderr)
        return done.returncode, json.loads(done.stdout)

    def test_the_published_example(self):
        path = self.write("a.csv", PATIENTS)
        code, report = self.report(path, "--quasi", "zip,age,nationality", "--sensitive", "condition", "--k", "4")
        self.assertEqual(code, 3)
        self.assertEqual((report["rows"], report["classes"], report["k"], report["rows_below_k"]), (12, 3, 4, 0))
        condition = report["sensitive"][0]
        self.assertEqual((condition["l_distinct"], condition["l_entropy"], condition["rows_below_l"]), (1, 1, 4))
        self.assertEqual(self.report(path, "--quasi", "zip", "--sensitive", "condition", "--k", "4")[0], 0)

    def test_rows_below_k_are_those_counted_by_hand(self):
        random.seed(3)
        rows = [[random.randrange(9), random.choice("mf")] for _ in range(60)]
        out = io.StringIO()
        csv.writer(out, delimiter=";").writerows([["age", "sex"], *rows])
        code, report = self.report(self.write("a.csv", out.getvalue()), "--quasi", "age,sex", "--k", "4",
                                   "--rows", "rare.txt")
        rare = [i + 1 for i, row in enumerate(rows) if rows.count(row) < 4]
        written = [int(line) for line in (self.folder / "rare.txt").read_text().splitlines()]
        self.assertEqual((sorted(written), report["rows_below_k"]), (rare, len(rare)))
        self.assertEqual(report["k"], min(rows.count(row) for row in rows))
        self.assertEqual(sum(bar["rows"] for bar in report["histogram"]), 60)

    def test_values_are_shown_only_when_asked(self):
        path = self.write("a.csv", PATIENTS.replace("130**", "13077"))
        hidden = self.run_holdfast("report", "anonymity", path, "--quasi", "zip,age")
        shown = self.run_holdfast("report", "anonymity", path, "--quasi", "zip,age", "--show-values")
        self.assertNotIn("13077", hidden.stdout)
        self.assertIn("13077 | <30", shown.stdout)

    def test_a_column_that_is_not_there_is_named(self):
        done = self.run_holdfast("report", "anonymity", self.write("a.csv", PATIENTS), "--quasi", "zip,salary")
        self.assertEqual(done.returncode, 2)
        self.assertIn("salary", done.stderr)

    def test_standard_input_and_no_header(self):
        done = self.run_holdfast("report", "anonymity", "--quasi", "1", "--no-header", "--json", stdin="a\na\nb\n")
        self.assertEqual(json.loads(done.stdout)["k"], 1)
        self.assertEqual(json.loads(done.stdout)["rows"], 3)


if __name__ == "__main__":
    unittest.main()
