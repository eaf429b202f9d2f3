"""Compares what was found with what was put in, and counts.

A value is found by an accepted type that covers half of it or more.
"""

from __future__ import annotations

import collections
import math
from dataclasses import dataclass, field

from .compose import Contact, Place

Z = 1.96  # 95 %


@dataclass
class Count:
    planted: int = 0
    hit: int = 0
    false_alarms: int = 0
    missed: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def misses(self) -> list[str]:
        return self.missed

    def mistakes(self) -> list[str]:
        return self.wrong

    def __iadd__(self, other: Count) -> Count:
        self.planted += other.planted
        self.hit += other.hit
        self.false_alarms += other.false_alarms
        return self

    @property
    def recall(self) -> float:
        return self.hit / self.planted if self.planted else 1.0

    @property
    def precision(self) -> float:
        found = self.hit + self.false_alarms
        return self.hit / found if found else 1.0

    def f(self, beta: float) -> float:
        low = beta * beta * self.precision + self.recall
        return (1 + beta * beta) * self.precision * self.recall / low if low else 0.0


def wilson(hits: int, of: int) -> tuple[float, float]:
    """The interval that holds the true share with 95 % confidence."""
    if of == 0:
        return 0.0, 1.0
    share, square = hits / of, Z * Z
    middle = (share + square / (2 * of)) / (1 + square / of)
    half = Z * math.sqrt(share * (1 - share) / of + square / (4 * of * of)) / (1 + square / of)
    return max(0.0, middle - half), min(1.0, middle + half)


Counts = dict[str, Count]


def counts() -> Counts:
    return collections.defaultdict(Count)


@dataclass
class Tally:
    types: dict[str, Counts] = field(default_factory=lambda: collections.defaultdict(counts))  # group: type
    kinds: dict[str, Counts] = field(default_factory=lambda: collections.defaultdict(counts))  # group: disguise, way of saying …
    texts: int = 0
    false_alarms_by_group: dict[str, Counts] = field(default_factory=lambda: collections.defaultdict(counts))


def overlap(finding: dict, place: Place) -> int:
    if finding["message"] != place.message:
        return 0
    return max(0, min(finding["end"], place.end) - max(finding["start"], place.start))


def finds(finding: dict, place: Place) -> bool:
    return finding["type"] in place.accepts and 2 * overlap(finding, place) >= place.end - place.start


def add(tally: Tally, contact: Contact, findings: list[dict]) -> None:
    tally.texts += 1
    by_entity: dict[int, list[Place]] = collections.defaultdict(list)
    for place in contact.truth:
        by_entity[place.entity].append(place)
    for places in by_entity.values():
        is_found = all(any(finds(finding, place) for finding in findings) for place in places)
        for count in (tally.types[contact.group][places[0].type], tally.kinds[contact.group][contact.kind]):
            count.planted += 1
            count.hit += is_found
            if not is_found:
                count.missed.append(around(contact, places[0], findings))
    for place in contact.harmless:
        flagged = [finding for finding in findings if overlap(finding, place)]
        count = tally.kinds[contact.group][contact.kind]
        count.planted += 1
        count.hit += bool(flagged)
        if flagged:
            count.wrong.append(f"{flagged[0]['type']}: {around(contact, place, [])}")
    for finding in findings:
        if any(finding["type"] in place.accepts and overlap(finding, place) for place in contact.truth):
            continue
        if contact.group == "addresses" and finding["type"] == "postal_code":
            continue  # a piece of the address, rightly named
        count = tally.types[contact.group][finding["type"]]
        count.false_alarms += 1
        count.wrong.append(
            f"{contact.kind}: {around(contact, Place(finding['message'], finding['start'], finding['end'], '', frozenset(), 0), [])}"
        )


def around(contact: Contact, place: Place, findings: list[dict]) -> str:
    text = contact.messages[place.message]["text"]
    asked = contact.messages[0]["text"] + " ⏎ " if place.message else ""
    instead = ", ".join(sorted({finding["type"] for finding in findings if overlap(finding, place)}))
    before, value, after = text[max(0, place.start - 40):place.start], text[place.start:place.end], text[place.end:place.end + 20]
    shown = f"{asked}…{before}[{value}]{after}…".replace("\n", "⏎")
    return shown + (f" (found as {instead})" if instead else "")
