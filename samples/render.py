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


def typo(rng: random.Random, word: str) -> str:
    if len(word) < 4 or not word.isalpha():
        return word
    at = rng.randrange(1, len(word) - 1)
    return rng.choice([word[:at] + word[at + 1:], word[:at] + word[at] + word[at:],
                       word[:at] + word[at + 1] + word[at] + word[at + 2:]])


class Noise:
    """How one speaker writes: typos, lower case, or the flat text of a transcript."""

    def __init__(self, rng: random.Random, typos: float = 0.0, lower: bool = False, transcript: bool = False):
        self.rng, self.typos, self.lower, self.transcript = rng, typos, lower, transcript

    def __call__(self, literal: str) -> str:
        if self.typos:
            literal = re.sub(r"\w+", lambda m: typo(self.rng, m[0]) if self.rng.random() < self.typos else m[0], literal)
        if self.transcript:
            literal = re.sub(r"[,!;]", "", literal)
        return literal.lower() if self.lower or self.transcript else literal


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
    return [message for message in messages if message.text.strip()]


def plant_split(messages: list[Text], slots: Slots) -> None:
    number = "".join(char for char in slots.fill("card").text if char.isdigit())
    size = slots.rng.choice([4, 4, 4, 8])
    entity = f"split-{number[-4:]}-{len(messages[-1].text)}"
    if messages[-1].text:
        messages.append(Text())
    for at in range(0, len(number), size):
        messages[-1].plant(Filled(number[at:at + size], "payment_card", form="split"), entity)
        messages.append(Text())
