"""The contacts of a split, group by group.

Each group has a seed of its own, so that a change in one leaves the others as they were.
"""

from __future__ import annotations

from collections.abc import Iterator

from . import conversations, disguised, look_alikes, secrets, things, contact_details
from .catalogue import ALONE, PATTERN_TYPES, SHARES, WORD_TYPES, accepts, write
from .compose import LANGUAGES, Composer, Contact, Part, languages_of, noun_of
from .draw import Draw

PER_SHARE = 24
PER_FIELDS = 40  # a language


def plain(split: str) -> Iterator[Contact]:
    """Values as people usually write them: stated, asked for, in a transcript, and some without a word beside them."""
    for type_ in PATTERN_TYPES:
        draw = Draw(f"plain {type_}", split)  # so that a new type changes no other
        languages = languages_of(type_)
        for _ in range(PER_SHARE * SHARES.get(type_, 1)):
            language = draw.any(languages)
            yield one_value(draw, "words" if type_ in WORD_TYPES else "plain", type_, type_, language,
                            Part(write(draw, type_, language), type_, accepts(type_)))


def one_value(draw: Draw, group: str, kind: str, type_: str, language: str, part: Part) -> Contact:
    composer, noun = Composer(draw, group, kind, language), noun_of(draw, type_, language)
    way = draw.number(0, 23)
    if way > 19:
        return composer.say("customer", composer.sentence("form"), [part], noun).contact
    if way < 3 and type_ in ALONE:
        return composer.say("customer", composer.sentence("alone"), [part], style=composer.style()).contact
    if way < 10:
        return composer.say("customer", composer.sentence("said"), [part], noun, composer.style()).contact
    if way < 13:
        return composer.say("customer", composer.sentence("called"), [part], noun, "lower").contact
    composer.say("agent", composer.sentence("asked"), noun=noun)
    spoken = way > 17
    return composer.say("customer", composer.sentence("called_answer" if spoken else "answered"), [part],
                        style="" if spoken else composer.style()).contact


FIELDS = [type_ for type_ in SHARES for _ in range(SHARES[type_])]  # what forms ask for


def fields(split: str) -> Iterator[Contact]:
    """A form that was filled in: lines of label and value, all written the same way."""
    draw = Draw("fields", split)
    for language in LANGUAGES:
        for _ in range(PER_FIELDS):
            composer, lines = Composer(draw, "plain", "fields", language), draw.number(2, 4)
            template, parts = composer.sentence("form"), []
            for entity in range(lines):
                type_ = draw.any([type_ for type_ in FIELDS if language in languages_of(type_)])
                line = Composer(draw, "", "", language)
                value = Part(write(draw, type_, language), type_, accepts(type_), entity)
                line.say("customer", template, [value], noun_of(draw, type_, language))
                text, place = line.contact.messages[0]["text"], line.contact.truth[0]
                parts += [Part(text[:place.start]), value, Part(text[place.end:] + "\n")]
            yield composer.say("customer", "{value}", parts).contact


def harmless(split: str) -> Iterator[Contact]:
    draw = Draw("harmless", split)
    for language in LANGUAGES:
        for _ in range(60):
            composer = Composer(draw, "plain", "harmless", language)
            for _ in range(draw.number(1, 3)):
                composer.say("customer", composer.sentence("harmless"), style=composer.style())
            yield composer.contact


def names(split: str) -> Iterator[Contact]:
    draw = Draw("names", split)
    for language in LANGUAGES:
        for _ in range(120):
            name, kind = contact_details.person(draw, language)
            composer = Composer(draw, "names", f"{kind}, {language}", language)
            style = draw.any(["", "", "", "lower", "lower", "caps"])
            part = Part({"lower": name.lower(), "caps": name.upper()}.get(style, name), "person")
            if draw.one_in(4):
                composer.say("agent", composer.sentence("name_asked"))
                yield composer.say("customer", composer.sentence("answered"), [part], style=style).contact
            else:
                yield composer.say("customer", composer.sentence("name"), [part], style=style).contact


def addresses(split: str) -> Iterator[Contact]:
    draw = Draw("addresses", split)
    for language in LANGUAGES:
        for _ in range(90):
            address, kind = contact_details.address(draw, language)
            composer = Composer(draw, "addresses", f"{kind}, {language}", language)
            style = draw.any(["", "", "", "lower", "lower", "caps"])
            part = Part({"lower": address.lower(), "caps": address.upper()}.get(style, address), "address")
            if draw.one_in(4):
                composer.say("agent", composer.sentence("address_asked"))
                yield composer.say("customer", composer.sentence("answered"), [part], style=style).contact
            else:
                yield composer.say("customer", composer.sentence("address"), [part], style=style).contact


def words(split: str) -> Iterator[Contact]:
    """Health and what GDPR's article 9 calls special categories: words, not patterns."""
    draw = Draw("words", split)
    for language in LANGUAGES:
        for _ in range(40):
            composer = Composer(draw, "words", "health", language)
            yield composer.say("customer", composer.sentence("health"), [Part(draw.own(things.HEALTH[language]), "health")],
                               style=draw.any(["", "lower"])).contact
    for type_, by_language in things.SPECIAL.items():
        for language, options in by_language.items():
            for _ in range(12):
                composer = Composer(draw, "words", type_, language)
                yield composer.say("customer", composer.sentence("special"), [Part(draw.own(options), type_)],
                                   style=draw.any(["", "lower"])).contact


def keys(split: str) -> Iterator[Contact]:
    draw = Draw("secrets", split)
    for _ in range(600):
        name, type_, before, text = secrets.secret(draw)
        composer = Composer(draw, "secrets", name, "en")
        yield composer.say("customer", composer.sentence("keys"), [Part(before), Part(text, type_, accepts(type_))]).contact


def harmless_numbers(split: str) -> Iterator[Contact]:
    draw = Draw("look-alikes", split)
    for language in LANGUAGES:
        for kind, (noun_type, make) in look_alikes.NUMBERED.items():
            if language not in languages_of(noun_type):
                continue
            for _ in range(16):
                composer, noun = Composer(draw, "look-alikes", kind, language), noun_of(draw, noun_type, language)
                part = Part(make(draw), kind, is_harmless=True)
                if draw.one_in(5):
                    yield composer.say("customer", composer.sentence("form"), [part], noun).contact
                elif draw.one_in(4):
                    composer.contact.kind = f"{kind}, asked for"
                    composer.say("agent", composer.sentence("asked"), noun=noun)
                    yield composer.say("customer", composer.sentence("answered"), [part], style=composer.style()).contact
                else:
                    yield composer.say("customer", composer.sentence("number"), [part], noun, composer.style()).contact
        for kind, (section, make) in look_alikes.TOLD.items():
            for _ in range(12):
                composer = Composer(draw, "look-alikes", kind, language)
                if section in composer.talk:
                    part = Part(make(draw), kind, is_harmless=True)
                    yield composer.say("customer", composer.sentence(section), [part], style=composer.style()).contact


def contacts(split: str) -> list[Contact]:
    made: list[Contact] = []
    for make in (plain, fields, harmless, names, addresses, words, keys, harmless_numbers, disguised.disguises, disguised.speech,
                 conversations.turns):
        made.extend(make(split))
    return made
