#!/usr/bin/env python3
"""Precision, recall and F2 by type, on the sample day and on generated sets, where every planted value is known.

    bench/accuracy.py --binary build/release/bin/holdfast --day build/samples [--check] [--store]
    bench/accuracy.py --binary build/release/bin/holdfast --set generated --split tune|test [--check] [--store]

The sample day: chats and calls are scanned as conversations, mails as the mailbox they are in, through the sandboxed reader,
attachments and HTML included. A finding counts as found when it has the planted value's type and covers half of it or more.
Places that the day marks `ignore` (a name in a greeting) count neither way. --check fails when the F2 of any type is more than 0.02
under the stored baseline, --store replaces the baseline.

The generated sets: values, disguises, ways of saying, conversations and look-alikes of accuracy/generated, in two splits. Rules are
written by what `tune` prints of the misses; of `test`, which the baseline is of, only totals are printed.
"""

from __future__ import annotations

import argparse
import collections
import json
import pathlib
import re
import subprocess
import sys
from dataclasses import dataclass, field

BASELINE = pathlib.Path(__file__).resolve().parent / "accuracy/baseline.json"
DROP_MAX = 0.02
CONFIDENCE_MIN = "0.5"
EXAMPLES = 4


@dataclass
class Count:
    planted: int = 0
    hit: int = 0
    false_alarms: int = 0
    forms: dict = field(default_factory=lambda: collections.defaultdict(lambda: [0, 0]))  # form: hit, planted
    missed: list = field(default_factory=list)
    wrong: list = field(default_factory=list)

    @property
    def recall(self) -> float:
        return self.hit / self.planted if self.planted else 1.0

    @property
    def precision(self) -> float:
        found = self.hit + self.false_alarms
        return self.hit / found if found else 1.0

    @property
    def f2(self) -> float:
        """Weighs a miss heavier than a false alarm."""
        low = 4 * self.precision + self.recall
        return 5 * self.precision * self.recall / low if low else 0.0


def scan(binary: str, *arguments: str) -> list[dict]:
    done = subprocess.run([binary, "scan", "--json", "--min-confidence", CONFIDENCE_MIN, *arguments],
                          capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        sys.exit(f"holdfast scan failed with {done.returncode}: {done.stderr[:500]}")
    return [json.loads(line) for line in done.stdout.splitlines()]


def read_lines(path: pathlib.Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def conversations(binary: str, day: pathlib.Path) -> list[tuple[dict, list[dict]]]:
    """Each contact with what was found in it."""
    found = {line["id"]: line["findings"] for line in scan(binary, "--input", "jsonl", "--contact", str(day / "contacts.jsonl"))}
    return [(contact, found.get(contact["id"], [])) for contact in read_lines(day / "contacts.jsonl")]


def mails(binary: str, day: pathlib.Path) -> list[tuple[dict, list[dict]]]:
    """Each mail as a contact whose messages are the parts it is read into."""
    findings: dict[int, list[dict]] = collections.defaultdict(list)
    for line in scan(binary, str(day / "mailbox.mbox")):
        for finding in line["findings"]:
            number, path = re.fullmatch(r"message\[(\d+)\]/(.*)", finding["part"]).groups()
            findings[int(number)].append({**finding, "path": path})
    pairs = []
    for number, mail in enumerate(read_lines(day / "mailbox.jsonl")):
        places = {path: index for index, path in enumerate(mail["parts"])}
        strange = {finding["path"] for finding in findings[number]} - places.keys()
        if strange:
            sys.exit(f"{mail['id']} was read into parts that the day does not know: {sorted(strange)}")
        contact = {"id": mail["id"], "messages": [{"text": text} for text in mail["parts"].values()],
                   **{kind: [{**place, "message": places[place["path"]]} for place in mail[kind]] for kind in ("truth", "ignore")}}
        pairs.append((contact, [{**finding, "message": places[finding["path"]]} for finding in findings[number]]))
    return pairs


def overlap(one: dict, other: dict) -> int:
    if one["message"] != other["message"]:
        return 0
    return max(0, min(one["end"], other["end"]) - max(one["start"], other["start"]))


def covers(finding: dict, place: dict) -> bool:
    return 2 * overlap(finding, place) >= place["end"] - place["start"]


def around(contact: dict, place: dict) -> str:
    text = contact["messages"][place["message"]]["text"]
    start, end = place["start"], place["end"]
    return f"{contact['id']}: …{text[max(0, start - 30):start]}[{text[start:end]}]{text[end:end + 15]}…".replace("\n", " ")


def compare(contact: dict, findings: list[dict], counts: dict[str, Count]) -> None:
    """A planted value is found once, however many findings lie on it; a finding that lies on none is a false alarm."""
    explained = set()
    for place in contact["truth"]:
        count = counts[place["type"]]
        count.planted += 1
        form = count.forms[place["form"]]
        form[1] += 1
        hits = [i for i, finding in enumerate(findings) if finding["type"] == place["type"] and covers(finding, place)]
        explained.update(hits)
        if hits:
            count.hit += 1
            form[0] += 1
        else:
            count.missed.append(f"{place['form']}: {around(contact, place)}")
    for i, finding in enumerate(findings):
        if i in explained or is_ignored(contact, finding):
            continue
        counts[finding["type"]].false_alarms += 1
        counts[finding["type"]].wrong.append(around(contact, finding))


def is_ignored(contact: dict, finding: dict) -> bool:
    """A place that counts neither way, or a piece of a planted value of the same type."""
    if any(finding["type"] == place["type"] and overlap(finding, place) for place in contact["truth"]):
        return True
    return any(finding["type"] in place["types"] and overlap(finding, place) for place in contact["ignore"])


def table(counts: dict[str, Count]) -> str:
    lines = ["| type | planted | found | false alarms | precision | recall | F2 |", "|---|--:|--:|--:|--:|--:|--:|"]
    total = Count()
    for name in sorted(counts):
        count = counts[name]
        total.planted += count.planted
        total.hit += count.hit
        total.false_alarms += count.false_alarms
        lines.append(row(name, count))
    lines.append(row("**all**", total))
    lines += ["", "| type | form | planted | recall |", "|---|---|--:|--:|"]
    for name in sorted(counts):
        if len(counts[name].forms) > 1:
            lines += [f"| {name} | {form} | {planted} | {hit / planted:.3f} |"
                      for form, (hit, planted) in sorted(counts[name].forms.items())]
    return "\n".join(lines)


def row(name: str, count: Count) -> str:
    return (f"| {name} | {count.planted} | {count.hit} | {count.false_alarms} | {count.precision:.3f} | "
            f"{count.recall:.3f} | {count.f2:.3f} |")


def examples(counts: dict[str, Count]) -> str:
    lines = []
    for title, listed in (("Missed", lambda count: count.missed), ("False alarms", lambda count: count.wrong)):
        lines += ["", f"### {title}, the most frequent types first"]
        for name in sorted(counts, key=lambda name: -len(listed(counts[name])))[:12]:
            lines += [f"- {name}: {text}" for text in listed(counts[name])[:EXAMPLES]]
    return "\n".join(lines)


def drops(counts: dict[str, Count]) -> list[str]:
    stored = json.loads(BASELINE.read_text())
    return [f"{name}: F2 {counts[name].f2:.3f}, baseline {was['f2']:.3f}" for name, was in stored.items()
            if was["planted"] and counts[name].f2 < was["f2"] - DROP_MAX]


def generated_set(options: argparse.Namespace) -> int:
    sys.path.insert(0, str(BASELINE.parent))
    from generated import measure

    return measure.run(options.binary, options.split, options.check, options.store)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--binary", required=True)
    parser.add_argument("--set", choices=("day", "generated"), default="day")
    parser.add_argument("--split", choices=("tune", "test"), default="tune", help="of the generated set")
    parser.add_argument("--day", type=pathlib.Path, help="what samples/generate.py wrote")
    parser.add_argument("--check", action="store_true")
    parser.add_argument("--store", action="store_true")
    options = parser.parse_args()
    if options.set == "generated":
        return generated_set(options)
    if options.day is None:
        parser.error("the sample day needs --day")
    counts: dict[str, Count] = collections.defaultdict(Count)
    for contact, findings in conversations(options.binary, options.day) + mails(options.binary, options.day):
        compare(contact, findings, counts)
    print("## Accuracy on the sample day\n\n" + table(counts) + "\n" + examples(counts) + "\n")
    if options.store:
        BASELINE.parent.mkdir(exist_ok=True)
        BASELINE.write_text(json.dumps({name: {"planted": count.planted, "precision": round(count.precision, 4),
                                               "recall": round(count.recall, 4), "f2": round(count.f2, 4)}
                                        for name, count in sorted(counts.items())}, indent=1) + "\n")
    lost = drops(counts) if options.check else []
    for line in lost:
        print(f"worse than the baseline: {line}", file=sys.stderr)
    return 1 if lost else 0


if __name__ == "__main__":
    sys.exit(main())
