"""Wordings that write themselves: `[hi|hey]` is one of them, `<thanks>` one of the fragments of that name, both as deep as one
likes. Words in braces are left for render.py, whatever stands in them."""

from __future__ import annotations

import functools
import random
import re

PIECE = re.compile(r"\{[^}]*\}|<(\w+)>|[\[\]|]|[^{<\[\]|]+")


class Grammar:
    def __init__(self, fragments: dict[str, list[str]]):
        self.fragments = fragments

    def say(self, rng: random.Random, wording: str) -> str:
        pieces = split(wording)
        text, end = self._choices(rng, pieces, 0)
        if end != len(pieces):
            raise ValueError(f"a bracket too many in: {wording}")
        return tidy(text)

    def _choices(self, rng: random.Random, pieces: list, at: int) -> tuple[str, int]:
        """One of the alternatives from `at` to the bracket that closes them, and where that stands."""
        alternatives = [""]
        while at < len(pieces) and pieces[at][0] != "]":
            piece, name = pieces[at]
            if piece == "|":
                alternatives.append("")
            elif piece == "[":
                chosen, at = self._choices(rng, pieces, at + 1)
                alternatives[-1] += chosen
            elif name:
                alternatives[-1] += self.say(rng, rng.choice(self.fragments[name]))
            else:
                alternatives[-1] += piece
            at += 1
        return rng.choice(alternatives), at


@functools.cache
def split(wording: str) -> list[tuple[str, str | None]]:
    return [(match[0], match[1]) for match in PIECE.finditer(wording)]


def tidy(text: str) -> str:
    """What an empty choice leaves behind: spaces in pairs, before a comma, at the ends."""
    text = re.sub(r"  +", " ", text)
    text = re.sub(r" +([,.])", r"\1", text)
    return re.sub(r"^[ ,]+|[ ,]+$", "", text)
