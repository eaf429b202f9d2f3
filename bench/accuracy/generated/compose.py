"""Contacts from sentences and values: where each value stands is known because it was put there."""

from __future__ import annotations

import pathlib
import re
from dataclasses import dataclass, field

import yaml

from .draw import SPLITS, Draw

HERE = pathlib.Path(__file__).resolve().parent
LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
LANGUAGES = ("en", "es", "de", "fr", "it", "pt", "nl")


def read(path: str) -> dict:
    return yaml.load((HERE / path).read_text(encoding="utf-8"), LOADER)


# Split: language: section: sentences. Forms are the same in every language.
TALK = {
    split: {language: read(f"talk/{split}/{language}.yaml") | read(f"talk/{split}/any.yaml")
            for language in LANGUAGES}
    for split in SPLITS
}
NOUNS = {split: read(f"nouns/{split}.yaml") for split in SPLITS}
ARTICLE = re.compile(r"^(?:(?:der|die|das|el|la|los|las|le|les|il|lo|o|a|de|het) |l')", re.IGNORECASE)


@dataclass
class Place:
    """A value in a message. Pieces of one value share an entity and are found only together."""

    message: int
    start: int
    end: int
    type: str
    accepts: frozenset[str]
    entity: int


@dataclass
class Contact:
    group: str  # which figure it counts for: plain, disguise, speech …
    kind: str  # the row it counts in
    language: str
    messages: list[dict] = field(default_factory=list)
    truth: list[Place] = field(default_factory=list)
    harmless: list[Place] = field(default_factory=list)  # look-alikes, which nothing may be found on


@dataclass(frozen=True)
class Part:
    """A piece of what is put in place of {value}: text, and what it is. Text without a type is only written."""

    text: str
    type: str = ""
    accepts: frozenset[str] = frozenset()
    entity: int = 0
    is_harmless: bool = False


class Composer:
    def __init__(self, draw: Draw, group: str, kind: str, language: str):
        self.draw = draw
        self.contact = Contact(group, kind, language)
        self.talk = TALK[draw.split][language]

    def sentence(self, section: str) -> str:
        return self.draw.any(self.talk[section])

    def say(self, role: str, template: str, parts: list[Part] | None = None, noun: str = "", style: str = "",
            second: list[Part] | None = None, other: str = "") -> Composer:
        """{value} stands for `parts` and {second} for `second`; {noun} and {other} for what they are called."""
        text, fills = "", {"{value}": parts or [], "{second}": second or []}
        for piece in re.split(r"(\{value\}|\{second\})", styled(self.draw, template, style)):
            if piece not in fills:
                text += filled(piece, noun, other, style)
                continue
            for part in fills[piece]:
                self.place(part, len(text))
                text += part.text
        self.contact.messages.append({"role": role, "text": text})
        return self

    def place(self, part: Part, start: int) -> None:
        if part.type:
            place = Place(len(self.contact.messages), start, start + len(part.text), part.type, part.accepts
                          or frozenset({part.type}), part.entity)
            (self.contact.harmless if part.is_harmless else self.contact.truth).append(place)

    def style(self) -> str:
        return self.draw.any(["", "", "", "", "lower", "lower", "lower", "caps", "typos", "typos"])


def filled(text: str, noun: str, other: str, style: str) -> str:
    change = {"lower": str.lower, "caps": str.upper}.get(style, str)
    accusative = f"den{noun[3:]}" if noun.startswith("der ") else noun
    label = ARTICLE.sub("", noun)
    label = label[:1].upper() + label[1:]
    for name, word in (("noun", noun), ("accusative", accusative), ("label", label), ("other", other)):
        text = text.replace(f"{{{name}}}", change(word))
    return text.replace("{LABEL}", label.upper())


def styled(draw: Draw, template: str, style: str) -> str:
    """Lower case, ALL CAPS, or letters of a longer word that changed places. What is in braces stays."""
    pieces = re.split(r"(\{\w+\})", template)
    if style == "typos":
        index = max(range(0, len(pieces), 2), key=lambda i: len(pieces[i]))
        words = pieces[index].split(" ")
        long_words = [i for i, word in enumerate(words) if len(word) > 5 and word.isalpha()]
        if long_words:
            which = draw.any(long_words)
            word, place = words[which], draw.number(1, len(words[which]) - 3)
            words[which] = word[:place] + word[place + 1] + word[place] + word[place + 2:]
            pieces[index] = " ".join(words)
        return "".join(pieces)
    change = {"lower": str.lower, "caps": str.upper}.get(style, str)
    return "".join(piece if piece.startswith("{") else change(piece) for piece in pieces)


def noun_of(draw: Draw, type_: str, language: str) -> str:
    return draw.any(NOUNS[draw.split][type_][language])


def languages_of(type_: str) -> list[str]:
    return list(NOUNS["tune"][type_])
