#!/usr/bin/env python3
"""Writes data/ anew from where it comes from; needed only to take up newer sources, never to train.

    npm pack @faker-js/faker@9.9.0 && tar xzf faker-js-faker-9.9.0.tgz
    models/names/collect.py --faker package --labelled DIRECTORY

--faker is the unpacked package (MIT licence): names, places, products and common words by locale.
--labelled holds ner_*.jsonl and meddocan_train.jsonl (CC BY 4.0), one object a line: {"text", "lang", "spans": [{"bstart", "bend",
"type"}]}. Of each text PERSON and other named things are kept; what follows "@" or "#" is no name.
"""

import argparse
import json
import pathlib
import re
import subprocess

import yaml

HERE = pathlib.Path(__file__).resolve().parent
RULES = HERE.parent.parent / "rules"
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl")
LATIN = re.compile(r"[A-Za-z\u00c0-\u024f\u1e00-\u1eff][A-Za-z\u00c0-\u024f\u1e00-\u1eff'’. -]*$")
DUMP = """
import { allLocales } from './dist/index.js';
process.stdout.write(JSON.stringify(allLocales, (key, value) => typeof value === 'function' ? undefined : value));
"""
OTHER = {"LOCATION", "ORGANIZATION", "MISC", "GROUP", "CREATIVE_WORK", "PRODUCT"}
CLINICAL_MAX = 4000  # lines of clinical reports, of which there are more than of all else


def texts(value) -> list[str]:
    """All texts in lists and maps of lists."""
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for item in items for text in texts(item)]


def kinds(locale: dict) -> dict[str, list[str]]:
    def at(*path: str):
        value = locale
        for key in path:
            value = (value or {}).get(key)
        return texts(value or [])

    return {
        "given": at("person", "first_name"),
        "surname": at("person", "last_name"),
        "place": at("location", "city_name") + at("location", "state") + at("location", "country"),
        "product": at("commerce", "product_name") + at("commerce", "department") + at("vehicle", "manufacturer") + at("airline", "airline")
                   + at("company", "name"),
        "word": at("word") + at("color", "human") + at("person", "job_type") + at("animal", "type") + at("company", "buzz_noun"),
    }


def phrases_by_language(value, found: dict[str, set[str]]) -> None:
    """Lists under the name of a language, anywhere in a rule file."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, item in items:
        if key in LANGUAGES and isinstance(item, list):
            found[key] |= {str(phrase) for phrase in item if not isinstance(phrase, (dict, list))}
        else:
            phrases_by_language(item, found)


def words_of_rules() -> set[str]:
    """The words by which our own rules know a value: everyday language of contact centres."""
    found: dict[str, set[str]] = {language: set() for language in LANGUAGES}
    for path in sorted(RULES.glob("**/*.yaml")):
        phrases_by_language(yaml.safe_load(path.read_text(encoding="utf-8")), found)
    return {f"{language}\t{word.lower()}" for language, phrases in found.items() for phrase in phrases for word in phrase.split()
            if LATIN.match(word) and len(word) > 1}


def from_faker(package: pathlib.Path) -> None:
    (package / "dump.mjs").write_text(DUMP)
    locales = json.loads(subprocess.run(["node", "dump.mjs"], cwd=package, capture_output=True, text=True, check=True).stdout)
    for kind in kinds({}):
        lines = set()
        if kind == "word":
            lines |= words_of_rules()
        for name, locale in locales.items():
            lines |= {f"{name}\t{text.strip()}" for text in kinds(locale)[kind] if "{" not in text and LATIN.match(text.strip())}
        (HERE / f"data/{kind}.tsv").write_text("\n".join(sorted(lines)) + "\n", encoding="utf-8")


def scalars(value) -> list[str]:
    if isinstance(value, str):
        return [value]
    items = value.values() if isinstance(value, dict) else value if isinstance(value, list) else []
    return [text for item in items for text in scalars(item)]


def harmless() -> None:
    """Texts of our own without names: the console's, and the examples of all rules but those for persons."""
    texts = {text for path in sorted((HERE.parent.parent / "console/src/ui/texts").glob("*.json"))
             for text in scalars(json.loads(path.read_text(encoding="utf-8")))}
    for path in sorted(RULES.glob("detect/*.yaml")):
        detectors = yaml.safe_load(path.read_text(encoding="utf-8"))["detectors"]
        for detector in detectors:
            if detector["type"] not in ("person", "organization", "username", "address", "security_answer"):
                texts |= set(scalars(detector["examples"]))
    given = {line.split("\t")[1].lower() for line in (HERE / "data/given.tsv").read_text(encoding="utf-8").splitlines()}
    everyday = {word for path in sorted((HERE / "everyday").glob("*.txt")) for word in path.read_text(encoding="utf-8").split()}
    kept = {re.sub(r"[«»\t]", "", text).replace("\n", " ") for text in texts if 8 <= len(text) <= 300}
    kept = {text for text in kept if "{" not in text and not any(
        word.lower() in given and word.lower() not in everyday for word in re.findall(r"[^\W\d_]+", text) if word[0].isupper())}
    (HERE / "data/harmless.tsv").write_text("\n".join(sorted(kept)) + "\n", encoding="utf-8")


def spans_of(line: dict) -> list[tuple[int, int, str]]:
    data = line["text"].encode()
    kept = []
    for span in line["spans"]:
        before = data[:span["bstart"]].rstrip(b" ")
        is_handle = before.endswith((b"@", b"#")) or data[span["bstart"]:span["bstart"] + 1] in (b"@", b"#")
        kind = "P" if span["type"] == "PERSON" else "X" if span["type"] in OTHER else ""
        if kind and not is_handle:
            kept.append((span["bstart"], span["bend"], kind))
    return sorted(kept)


def pieces(line: dict) -> list[tuple[str, list[tuple[int, int, str]]]]:
    """Line by line, as the model reads lines."""
    made, at = [], 0
    for piece in line["text"].encode().split(b"\n"):
        end = at + len(piece)
        made.append((piece.decode(), [(b - at, e - at, kind) for b, e, kind in spans_of(line) if at <= b and e <= end]))
        at = end + 1
    return made


def from_labelled(directory: pathlib.Path) -> None:
    for path in sorted(directory.glob("*.jsonl")):
        rows = [piece for line in path.read_text(encoding="utf-8").splitlines() for piece in pieces(json.loads(line))]
        if "meddocan" in path.name:
            named = [row for row in rows if any(kind == "P" for _, _, kind in row[1])]
            rows = [row for row in rows if 20 <= len(row[0]) <= 300 and row not in named][:CLINICAL_MAX - len(named)] + named
        seen, lines = set(), []
        for text, spans in rows:
            text = text.replace("\t", " ")
            if text.strip() and text not in seen:
                seen.add(text)
                lines.append(text + "\t" + " ".join(f"{kind}:{begin}-{end}" for begin, end, kind in spans))
        (HERE / f"data/{path.stem}.tsv").write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--faker", type=pathlib.Path, required=True)
    parser.add_argument("--labelled", type=pathlib.Path, required=True)
    options = parser.parse_args()
    from_faker(options.faker)
    from_labelled(options.labelled)
    harmless()


if __name__ == "__main__":
    main()
