"""Values that are written or said so that no simple pattern finds them."""

from __future__ import annotations

from collections.abc import Iterator

from . import contact_details, money, speech as said
from .catalogue import accepts, lettered_number, national_number
from .compose import LANGUAGES, Composer, Contact, Part, languages_of, noun_of
from .disguise import FORMS, MAILS
from .draw import Draw

PER_FORM = 8  # a language
PER_MODE = 12


def carried(draw: Draw, kind: str, language: str, noun_type: str, parts: list[Part], alone: bool = False) -> Contact:
    composer = Composer(draw, "disguises", kind, language)
    if alone:
        return composer.say("customer", composer.sentence("alone"), parts).contact
    noun = noun_of(draw, noun_type, language if language in languages_of(noun_type) else "en")
    if draw.one_in(2):
        return composer.say("customer", composer.sentence("said"), parts, noun, composer.style()).contact
    composer.say("agent", composer.sentence("asked"), noun=noun)
    return composer.say("customer", composer.sentence("answered"), parts, style=composer.style()).contact


def disguises(split: str) -> Iterator[Contact]:
    draw = Draw("disguises", split)
    for language in LANGUAGES:
        for name, form in FORMS.items():
            for turn in range(PER_FORM):
                kind = turn % 4
                if kind == 3 and name != "look-alike letters":
                    type_, compact = "iban", money.compact_iban(draw)
                elif kind == 1:
                    type_, compact = national_number(draw, language)
                else:
                    type_, compact = "payment_card", money.card(draw)[0]
                part = Part(form(draw, compact), type_, accepts(type_))
                yield carried(draw, name, language, type_, [part], alone=type_ in ("payment_card", "iban") and draw.one_in(3))
        for name, form in MAILS.items():
            for _ in range(PER_FORM):
                part = Part(form(draw, contact_details.email(draw)), "email")
                yield carried(draw, name, language, "email", [part], alone=draw.one_in(4))
        for _ in range(PER_FORM):
            yield glued(draw, language)
            yield merged(draw, language)


def glued(draw: Draw, language: str) -> Contact:
    """A number without a space to the word before or after it."""
    number = Part(money.card(draw)[0], "payment_card")
    word = noun_of(draw, "payment_card", language).split()[-1]
    parts = draw.own([[Part(word), number], [number, Part(word)], [Part("x"), number], [number, Part("thx")]])
    return carried(draw, "glued to a word", language, "payment_card", parts)


def merged(draw: Draw, language: str) -> Contact:
    """Number, expiry and code in one string, as forms and lists of stolen cards have them."""
    number, code = money.card(draw)[0], money.cvv(draw)
    _, month, year = money.expiry(draw)
    sign = draw.own(["|", "/", " ", ",", ";", " / ", "-", ":"])
    expiry = draw.own([f"{month:02}/{year % 100}", f"{month:02}{year % 100}", f"{month:02}/{year}", f"{month:02}-{year % 100}"])
    parts = [
        Part(number, "payment_card", entity=0),
        Part(sign),
        Part(expiry, "card_expiry", entity=1),
        Part(sign),
        Part(code, "card_cvv", entity=2)
    ]
    return carried(draw, "merged with expiry and code", language, "payment_card", parts)


def called(draw: Draw, kind: str, language: str, noun_type: str, part: Part) -> Contact:
    composer = Composer(draw, "speech", kind, language)
    noun = noun_of(draw, noun_type, language if language in languages_of(noun_type) else "en").lower()
    if draw.one_in(2):
        return composer.say("customer", composer.sentence("called"), [part], noun, "lower").contact
    composer.say("agent", composer.sentence("asked"), noun=noun)
    return composer.say("customer", composer.sentence("called_answer"), [part]).contact


def speech_values(draw: Draw, language: str) -> tuple[str, str]:
    turn = draw.number(0, 5)
    if turn < 3:
        return "payment_card", money.card(draw)[0]
    if turn == 3:
        region = contact_details.HOME[language][0]
        return "phone", contact_details.PHONES[region][2] + contact_details.national(draw, region)
    return national_number(draw, language)


def speech(split: str) -> Iterator[Contact]:
    draw = Draw("speech", split)
    for language in LANGUAGES:
        for name, say in said.MODES.items():
            for _ in range(PER_MODE):
                type_, compact = speech_values(draw, language)
                yield called(draw, f"{name}, {language}", language, type_,
                             Part(say(draw, language, compact), type_, accepts(type_)))
        for _ in range(PER_MODE):
            type_, compact = lettered_number(draw, language)
            yield called(draw, f"letters, {language}", language, type_,
                         Part(said.spelled(draw, language, compact), type_, accepts(type_)))
            yield called(draw, f"mail, {language}", language, "email",
                         Part(said.mail(language, contact_details.email(draw)), "email"))
            yield called(draw, f"date, {language}", language, "date_of_birth",
                         Part(said.date(draw, language, draw.birth(1941, 1999)), "date_of_birth"))
            yield called(draw, f"card code, {language}", language, "card_cvv",
                         Part(said.one_by_one(draw, language, money.cvv(draw)), "card_cvv"))
