"""From wordings to messages: fills the words in braces, adds the noise of typing and speech, and says
exactly where each planted value stands."""

from __future__ import annotations

import random
import re
from dataclasses import dataclass, field

from slots import Filled, Slots

WORD = re.compile(r"\{(\w+(?:\|\w+)?)\}")


@dataclass
class Text:
    """A text with what is planted in it; places are code points."""
    text: str = ""
    truth: list[dict] = field(default_factory=list)
    ignore: list[dict] = field(default_factory=list)

    def add(self, piece: str) -> None:
        self.text += piece

    def plant(self, filled: Filled, entity: str | None = None) -> None:
        start = len(self.text)
        self.text += filled.text
        place = {"start": start, "end": len(self.text)}
        if filled.type:
            self.truth.append({**place, "type": filled.type, "form": filled.form, **({"entity": entity} if entity else {})})
        elif filled.may_be:
            self.ignore.append({**place, "types": list(filled.may_be)})

    def join(self, other: Text) -> None:
        offset = len(self.text)
        self.text += other.text
        for mine, theirs in ((self.truth, other.truth), (self.ignore, other.ignore)):
            mine += [{**place, "start": place["start"] + offset, "end": place["end"] + offset} for place in theirs]


def typo(rng: random.Random, word: str) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    at = rng.randrange(1, len(word) - 1)
    return rng.choice([word[:at] + word[at + 1:], word[:at] + word[at] + word[at:],
                       word[:at] + word[at + 1] + word[at] + word[at + 2:]])


class Noise:
    """How one speaker writes: typos, abbreviations, lower case, ends of sentences; or the flat text of a transcript,
    with words begun twice and sounds between them. `habits` is the language's part of that."""

    def __init__(self, rng: random.Random, habits: dict | None = None, typos: float = 0.0, lower: bool = False,
                 short: bool = False, transcript: bool = False):
        self.rng, self.habits, self.typos, self.lower, self.short, self.transcript = rng, habits or {}, typos, lower, short, transcript
        self.stumbles = rng.choice([0, 0.01, 0.03, 0.05]) if transcript else 0.0

    def __call__(self, literal: str) -> str:
        if self.short:
            literal = re.sub(r"[\w']+", self.shorten, literal)
        if self.typos:
            literal = re.sub(r"\w+", lambda m: typo(self.rng, m[0]) if self.rng.random() < self.typos else m[0], literal)
        if self.transcript:
            literal = re.sub(r"[!?,;:¡¿…\"]|\.(?!\d)", "", literal.replace(" – ", " "))
            literal = re.sub(r"\S+", self.stumble, literal)
        return literal.lower() if self.lower or self.transcript else literal

    def shorten(self, match: re.Match) -> str:
        short = self.habits.get("short", {}).get(match[0].lower())
        return short if short is not None and self.rng.random() < 0.7 else match[0]

    def stumble(self, match: re.Match) -> str:
        word = match[0]
        if self.rng.random() >= self.stumbles:
            return word
        sound = self.rng.choice(self.habits.get("sounds", ["um"]))
        return self.rng.choice([f"{sound} {word}", f"{word} {word}" if len(word) < 5 else f"{sound} {word}"])

    def finish(self, text: str) -> str:
        """How this person ends a message: a typist in a hurry leaves the full stop, or puts three."""
        if self.transcript or not self.lower or not text or not text[-1].isalpha():
            return ""
        return self.rng.choices(["", *self.habits.get("ends", ["!", "..."])], [12, *[1] * len(self.habits.get("ends", "ab"))])[0]


def render(wording: str, slots: Slots, noise: Noise, fillers: list[str]) -> list[Text]:
    """One message, or several when a value is sent in pieces."""
    messages = [Text()]
    at = 0
    for match in WORD.finditer(wording):
        messages[-1].add(noise(wording[at:match.start()]))
        at = match.end()
        word = match[1]
        if word == "filler":
            messages[-1].add(slots.rng.choice(fillers))
        elif word.endswith("|split"):
            plant_split(messages, slots)
        else:
            messages[-1].plant(slots.fill(word))
    messages[-1].add(noise(wording[at:]))
    messages[-1].add(noise.finish(wording[at:]))
    return [message for message in messages if message.text.strip()]


def plant_split(messages: list[Text], slots: Slots) -> None:
    number = "".join(char for char in slots.fill("card").text if char.isdigit())
    size = slots.rng.choice([4, 4, 4, 8])
    entity = f"split-{number[-4:]}-{len(messages[-1].text)}"
    messages[-1].text = messages[-1].text.rstrip()
    if messages[-1].text:
        messages.append(Text())
    for at in range(0, len(number), size):
        messages[-1].plant(Filled(number[at:at + size], "payment_card", form="split"), entity)
        messages.append(Text())
