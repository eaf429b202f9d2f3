"""Scans a generated set with the product and reports how it did, beside what the product aims at."""

from __future__ import annotations

import json
import pathlib
import subprocess
import sys
import tempfile
from dataclasses import dataclass

from .catalogue import CATEGORIES, PATTERN_TYPES
from .compose import Contact
from .score import Count, Tally, add, wilson
from .sets import contacts

BASELINE = pathlib.Path(__file__).resolve().parents[1] / "generated.json"
CONFIDENCE_MIN = "0.5"
FIGURE_DROP_MAX = 0.01
TYPE_DROP_MAX = 0.05
EXAMPLES = 4


def scan(binary: str, made: list[Contact]) -> list[list[dict]]:
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as file:
        for number, contact in enumerate(made):
            file.write(json.dumps({"id": number, "messages": contact.messages}) + "\n")
        file.flush()
        done = subprocess.run(
            [binary, "scan", "--json", "--min-confidence", CONFIDENCE_MIN, "--input", "jsonl", "--contact", file.name],
            capture_output=True, text=True, check=False)
    if done.returncode not in (0, 3):
        sys.exit(f"holdfast scan failed with {done.returncode}: {done.stderr[:500]}")
    found: list[list[dict]] = [[] for _ in made]
    for line in map(json.loads, done.stdout.splitlines()):
        found[line["id"]] = line["findings"]
    return found


@dataclass
class Figure:
    name: str
    value: float
    aim: float
    sample: int
    interval: tuple[float, float]
    is_share_flagged: bool = False  # less is better

    @property
    def is_met(self) -> bool:
        return self.value <= self.aim if self.is_share_flagged else self.value >= self.aim


def total(kinds: dict[str, Count]) -> Count:
    whole = Count()
    for count in kinds.values():
        whole += count
    return whole


def in_all_plain_text(tally: Tally, type_: str, group: str) -> Count:
    """Recall where it was planted; false alarms wherever text is neither disguised nor spoken."""
    count = Count()
    count += tally.types[group][type_]
    for other in ("plain", "names", "addresses", "words", "look-alikes"):
        if other != group:
            count.false_alarms += tally.types[other][type_].false_alarms
    return count


def by_mode(kinds: dict[str, Count]) -> dict[str, Count]:
    """Ways of saying, all languages together."""
    modes: dict[str, Count] = {}
    for name, count in kinds.items():
        modes.setdefault(name.rsplit(", ", 1)[0], Count()).__iadd__(count)
    return modes


def f2_interval(count: Count) -> tuple[float, float]:
    """Both shares at the low and the high end of their intervals: wider than it need be, never too narrow."""
    ends = []
    for end in (0, 1):
        recall = wilson(count.hit, count.planted)[end]
        precise = wilson(count.hit, count.hit + count.false_alarms)[end]
        ends.append(5 * precise * recall / (4 * precise + recall) if precise + recall else 0.0)
    return ends[0], ends[1]


def figures(tally: Tally) -> list[Figure]:
    plain = Count()
    for type_ in set(PATTERN_TYPES) | set(tally.types["plain"]):
        if type_ not in ("person", "address"):
            plain += tally.types["plain"][type_]
    hidden = {**tally.kinds["disguises"], **by_mode(tally.kinds["speech"])}  # each disguise and each way of saying counts once
    spoken, written, look_alikes, turns = (total(tally.kinds[group]) for group in ("speech", "disguises", "look-alikes", "turns"))
    mean = sum(count.recall for count in hidden.values()) / max(1, len(hidden))
    both = total(hidden)
    names, addresses = in_all_plain_text(tally, "person", "names"), in_all_plain_text(tally, "address", "addresses")
    keys = total(tally.kinds["secrets"])

    def recall(name: str, count: Count, aim: float) -> Figure:
        return Figure(name, count.recall, aim, count.planted, wilson(count.hit, count.planted))

    return [
        Figure("pattern types in plain text, micro F2", plain.f(2), 0.97, plain.planted, f2_interval(plain)),
        Figure("disguises and speech, mean recall", mean, 0.92, both.planted, wilson(round(mean * both.planted), both.planted)),
        recall("— disguises alone, recall", written, 0.92),
        recall("— speech alone, recall", spoken, 0.92),
        Figure("look-alikes flagged", look_alikes.recall, 0.02, look_alikes.planted, wilson(look_alikes.hit, look_alikes.planted),
               True),
        recall("values split across turns, recall", turns, 0.95),
        recall("— other conversation patterns, recall", total(tally.kinds["conversation"]), 0.95),
        Figure("names, F2", names.f(2), 0.80, names.planted, f2_interval(names)),
        Figure("addresses, F2", addresses.f(2), 0.80, addresses.planted, f2_interval(addresses)),
        recall("secret keys, recall", keys, 0.90)
    ]


def by_type(tally: Tally) -> dict[str, Count]:
    """Every type in plain text: what its own group planted, and its false alarms there."""
    merged: dict[str, Count] = {}
    for group in ("plain", "names", "addresses", "words", "secrets"):
        for name, count in tally.types[group].items():
            merged.setdefault(name, Count())
            merged[name] += count
    return merged


def report(split: str, tally: Tally) -> str:
    lines = [
        f"## Accuracy on the generated set, split {split}", "", f"{tally.texts} contacts. Intervals are Wilson's, 95 %.", "",
        "| figure | value | interval | values | aim | |", "|---|--:|--:|--:|--:|---|"
    ]
    for figure in figures(tally):
        low, high = figure.interval
        sign = "≤ " if figure.is_share_flagged else ""
        verdict = "met" if figure.is_met else "not met"
        lines.append(f"| {figure.name} | {figure.value:.3f} | {low:.3f}–{high:.3f} | {figure.sample} | {sign}{figure.aim:.2f} "
                     f"| {verdict} |")
    lines += [
        "", "| type in plain text | planted | found | false alarms | precision | recall | interval | F1 | F2 |",
        "|---|--:|--:|--:|--:|--:|--:|--:|--:|"
    ]
    for name, count in sorted(by_type(tally).items()):
        low, high = wilson(count.hit, count.planted)
        interval = f"{low:.2f}–{high:.2f}" if count.planted else ""
        lines.append(f"| {name} | {count.planted} | {count.hit} | {count.false_alarms} | {count.precision:.3f} "
                     f"| {count.recall:.3f} | {interval} | {count.f(1):.3f} | {count.f(2):.3f} |")
    planted = {name for name, count in by_type(tally).items() if count.planted}
    absent = sorted(name for name, category in CATEGORIES.items() if category != "secret_key" and name not in planted)
    lines += ["", f"Types nothing is made for, or only under a country's name: {', '.join(absent)}."]
    for group in ("disguises", "speech", "turns", "conversation", "names", "addresses", "look-alikes"):
        word = "flagged" if group == "look-alikes" else "recall"
        lines += ["", f"| {group} | values | {word} | interval |", "|---|--:|--:|--:|"]
        for name, count in sorted(tally.kinds[group].items()):
            low, high = wilson(count.hit, count.planted)
            lines.append(f"| {name} | {count.planted} | {count.recall:.3f} | {low:.2f}–{high:.2f} |")
    return "\n".join(lines)


def examples(tally: Tally) -> str:
    """Of the tune split only: who reads what was missed in the test split has seen the test."""
    lines = []
    for group in tally.kinds:
        kinds = tally.types["plain"] if group == "plain" else tally.kinds[group]
        for title, listed in (("missed", Count.misses), ("flagged, or found where nothing is", Count.mistakes)):
            rows = [(name, count) for name, count in kinds.items() if listed(count)]
            rows = sorted(rows, key=lambda row: -len(listed(row[1])))[:40]
            if rows:
                lines += ["", f"### {group}: {title}, the most frequent first"]
            for name, count in rows:
                lines.append(f"- {name}: {len(listed(count))} of {count.planted}")
                lines += [f"  - {text}" for text in listed(count)[:EXAMPLES]]
    return "\n".join(lines)


def measured(tally: Tally) -> dict:
    kinds = {
        group: {name: round(count.recall, 4) for name, count in sorted(tally.kinds[group].items())}
        for group in ("disguises", "speech", "turns", "conversation", "look-alikes")
    }
    return {
        "figures": {figure.name: round(figure.value, 4) for figure in figures(tally)},
        "types": {name: round(count.f(2), 4) for name, count in sorted(by_type(tally).items()) if count.planted},
        "kinds": kinds,
    }


def losses(now: dict, stored: dict) -> list[str]:
    """A figure falls by 0.01, a type's F2 by 0.05: every set is the same each time, so that what changes is the product."""
    lost = []
    for name, was in stored["figures"].items():
        value = now["figures"].get(name, 0.0)
        worse = value - was if name.startswith("look-alikes") else was - value
        if worse > FIGURE_DROP_MAX:
            lost.append(f"{name}: {value:.3f}, baseline {was:.3f}")
    lost += [
        f"{name}: F2 {now['types'].get(name, 0.0):.3f}, baseline {was:.3f}" for name, was in stored["types"].items()
        if was - now["types"].get(name, 0.0) > TYPE_DROP_MAX
    ]
    return lost


def run(binary: str, split: str, check: bool, store: bool) -> int:
    made, tally = contacts(split), Tally()
    for contact, findings in zip(made, scan(binary, made)):
        add(tally, contact, findings)
    print(report(split, tally))
    if split == "tune":
        print(examples(tally))
    if (check or store) and split != "test":
        sys.exit("the baseline is of the test split")
    if store:
        BASELINE.write_text(json.dumps(measured(tally), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    lost = losses(measured(tally), json.loads(BASELINE.read_text(encoding="utf-8"))) if check else []
    for line in lost:
        print(f"worse than the baseline: {line}", file=sys.stderr)
    return 1 if lost else 0
