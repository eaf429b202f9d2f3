#!/usr/bin/env python3
"""Sentences with names in them, and lists of known words, for train.cc to learn from: generate.py OUTPUT

Writes to the directory OUTPUT
    train.tsv, dev.tsv    a text a line: set, style, whether a name was asked for, text (\\n for line breaks), spans in bytes
    lists.tsv             word, lists it is in (as NameList in name_model.h), language it tells of, whether training must not see it

Carriers (carriers/<language>.txt) hold a sentence a line: [one|of these], {slot}, "? " before an answer to the question for a name,
"- " before a sentence without names. An eighth of the carriers and a tenth of the names are for development alone; half of those
names are in no list either while it is measured. The same data give the same bytes: every choice is seeded.
"""

from __future__ import annotations

import collections
import hashlib
import pathlib
import random
import re
import sys
import unicodedata
from dataclasses import dataclass, field

import yaml

HERE = pathlib.Path(__file__).resolve().parent
GIVEN_NAMES = HERE.parent.parent / "src/engine/detect/validators/given_names.txt"  # by which the engine finds names alone
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
OWN_LOCALES = {
    "en": ("en", "en_AU", "en_GH", "en_IN", "en_NG", "en_ZA", "en_HK"), "de": ("de", "de_AT", "de_CH"),
    "fr": ("fr", "fr_BE", "fr_CH", "fr_SN"), "es": ("es", "es_MX"), "it": ("it",), "pt": ("pt_PT", "pt_BR"), "nl": ("nl", "nl_BE"),
}
PARTICLES = {
    "en": ("Mc", "O'", "de ", "Mac"), "de": ("von ", "von ", "van ", "zu "), "fr": ("de ", "Le ", "du ", "De ", "La "),
    "es": ("de ", "del ", "de la ", "de los "), "it": ("De ", "Di ", "Della ", "Lo ", "D'", "La "), "pt": ("da ", "dos ", "de ", "do "),
    "nl": ("van ", "de ", "van den ", "van der ", "ter ", "van de ", "El "),
}
PARTICLE_SHARE = {"en": 0.06, "de": 0.06, "fr": 0.1, "es": 0.1, "it": 0.12, "pt": 0.2, "nl": 0.3}
FILLERS = {
    "en": ("um", "uh", "you know", "like"), "de": ("äh", "ähm", "also", "ja"), "fr": ("euh", "ben", "voilà"), "es": ("eh", "pues", "este"),
    "it": ("ehm", "cioè", "allora"), "pt": ("hum", "pronto", "tipo"), "nl": ("eh", "nou", "zeg maar"),
}
SMALL = set("de del della di da do dos das du le la las los el al van von den der ter zu und y e of the and bin ben st san saint "
            "ten lo li dal degli der des les".split())
PER_CARRIER = 90  # sentences
GIVEN, SURNAME, PLACE, PRODUCT, WORD, FOREIGN_GIVEN, FOREIGN_SURNAME = 1, 2, 4, 8, 16, 32, 64
FREE = 1500  # sentences of words in no order, a language
DEV_CARRIERS, DEV_NAMES = 8, 10  # one in so many


def number_of(text: str) -> int:
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:4], "big")


def is_dev_name(name: str) -> bool:
    return number_of("name " + plain(name)) % DEV_NAMES == 0


def is_hidden(word: str) -> bool:
    """In no list while it is measured."""
    return is_dev_name(word) and number_of("hidden " + plain(word)) % 2 == 0


def plain(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(c))


def read_lists() -> dict[str, dict[str, list[str]]]:
    """kind: locale: texts."""
    lists: dict[str, dict[str, list[str]]] = {}
    for kind in ("given", "surname", "place", "product", "word"):
        lists[kind] = collections.defaultdict(list)
        for line in (HERE / f"data/{kind}.tsv").read_text(encoding="utf-8").splitlines():
            locale, text = line.split("\t")
            lists[kind][locale].append(text)
    return lists


class Names:
    """Of one part: names that training sees, or those that it does not."""

    def __init__(self, lists: dict[str, dict[str, list[str]]], rng: random.Random, is_dev: bool):
        self.rng = rng
        self.lists = {
            kind: {locale: kept for locale, texts in lists[kind].items() if (kept := [t for t in texts if self.serves(t, is_dev)])}
            for kind in ("given", "surname")
        }
        self.locales = {kind: sorted(by_locale) for kind, by_locale in self.lists.items()}

    @staticmethod
    def serves(text: str, is_dev: bool) -> bool:
        return is_dev_name(text) == is_dev and 2 <= len(text) <= 24 and text[0].isupper() and text.count(" ") < 3

    def locale(self, language: str) -> str:
        if self.rng.random() < 0.62:
            own = [locale for locale in OWN_LOCALES[language] if locale in self.lists["given"] and locale in self.lists["surname"]]
            return own[0] if self.rng.random() < 0.5 else self.rng.choice(own)
        return self.rng.choice([locale for locale in self.locales["given"] if locale in self.lists["surname"]])

    def given(self, locale: str) -> str:
        name = self.rng.choice(self.lists["given"][locale])
        if self.rng.random() < 0.05:
            name += self.rng.choice(("-", " ")) + self.rng.choice(self.lists["given"][locale])
        return name

    def surname(self, locale: str, language: str) -> str:
        name = self.rng.choice(self.lists["surname"][locale])
        if self.rng.random() < PARTICLE_SHARE[language]:
            name = self.rng.choice(PARTICLES[language]) + name
        if self.rng.random() < (0.3 if language in ("es", "pt") else 0.04):
            name += self.rng.choice((" ", " ", "-")) + self.rng.choice(self.lists["surname"][locale])
        return name

    def any(self, language: str) -> str:
        locale, way = self.locale(language), self.rng.random()
        if way < 0.27:
            return self.given(locale)
        if way < 0.40:
            return f"{self.given(locale)[0]}. {self.surname(locale, language)}"
        if way < 0.43:
            return f"{self.given(locale)} {self.given(locale)[0]}. {self.surname(locale, language)}"
        if way < 0.46:
            return self.surname(locale, language)
        return f"{self.given(locale)} {self.surname(locale, language)}"


@dataclass
class Piece:
    text: str
    kind: str = ""  # "P", "X" or nothing


@dataclass
class Sentence:
    pieces: list[Piece] = field(default_factory=list)
    is_asked: bool = False

    def change(self, change, only=lambda piece: True) -> None:
        for piece in self.pieces:
            if only(piece):
                piece.text = change(piece.text)


class Writer:
    def __init__(self, language: str, lists: dict, names: Names, rng: random.Random):
        self.language, self.names, self.rng = language, names, rng
        self.vocabulary = VOCABULARY[language]
        own = OWN_LOCALES[language]
        everyday = (HERE / f"everyday/{language}.txt").read_text(encoding="utf-8").split()
        self.places = [text for locale in own for text in lists["place"].get(locale, [])]
        self.products = [text for locale in ("en", *own) for text in lists["product"].get(locale, [])]
        self.words = 2 * everyday + self.vocabulary["words"] + [
            text for locale in own for text in lists["word"].get(locale, []) if text.islower() and " " not in text]
        self.nouns = [text for locale in own for text in lists["word"].get(locale, []) if text.istitle() and " " not in text]

    def slot(self, name: str) -> Piece:
        rng, locale = self.rng, self.names.locale(self.language)
        if name == "n":
            return Piece(self.names.any(self.language), "P")
        if name == "f":
            return Piece(self.names.given(locale), "P")
        if name == "l":
            return Piece(self.names.surname(locale, self.language), "P")
        if name == "c":
            return Piece(rng.choice(self.places), "X")
        if name == "o":
            base = rng.choice(self.products) if rng.random() < 0.5 else rng.choice(self.words).capitalize() + rng.choice(
                (" Energy", " Bank", "net", "tel", " GmbH", " SA", " Ltd", " Mobile", " Direct", " Telecom", " & Co", " Group"))
            return Piece(base, "X")
        if name == "p":
            model = rng.choice(("", "", " Pro", " X2", " 500", " Mini", " Plus", " Lamp"))
            return Piece(rng.choice(self.products) + model, "X")
        if name == "#":
            return Piece(str(rng.choice((rng.randint(1, 99), rng.randint(1000, 999999)))))
        if name == "0":
            return Piece(" ".join(rng.choice(self.vocabulary["numbers"] + list("abhjknv")) for _ in range(rng.randint(3, 9))))
        options = {"t": "things", "d": "days", "m": "months", "s": "streets", "w": "words"}[name]
        return Piece(rng.choice(self.words if name == "w" and rng.random() < 0.7 else self.vocabulary[options]), "X" if name == "s" else "")

    def sentence(self, carrier: str) -> Sentence:
        made = Sentence(is_asked=carrier.startswith("? "))
        text = carrier[2:] if carrier[:2] in ("? ", "- ") else carrier
        text = re.sub(r"\[([^\]]*)\]", lambda found: self.rng.choice(found.group(1).split("|")), text).replace("\\n", "\n")
        for index, part in enumerate(re.split(r"\{(.)\}", text)):
            piece = self.slot(part) if index % 2 else Piece(part)
            if piece.text:
                made.pieces.append(piece)
        return made

    def free(self) -> Sentence:
        """Words in no order around a name or something else, so that lists and capitals count where no cue helps."""
        rng = self.rng
        made = Sentence([Piece(" ".join(self.word() for _ in range(rng.randint(0, 5))) + rng.choice((" ", " ", " ", ", ", ": ", "\n", ". ")))])
        made.pieces.append(self.slot(rng.choice("nnnnffcop")) if rng.random() < 0.8 else Piece(self.word()))
        made.pieces.append(Piece(rng.choice((" ", " ", " ", ", ", ". ", "? ", "\n")) + " ".join(self.word() for _ in range(rng.randint(0, 5)))))
        return made

    def word(self) -> str:
        rng, vocabulary = self.rng, self.vocabulary
        word = rng.choice(rng.choice((vocabulary["telling"], vocabulary["telling"], vocabulary["words"], vocabulary["things"], self.words)))
        if self.language == "de" and rng.random() < 0.2:
            word = rng.choice(self.nouns)
        return word

    def styled(self, made: Sentence) -> str:
        """Changes the sentence to one of the ways people write. Returns which."""
        rng, way = self.rng, self.rng.random()
        if way < 0.30:
            return "as usual"
        if way < 0.40:
            if made.pieces and not made.pieces[0].kind:
                made.pieces[0].text = made.pieces[0].text[:1].upper() + made.pieces[0].text[1:]
            return "as usual"
        if way < 0.66:
            made.change(str.lower)
            if rng.random() < 0.2:
                made.change(strip_accents)
            return "lower"
        if way < 0.78:
            made.change(str.upper)
            if rng.random() < 0.2:
                made.change(strip_accents)
            return "caps"
        if way < 0.88:
            made.change(lambda text: re.sub(r"[.,!?;:]", "", text.lower()), lambda piece: True)
            if rng.random() < 0.6:
                made.pieces.insert(rng.randint(0, len(made.pieces)), Piece(f" {rng.choice(FILLERS[self.language])} "))
            return "transcript"
        if way < 0.94:
            made.change(str.lower, lambda piece: piece.kind != "P")
            return "chat"
        made.change(self.misspelt, lambda piece: not piece.kind)
        return "chat"

    def misspelt(self, text: str) -> str:
        words = text.split(" ")
        places = [i for i, word in enumerate(words) if len(word) > 4 and word.isalpha()]
        if places:
            which = self.rng.choice(places)
            at = self.rng.randint(1, len(words[which]) - 3)
            word = words[which]
            words[which] = word[:at] + word[at + 1] + word[at] + word[at + 2:]
        return " ".join(words)


def strip_accents(text: str) -> str:
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


def line_of(kind: str, style: str, made: Sentence) -> str:
    text, spans = b"", []
    for piece in made.pieces:
        data = piece.text.encode()
        if piece.kind:
            if spans and spans[-1][2] == piece.kind == "P" and text[spans[-1][1]:] == b" ":
                spans[-1] = (spans[-1][0], len(text) + len(data), "P")
            else:
                spans.append((len(text), len(text) + len(data), piece.kind))
        text += data
    marks = " ".join(f"{mark}:{begin}-{end}" for begin, end, mark in spans)
    return "\t".join((kind, style, "1" if made.is_asked else "0", text.decode().replace("\n", "\\n"), marks))


def write_carriers(language: str, lists: dict, is_dev: bool) -> list[str]:
    rng = random.Random(f"{language} {is_dev}")
    writer = Writer(language, lists, Names(lists, rng, is_dev), rng)
    carriers = [line for line in (HERE / f"carriers/{language}.txt").read_text(encoding="utf-8").splitlines() if line]
    own = [line for index, line in enumerate(carriers) if (index % DEV_CARRIERS == 3) == is_dev]
    alone = [line for line in own if not line.startswith("? ") and "\\n" not in line]
    lines = []
    for carrier in own:
        for _ in range(PER_CARRIER // (3 if is_dev else 1)):
            made = writer.sentence(carrier)
            if not made.is_asked and rng.random() < 0.35:
                made.pieces = writer.sentence(rng.choice(alone)).pieces + [Piece(rng.choice((". ", ", ", "\n", " ", "! ")))] + made.pieces
            if rng.random() < 0.3:
                made.pieces += [Piece(rng.choice((". ", ", ", "\n", " ", "? ")))] + writer.sentence(rng.choice(alone)).pieces
            lines.append(line_of(language, writer.styled(made), made))
    for _ in range(FREE // (30 if is_dev else 1)):
        made = writer.free()
        lines.append(line_of(f"{language} free", writer.styled(made), made))
    return lines


def labelled(is_dev: bool) -> list[str]:
    """Public texts; the last tenth of each set and all of btc_e are for development."""
    lines = []
    for path in sorted((HERE / "data").glob("*.tsv")):
        if not path.stem.startswith(("ner_", "meddocan_")):
            continue
        rows = path.read_text(encoding="utf-8").splitlines()
        first = 0 if path.stem == "ner_btc_e" else len(rows) - len(rows) // 10
        for row in rows[first:] if is_dev else rows[:first]:
            text, spans = row.split("\t")
            lines.append("\t".join((path.stem, "public", "0", text.replace("\\n", " "), spans)))
            if not is_dev and len(lines) % 4 == 0:
                lines.append("\t".join((path.stem, "lower", "0", ascii_changed(text, str.lower), spans)))
            if not is_dev and len(lines) % 9 == 0:
                lines.append("\t".join((path.stem, "caps", "0", ascii_changed(text, str.upper), spans)))
    for index, text in enumerate((HERE / "data/harmless.tsv").read_text(encoding="utf-8").splitlines()):
        if (index % DEV_CARRIERS == 3) != is_dev:
            continue
        lines.append("\t".join(("harmless", "public" if is_dev else "harmless", "0", text, "")))
        if not is_dev:
            lines.append("\t".join(("harmless", "lower", "0", text.lower(), "")))
            if index % 4 == 0:
                lines.append("\t".join(("harmless", "caps", "0", text.upper(), "")))
    return lines


def ascii_changed(text: str, change) -> str:
    """Keeps the length in bytes, and so the spans."""
    return "".join(change(c) if c.isascii() else c for c in text)


def known_words(lists: dict) -> list[str]:
    bits: dict[str, int] = collections.defaultdict(int)
    hidden: dict[str, bool] = {}
    served = {locale for locales in OWN_LOCALES.values() for locale in locales}
    for kind, own_bit, foreign_bit in (("given", GIVEN, FOREIGN_GIVEN), ("surname", SURNAME, FOREIGN_SURNAME), ("place", PLACE, PLACE),
                                       ("product", PRODUCT, PRODUCT), ("word", WORD, 0)):
        for locale, texts in lists[kind].items():
            bit = own_bit if locale in served else foreign_bit
            for text in texts if bit else ():
                for word in re.split(r"[^\w'’-]+", text):
                    word = plain(word)
                    if len(word) > 1 and word not in SMALL:
                        bits[word] |= bit
                        hidden[word] = hidden.get(word, False) or (kind in ("given", "surname") and is_hidden(text))
    for word in GIVEN_NAMES.read_text(encoding="utf-8").split():
        bits[word] |= GIVEN
        hidden[word] = hidden.get(word, False) or is_hidden(word)
    for language in LANGUAGES:
        for text in VOCABULARY[language]["telling"] + VOCABULARY[language]["numbers"]:
            bits[plain(text)] = WORD
    languages: dict[str, int] = {}
    for number, language in enumerate(LANGUAGES, 1):
        vocabulary = VOCABULARY[language]
        for word in vocabulary["telling"]:
            languages[plain(word)] = 0 if plain(word) in languages else number
        everyday = (HERE / f"everyday/{language}.txt").read_text(encoding="utf-8").split()
        for word in re.findall(r"[^\W\d_]{2,}", " ".join(everyday + seen_carriers(language))):
            bits[plain(word)] |= WORD
        for key in ("telling", "things", "days", "months", "words"):
            for text in vocabulary[key]:
                for word in text.split():
                    bits[plain(word)] |= WORD
    for line in labelled(False):
        for word in read_small_words(line):
            bits[word] |= WORD
    return [f"{word}\t{bits[word]}\t{languages.get(word, 0)}\t{int(hidden.get(word, False))}" for word in sorted(bits)]


def seen_carriers(language: str) -> list[str]:
    """Of those for training, what stands around the slots."""
    carriers = [line for line in (HERE / f"carriers/{language}.txt").read_text(encoding="utf-8").splitlines() if line]
    own = [line for index, line in enumerate(carriers) if index % DEV_CARRIERS != 3]
    return [word for line in own for word in re.findall(r"(?<!\\)\b[^\W\d_]{3,}", re.sub(r"\{.\}", " ", line.replace("\\n", " "))) if word.islower()]


SEEN: collections.Counter = collections.Counter()


def read_small_words(line: str) -> list[str]:
    """Words in lower case outside of names that were seen for the third time."""
    kind, style, _, text, spans = line.split("\t")
    if style != "public":
        return []
    data = text.encode()
    for mark in spans.split():
        begin, end = map(int, mark[2:].split("-"))
        data = data[:begin] + b" " * (end - begin) + data[end:]
    found = []
    for word in re.findall(r"(?<![\w@#'’-])[^\W\d_]{2,}(?![\w'’-])", data.decode()):
        if word.islower():
            SEEN[word] += 1
            if SEEN[word] == 3:
                found.append(plain(word))
    return found


VOCABULARY = yaml.safe_load((HERE / "vocabulary.yaml").read_text(encoding="utf-8"))


def main() -> None:
    if len(sys.argv) != 2:
        sys.exit(__doc__)
    output = pathlib.Path(sys.argv[1])
    output.mkdir(parents=True, exist_ok=True)
    lists = read_lists()
    for name, is_dev in (("train", False), ("dev", True)):
        lines = [line for language in LANGUAGES for line in write_carriers(language, lists, is_dev)] + labelled(is_dev)
        random.Random(name).shuffle(lines)
        (output / f"{name}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (output / "lists.tsv").write_text("\n".join(known_words(lists)) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
