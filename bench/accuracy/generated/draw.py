"""Random choices of one split.

Options in a list are halved between the splits, so that what was tuned on says nothing of the test.
"""

from __future__ import annotations

import datetime
import random
import string
from collections.abc import Sequence
from typing import TypeVar

T = TypeVar("T")
SPLITS = ("tune", "test")
DIGITS = string.digits
UPPER = string.ascii_uppercase
LOWER = string.ascii_lowercase
ALNUM = string.ascii_letters + string.digits


class Draw:
    def __init__(self, seed: str, split: str):
        self.split = split
        self.rng = random.Random(f"{split}:{seed}")

    def half(self, options: Sequence[T]) -> Sequence[T]:
        """This split's half; a single option serves both."""
        return options[SPLITS.index(self.split)::2] or options

    def own(self, options: Sequence[T]) -> T:
        return self.rng.choice(self.half(options))

    def any(self, options: Sequence[T]) -> T:
        return self.rng.choice(options)

    def one_in(self, count: int) -> bool:
        return self.rng.randrange(count) == 0

    def number(self, low: int, high: int) -> int:
        return self.rng.randint(low, high)

    def digits(self, count: int) -> str:
        return "".join(self.rng.choice(DIGITS) for _ in range(count))

    def chars(self, count: int, alphabet: str = UPPER) -> str:
        return "".join(self.rng.choice(alphabet) for _ in range(count))

    def padded(self, low: int, high: int, width: int) -> str:
        return f"{self.rng.randint(low, high):0{width}}"

    def birth(self, first: int = 1941, last: int = 2003) -> datetime.date:
        """Even years for one split, odd ones for the other."""
        years = [year for year in range(first, last + 1) if year % 2 == SPLITS.index(self.split)]
        return datetime.date(self.rng.choice(years), 1, 1) + datetime.timedelta(days=self.rng.randrange(365))

    def form(self, compact: str, masks: Sequence[str]) -> str:
        """The first mask is how most people write it and serves both splits, the others are halved. # stands for a character."""
        mask = masks[0] if len(masks) == 1 or self.rng.random() < 0.55 else self.own(masks[1:])
        return masked(compact, mask)


def masked(compact: str, mask: str) -> str:
    if not mask:
        return compact
    chars = iter(compact)
    text = "".join(next(chars) if sign == "#" else sign for sign in mask)
    return text + "".join(chars)
