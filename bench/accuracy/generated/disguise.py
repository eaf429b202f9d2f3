"""Ways to write a value so that it is not seen. Each keeps the value whole: `plain` gets it back."""

from __future__ import annotations

import html
import unicodedata

from .draw import Draw
from .money import grouped

ZERO_WIDTH = "\u200b\u200c\u200d\u2060\ufeff"
LOOK_ALIKES = {"0": "Oo", "1": "lI", "5": "S", "8": "B"}
SEPARATORS = {
    "space": " ", "double space": "  ", "no-break space": "\u00a0", "thin space": "\u2009", "ideographic space": "\u3000",
    "dot": ".", "dash": "-", "en dash": "–", "slash": "/", "underscore": "_", "comma": ",", "comma and space": ", ",
    "line break": "\n", "middle dot": "·", "tab": "\t", "spaced dash": " - ",
}


def joined(sign: str, parts: list[str]) -> str:
    return sign.join(parts)


def groups(compact: str) -> list[str]:
    return grouped(compact).split(" ")


def digits_at(first: int, compact: str) -> str:
    return "".join(chr(first + int(char)) if char.isdigit() else char for char in compact)


def circled(d: Draw, compact: str) -> str:
    return "".join("⓪" if char == "0" else chr(0x2460 + int(char) - 1) if char.isdigit() else char for char in compact)


def entities(d: Draw, compact: str) -> str:
    form = d.own(["&#{};", "&#x{:x};"])
    return "".join(form.format(ord(char)) if char.isdigit() else char for char in compact)


def full_width(d: Draw, compact: str) -> str:
    return "".join(chr(ord(char) + 0xFEE0) for char in compact)


def zero_width(d: Draw, compact: str) -> str:
    sign, step = d.own(ZERO_WIDTH), d.any((1, 4))
    return sign.join(compact[i:i + step] for i in range(0, len(compact), step))


def look_alikes(d: Draw, compact: str) -> str:
    """A few digits as letters, not all: so people type, and so they hide."""
    which = d.own(["01", "0", "01", "1"])
    return "".join(d.any(LOOK_ALIKES[char]) if char in which else char for char in compact)


def mixed(d: Draw, compact: str) -> str:
    """Another separator after every group."""
    parts, text = groups(compact), ""
    for part in parts[:-1]:
        text += part + d.any([" ", "-", ".", "/", "_", ", "])
    return text + parts[-1]


def odd_groups(d: Draw, compact: str) -> str:
    """Groups as nobody prints them."""
    step = d.own([2, 3, 5, 6])
    return d.any([" ", "-"]).join(compact[i:i + step] for i in range(0, len(compact), step))


def bracketed(d: Draw, mail: str) -> str:
    at, dot = d.own([" (at) ", "(at)", " [at] ", "[at]"]), d.own([" (dot) ", "(dot)", " [dot] ", "[dot]"])
    return mail.replace("@", at).replace(".", dot)


FORMS = {
    f"separator: {name}": (lambda sign: lambda d, compact: joined(sign, groups(compact)))(sign)
    for name, sign in SEPARATORS.items()
} | {
    "separator: brackets": lambda d, compact: " ".join(f"({part})" for part in groups(compact)),
    "separators mixed": mixed,
    "odd groups": odd_groups,
    "each apart: spaces": lambda d, compact: " ".join(compact),
    "each apart: signs": lambda d, compact: d.own(["-", ".", "_", "/"]).join(compact),
    "zero-width": zero_width,
    "full-width": full_width,
    "Arabic-Indic": lambda d, compact: digits_at(d.own([0x660, 0x6F0]), compact),
    "Devanagari": lambda d, compact: digits_at(0x966, compact),
    "mathematical": lambda d, compact: digits_at(d.own([0x1D7CE, 0x1D7D8, 0x1D7E2, 0x1D7F6]), compact),
    "circled": circled,
    "look-alike letters": look_alikes,
    "HTML entities": entities,
}
MAILS = {
    "mail: (at) (dot)": bracketed,
    "mail: at dot": lambda d, mail: mail.replace("@", " at ").replace(".", " dot "),
    "mail: at alone": lambda d, mail: mail.replace("@", d.own([" at ", " AT "])),
    "mail: spaces": lambda d, mail: mail.replace("@", " @ "),
    "mail: full-width": lambda d, mail: mail.replace("@", "＠"),
    "mail: entity": lambda d, mail: mail.replace("@", d.own(["&#64;", "&#x40;"])),
    "mail: zero-width": lambda d, mail: mail.replace("@", "\u200b@").replace(".", ".\u200b"),
}


def plain(text: str) -> str:
    """The value's own characters, written independently of the engine's folding."""
    text = html.unescape(text)
    kept = "".join(char for char in text if char not in ZERO_WIDTH)
    out = ""
    for char in kept:
        value = unicodedata.digit(char, None)
        out += str(value) if value is not None else unicodedata.normalize("NFKC", char)
    return "".join(char for char in out if char.isalnum())


def plain_digits(text: str) -> str:
    """`plain`, where letters that look like digits are digits."""
    back = {letter: digit for digit, letters in LOOK_ALIKES.items() for letter in letters}
    return "".join(back.get(char, char) for char in plain(text))


def plain_mail(text: str) -> str:
    text = html.unescape(text).replace("＠", "@").replace("\u200b", "")
    for word, sign in (("at", "@"), ("AT", "@"), ("dot", ".")):
        for form in (f" ({word}) ", f"({word})", f" [{word}] ", f"[{word}]", f" {word} "):
            text = text.replace(form, sign)
    return text.replace(" ", "")
