"""Numbers in words, as speech recognition writes what somebody says: digit by digit, in pairs, as an amount, a date, a time."""

from __future__ import annotations

import random

EN = ("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen "
      "nineteen").split()
EN_TENS = "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split()
DE = ("null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn achtzehn "
      "neunzehn").split()
DE_TENS = "_ _ zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split()
ES = ("cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho "
      "diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho "
      "veintinueve").split()
ES_TENS = "_ _ _ treinta cuarenta cincuenta sesenta setenta ochenta noventa".split()
ES_HUNDREDS = "_ ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos".split()
FR = ("zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
      "dix-neuf").split()
FR_TENS = "_ _ vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt".split()
PAUSES = {"en": ["um", "uh", "then", "and", "okay"], "de": ["äh", "ähm", "dann", "und"], "es": ["eh", "luego", "y", "a ver"],
          "fr": ["euh", "ensuite", "puis", "alors"]}
MONTHS = {
    "en": "january february march april may june july august september october november december".split(),
    "de": "januar februar märz april mai juni juli august september oktober november dezember".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
}
EN_DAYS = ("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth "
           "sixteenth seventeenth eighteenth nineteenth twentieth").split()
DE_DAYS = "erster zweiter dritter vierter fünfter sechster siebter achter neunter".split()
POINT = {"en": "dot", "de": "punkt", "es": "punto", "fr": "point"}
AT = {"en": "at", "de": "at", "es": "arroba", "fr": "arobase"}


def number(language: str, value: int) -> str:
    """Up to 2999."""
    return {"en": english, "de": german, "es": spanish, "fr": french}[language](value)


def english(value: int) -> str:
    if value < 20:
        return EN[value]
    if value < 100:
        return EN_TENS[value // 10] + (" " + EN[value % 10] if value % 10 else "")
    if value < 1000:
        return f"{EN[value // 100]} hundred" + (f" and {english(value % 100)}" if value % 100 else "")
    return f"{EN[value // 1000]} thousand" + (f" {english(value % 1000)}" if value % 1000 else "")


def german(value: int) -> str:
    if value < 20:
        return DE[value]
    one = "ein" if value % 10 == 1 else DE[value % 10]
    if value < 100:
        return (f"{one}und" if value % 10 else "") + DE_TENS[value // 10]
    many = {1: "ein"}
    if value < 1000:
        return f"{many.get(value // 100, DE[value // 100])}hundert" + (german(value % 100) if value % 100 else "")
    return f"{many.get(value // 1000, DE[value // 1000])}tausend" + (german(value % 1000) if value % 1000 else "")


def spanish(value: int) -> str:
    if value < 30:
        return ES[value]
    if value < 100:
        return ES_TENS[value // 10] + (f" y {ES[value % 10]}" if value % 10 else "")
    if value == 100:
        return "cien"
    if value < 1000:
        return ES_HUNDREDS[value // 100] + (f" {spanish(value % 100)}" if value % 100 else "")
    thousands = "mil" if value < 2000 else f"{ES[value // 1000]} mil"
    return thousands + (f" {spanish(value % 1000)}" if value % 1000 else "")


def french(value: int) -> str:
    if value < 20:
        return FR[value]
    if value < 100:
        tens, rest = FR_TENS[value // 10], value % 10 + (10 if value // 10 in (7, 9) else 0)
        if rest == 0:
            return tens + ("s" if value == 80 else "")
        return f"{tens} et {FR[rest]}" if rest in (1, 11) and value < 80 else f"{tens}-{FR[rest]}"
    if value < 1000:
        hundreds = "cent" if value < 200 else f"{FR[value // 100]} cent"
        return hundreds + (f" {french(value % 100)}" if value % 100 else "")
    thousands = "mille" if value < 2000 else f"{FR[value // 1000]} mille"
    return thousands + (f" {french(value % 1000)}" if value % 1000 else "")


def characters(rng: random.Random, language: str, text: str) -> str:
    """Digits and letters one after another or digits in pairs, now and then with a pause between groups."""
    plain = [char for char in text.lower() if char.isalnum()]
    in_pairs = rng.random() < {"en": 0.2, "de": 0.15, "es": 0.35, "fr": 0.75}[language]
    said: list[str] = []
    while plain:
        if in_pairs and len(plain) > 1 and plain[0].isdigit() and plain[1].isdigit() and plain[0] != "0":
            said.append(number(language, int(plain.pop(0) + plain.pop(0))))
        elif language == "en" and len(plain) > 1 and plain[0] == plain[1] and plain[0].isdigit() and rng.random() < 0.3:
            said.append(f"double {digit(rng, language, plain.pop(0))}")
            plain.pop(0)
        else:
            said.append(digit(rng, language, plain.pop(0)))
    for place in (12, 8, 4):
        if place < len(said) and rng.random() < 0.25:
            said.insert(place, rng.choice(PAUSES[language]))
    return " ".join(said)


def digit(rng: random.Random, language: str, char: str) -> str:
    if not char.isdigit():
        return char
    if language == "en" and char == "0" and rng.random() < 0.5:
        return "oh"
    if language == "de" and char == "2" and rng.random() < 0.3:
        return "zwo"
    return number(language, int(char))


def amount(language: str, whole: int, cents: int, currency: str) -> str:
    unit = {"$": "dollars", "£": "pounds", "€": {"es": "euros", "fr": "euros"}.get(language, "euro")}[currency]
    said = f"{number(language, whole)} {unit}"
    joint = {"es": "con "}.get(language, "")
    return f"{said} {joint}{number(language, cents)}" if cents else said


def clock(language: str, hour: int, minute: int) -> str:
    if language == "en":
        said = f"{english(hour if hour <= 12 else hour - 12)}"
        return f"{said} {english(minute)}" if minute else f"{said} o'clock"
    if language == "es":
        return f"{'una' if hour == 1 else spanish(hour)}" + (f" y {spanish(minute)}" if minute else " en punto")
    word = {"de": "uhr", "fr": "heures"}[language]
    return f"{number(language, hour)} {word}" + (f" {number(language, minute)}" if minute else "")


def year(language: str, value: int) -> str:
    if language == "en" and value < 2000:
        rest = value % 100
        return "nineteen " + (english(rest) if rest > 9 else f"oh {english(rest)}")
    if language == "de" and value < 2000:
        return f"neunzehnhundert{german(value % 100)}"
    return number(language, value)


def date(rng: random.Random, language: str, value: tuple[int, int, int]) -> str:
    the_year, month, day = value
    name = MONTHS[language][month - 1]
    if language == "en":
        ordinal = EN_DAYS[day - 1] if day <= 20 else f"twenty {EN_DAYS[day - 21]}"
        return rng.choice([f"{name} {ordinal} {year(language, the_year)}", f"the {ordinal} of {name} {year(language, the_year)}"])
    if language == "de":
        ordinal = DE_DAYS[day - 1] if day < 10 else german(day) + ("ster" if day > 19 else "ter")
        return f"{ordinal} {name} {year(language, the_year)}"
    joint = " de " if language == "es" else " "
    first = {"es": "uno", "fr": "premier"}[language]
    return joint.join((first if day == 1 else number(language, day), name, year(language, the_year)))


def address(language: str, mail: str) -> str:
    """An e-mail address as it is dictated."""
    user, domain = mail.split("@")
    said = user.replace(".", f" {POINT[language]} ").replace("_", " underscore ")
    return " ".join(f"{said} {AT[language]} {domain.replace('.', f' {POINT[language]} ')}".split())
