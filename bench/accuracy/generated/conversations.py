"""What only a conversation shows: a value over several messages, an answer that a question decides, an echo, a late answer."""

from __future__ import annotations

from collections.abc import Iterator

from . import contact_details, money
from .catalogue import accepts, national_number, write
from .compose import LANGUAGES, Composer, Contact, Part, languages_of, noun_of
from .draw import Draw

PER_PATTERN = 60  # a language
DECIDED = [
    "pin", "one_time_code", "card_cvv", "card_expiry", "date_of_birth", "bank_account", "phone", "postal_code", "password",
    "payment_card", "iban",
]
HARMLESS_DIGITS = [("order", (6, 9, 10, 16)), ("ticket", (4, 6, 8)), ("invoice", (8, 10)), ("tracking", (10, 12))]


def noun(draw: Draw, type_: str, language: str) -> str:
    return noun_of(draw, type_, language if language in languages_of(type_) else "en")


def cut(draw: Draw, compact: str, pieces: int) -> list[str]:
    """Groups of four where it is long enough, else as even as it goes."""
    size = -(-len(compact) // pieces)
    if size > 4:
        size = -(-size // 4) * 4
    return [compact[i:i + size] for i in range(0, len(compact), size)]


def over_turns(draw: Draw, language: str) -> Contact:
    type_, compact = draw.own([
        lambda: ("payment_card", money.card(draw)[0]), lambda: ("payment_card", money.card(draw)[0]),
        lambda: ("iban", money.compact_iban(draw)), lambda: ("iban", money.compact_iban(draw)),
        lambda: national_number(draw, language), lambda: national_number(draw, language),
        lambda: ("phone", contact_details.international(draw)), lambda: ("phone", contact_details.international(draw)),
    ])()
    count = draw.number(2, 4) if len(compact) > 12 else 2
    pieces = cut(draw, compact, count)
    composer = Composer(
        draw, "turns",
        f"{type_} in {len(pieces)}" if type_ in ("payment_card", "iban", "phone") else f"national number in {len(pieces)}",
        language)
    composer.say("agent", composer.sentence("asked"), noun=noun(draw, type_, language))
    between = draw.one_in(2)
    for index, piece in enumerate(pieces):
        text = money.grouped(piece) if len(piece) > 4 and type_ in ("payment_card", "iban") and draw.one_in(2) else piece
        part = [Part(text, type_, accepts(type_))]
        composer.say("customer", composer.sentence("piece") if index else "{value}", part)
        if between and index + 1 < len(pieces):
            composer.say("agent", composer.sentence("go_on"), part)
    return composer.contact


def decided(draw: Draw, language: str, kind: str) -> Contact:
    """A question, now and then something in between, the answer, and perhaps the agent's echo of it."""
    type_ = draw.any(DECIDED)
    part = Part(write(draw, type_, language), type_, accepts(type_))
    composer = Composer(draw, "conversation", kind, language)
    composer.say("agent", composer.sentence("asked"), noun=noun(draw, type_, language))
    if kind == "answer after other turns":
        composer.say("customer", composer.sentence("later"))
        if draw.one_in(2):
            composer.say("agent", composer.sentence("patience"))
            composer.say("customer", composer.sentence("later"))
    composer.say("customer", composer.sentence("answered"), [part])
    if kind == "echo":
        composer.say("agent", composer.sentence("echo"), [Part(part.text, type_, part.accepts, entity=1)])
    return composer.contact


def two_asked(draw: Draw, language: str) -> Contact:
    """One question for two things, answered in one message or in two."""
    first, second = draw.rng.sample(DECIDED, 2)
    composer = Composer(draw, "conversation", "two asked for", language)
    composer.say("agent", composer.sentence("asked_two"), noun=noun(draw, first, language), other=noun(draw, second, language))
    parts = [[Part(write(draw, type_, language), type_, accepts(type_), entity)] for entity, type_ in enumerate((first, second))]
    if draw.one_in(3):
        return composer.say("customer", "{value}", parts[0]).say("customer", "{value}", parts[1]).contact
    return composer.say("customer", composer.sentence("answered_two"), parts[0], second=parts[1]).contact


def part_of_card(draw: Draw, language: str) -> Contact:
    """The last digits alone: the agent names the card that was given, or the customer means one that is known."""
    number = money.card(draw)[0]
    composer = Composer(draw, "conversation", "last digits", language)
    last = Part(number[-4:], "card_last_four", frozenset({"card_last_four", "payment_card"}), entity=1)
    composer.say("agent", composer.sentence("asked"), noun=noun(draw, "payment_card", language))
    if draw.one_in(2):
        return composer.say("customer", composer.sentence("part_answered"), [last]).contact
    composer.say("customer", composer.sentence("answered"), [Part(number, "payment_card")])
    return composer.say("agent", composer.sentence("part_echo"), [last]).contact


def harmless_question(draw: Draw, language: str) -> Contact:
    """The same digits, asked for as an order's."""
    what, lengths = draw.any(HARMLESS_DIGITS)
    composer = Composer(draw, "look-alikes", "harmless question", language)
    composer.say("agent", composer.sentence("asked"), noun=noun(draw, what, language))
    if draw.one_in(3):
        composer.say("customer", composer.sentence("later"))
    return composer.say("customer", composer.sentence("answered"),
                        [Part(draw.digits(draw.any(lengths)), "harmless question", is_harmless=True)]).contact


def turns(split: str) -> Iterator[Contact]:
    draw = Draw("turns", split)
    for language in LANGUAGES:
        for _ in range(PER_PATTERN):
            yield over_turns(draw, language)
            for kind in ("question decides", "answer after other turns", "echo"):
                yield decided(draw, language, kind)
            yield harmless_question(draw, language)
            yield two_asked(draw, language)
            yield part_of_card(draw, language)
