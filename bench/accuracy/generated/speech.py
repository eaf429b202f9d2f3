"""What is read aloud, as a transcript has it, in seven languages.

Digits, pairs, hundreds, repeats, fillers, corrections, letters, mails and dates.
"""

from __future__ import annotations

import datetime

from .contact_details import MONTHS
from .draw import Draw

LANGUAGES = ("en", "es", "de", "fr", "it", "pt", "nl")
ONES = {
    "en": (
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
        "eighteen nineteen"
    ).split(),
    "es": (
        "cero uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince dieciséis diecisiete dieciocho "
        "diecinueve veinte veintiuno veintidós veintitrés veinticuatro veinticinco veintiséis veintisiete veintiocho veintinueve"
    ).split(),
    "de": (
        "null eins zwei drei vier fünf sechs sieben acht neun zehn elf zwölf dreizehn vierzehn fünfzehn sechzehn siebzehn "
        "achtzehn neunzehn"
    ).split(),
    "fr": (
        "zéro un deux trois quatre cinq six sept huit neuf dix onze douze treize quatorze quinze seize dix-sept dix-huit "
        "dix-neuf"
    ).split(),
    "it": (
        "zero uno due tre quattro cinque sei sette otto nove dieci undici dodici tredici quattordici quindici sedici diciassette "
        "diciotto diciannove"
    ).split(),
    "pt": (
        "zero um dois três quatro cinco seis sete oito nove dez onze doze treze catorze quinze dezesseis dezessete dezoito "
        "dezenove"
    ).split(),
    "nl": (
        "nul een twee drie vier vijf zes zeven acht negen tien elf twaalf dertien veertien vijftien zestien zeventien achttien "
        "negentien"
    ).split(),
}
TENS = {
    "en": "_ _ twenty thirty forty fifty sixty seventy eighty ninety".split(),
    "es": "_ _ _ treinta cuarenta cincuenta sesenta setenta ochenta noventa".split(),
    "de": "_ _ zwanzig dreißig vierzig fünfzig sechzig siebzig achtzig neunzig".split(),
    "fr": "_ _ vingt trente quarante cinquante soixante soixante quatre-vingt quatre-vingt".split(),
    "it": "_ _ venti trenta quaranta cinquanta sessanta settanta ottanta novanta".split(),
    "pt": "_ _ vinte trinta quarenta cinquenta sessenta setenta oitenta noventa".split(),
    "nl": "_ _ twintig dertig veertig vijftig zestig zeventig tachtig negentig".split(),
}
HUNDREDS = {
    "es": "_ ciento doscientos trescientos cuatrocientos quinientos seiscientos setecientos ochocientos novecientos".split(),
    "pt": "_ cento duzentos trezentos quatrocentos quinhentos seiscentos setecentos oitocentos novecentos".split(),
}
TWICE = {"en": "double", "es": "doble", "de": "zweimal", "fr": "double", "it": "doppio", "pt": "duplo", "nl": "dubbel"}
THRICE = {"en": "triple", "es": "triple", "de": "dreimal", "fr": "triple", "it": "triplo", "pt": "triplo", "nl": "driemaal"}
FILLERS = {
    "en": ["um", "uh", "so", "let me see", "okay", "then"], "es": ["eh", "pues", "a ver", "luego"],
    "de": ["äh", "ähm", "dann", "also"], "fr": ["euh", "alors", "ensuite", "donc"], "it": ["ehm", "allora", "poi", "dunque"],
    "pt": ["hum", "então", "depois", "ora"], "nl": ["eh", "dan", "ehm", "even kijken"],
}
CORRECTIONS = {
    "en": ["no wait", "sorry", "no sorry", "i mean"], "es": ["no perdón", "perdón", "no espere", "mejor dicho"],
    "de": ["nein moment", "entschuldigung", "quatsch", "ich meine"],
    "fr": ["non pardon", "pardon", "non attendez", "je veux dire"], "it": ["no scusi", "scusi", "no aspetti", "volevo dire"],
    "pt": ["não desculpe", "desculpe", "não espere", "quer dizer"], "nl": ["nee sorry", "sorry", "nee wacht", "ik bedoel"],
}
AT = {"en": "at", "es": "arroba", "de": "at", "fr": "arobase", "it": "chiocciola", "pt": "arroba", "nl": "apenstaartje"}
DASH = {"en": "dash", "de": "minus", "fr": "tiret", "es": "guion", "it": "trattino", "pt": "hífen", "nl": "streepje"}
POINT = {"en": "dot", "es": "punto", "de": "punkt", "fr": "point", "it": "punto", "pt": "ponto", "nl": "punt"}


def by_letter(words: str) -> dict[str, str]:
    return dict(zip("abcdefghijklmnopqrstuvwxyz", words.split()))


NATO = by_letter(
    "alpha bravo charlie delta echo foxtrot golf hotel india juliet kilo lima mike november oscar papa quebec romeo sierra tango "
    "uniform victor whiskey x-ray yankee zulu"
)
GERMAN = by_letter(
    "anton berta cäsar dora emil friedrich gustav heinrich ida julius kaufmann ludwig martha nordpol otto paula quelle richard "
    "samuel theodor ulrich viktor wilhelm xanthippe ypsilon zacharias"
)
ITALIAN = by_letter(
    "ancona bologna como domodossola empoli firenze genova hotel imola jolly kappa livorno milano napoli otranto palermo quarto "
    "roma savona torino udine venezia washington ics york zara"
)
ALPHABETS = {"en": NATO, "de": GERMAN, "it": ITALIAN}


def small(language: str, value: int) -> str:
    """0 to 99."""
    ones = ONES[language]
    if value < len(ones):
        return ones[value]
    tens, rest = TENS[language][value // 10], value % 10
    if language == "fr":
        rest += 10 if value // 10 in (7, 9) else 0
        if rest == 0:
            return tens + ("s" if value == 80 else "")
        return f"{tens} et {ones[rest]}" if rest in (1, 11) and value < 80 else f"{tens}-{ones[rest]}"
    if rest == 0:
        return tens
    if language == "en":
        return f"{tens} {ones[rest]}"
    if language in ("es", "pt"):
        return f"{tens} {'y' if language == 'es' else 'e'} {ones[rest]}"
    if language == "de":
        return f"{'ein' if rest == 1 else ones[rest]}und{tens}"
    if language == "nl":
        return f"{ones[rest]}{'ën' if ones[rest].endswith('e') else 'en'}{tens}"
    return (tens[:-1] if rest in (1, 8) else tens) + ("tré" if rest == 3 else ones[rest])


def hundred(language: str, value: int) -> str:
    """100 to 999."""
    head, rest = divmod(value, 100)
    if language in HUNDREDS:
        joint = " e " if language == "pt" else " "
        if value == 100:
            return {"es": "cien", "pt": "cem"}[language]
        return HUNDREDS[language][head] + (joint + small(language, rest) if rest else "")
    alone = {"de": "ein", "fr": "", "it": "", "nl": ""}
    one = alone[language] if head == 1 and language in alone else ONES[language][head]
    word = {"en": " hundred", "de": "hundert", "fr": " cent", "it": "cento", "nl": "honderd"}[language]
    joint = " and " if language == "en" else " " if language == "fr" else ""
    return (one + word).strip() + (joint + small(language, rest) if rest else "")


def digit(d: Draw, language: str, char: str) -> str:
    if char == "0" and language == "en" and d.one_in(2):
        return "oh"
    if char == "2" and language == "de" and d.one_in(3):
        return "zwo"
    if char == "6" and language == "pt" and d.one_in(3):
        return "meia"
    return ONES[language][int(char)] if char.isdigit() else char.lower()


def one_by_one(d: Draw, language: str, compact: str) -> str:
    return " ".join(digit(d, language, char) for char in compact)


def repeats(d: Draw, language: str, compact: str) -> str:
    """Runs are said with double and triple."""
    said, place = [], 0
    while place < len(compact):
        run = 1
        while run < 3 and compact[place:place + run + 1] == compact[place] * (run + 1):
            run += 1
        word = digit(d, language, compact[place])
        said.append(word if run == 1 else f"{(TWICE if run == 2 else THRICE)[language]} {word}")
        place += run
    return " ".join(said)


def pairs(d: Draw, language: str, compact: str) -> str:
    said, place = [], 0
    while place < len(compact):
        two = compact[place:place + 2]
        if len(two) == 2 and two.isdigit() and two[0] != "0":
            said.append(small(language, int(two)))
            place += 2
        else:
            said.append(digit(d, language, compact[place]))
            place += 1
    return " ".join(said)


def threes(d: Draw, language: str, compact: str) -> str:
    """Threes as hundreds, what is left as digits: "four hundred and eleven, two"."""
    said, place = [], 0
    while place < len(compact):
        three = compact[place:place + 3]
        if len(three) == 3 and three.isdigit() and three[0] != "0" and three[1:] != "00":
            said.append(hundred(language, int(three)))
            place += 3
        else:
            said.append(digit(d, language, compact[place]))
            place += 1
    return " ".join(said)


def with_fillers(d: Draw, language: str, compact: str) -> str:
    groups = [one_by_one(d, language, compact[i:i + 4]) for i in range(0, len(compact), 4)]
    return f" {d.own(FILLERS[language])} ".join(groups)


def corrected(d: Draw, language: str, compact: str) -> str:
    """One group is said wrongly, and again."""
    groups = [compact[i:i + 4] for i in range(0, len(compact), 4)]
    place = d.number(0, len(groups) - 1)
    right = groups[place]
    swap = d.number(0, len(right) - 1)
    other = str((int(right[swap]) + d.number(1, 8)) % 10) if right[swap].isdigit() else right[swap]
    wrong = right[:swap] + other + right[swap + 1:]
    said = [one_by_one(d, language, group) for group in groups]
    said[place] = f"{one_by_one(d, language, wrong)} {d.own(CORRECTIONS[language])} {said[place]}"
    return " ".join(said)


def half_written(d: Draw, language: str, compact: str) -> str:
    """The recogniser wrote some groups as figures."""
    groups = [compact[i:i + 4] for i in range(0, len(compact), 4)]
    start = d.number(0, 1)
    return " ".join(group if i % 2 == start else one_by_one(d, language, group) for i, group in enumerate(groups))


def spelled(d: Draw, language: str, compact: str) -> str:
    """Letters by a spelling alphabet, alone or after the letter."""
    alphabet, style = ALPHABETS.get(language, NATO), d.number(0, 2)
    joint = {
        "en": d.own(["for", "as in"]),
        "de": "wie",
        "it": "come",
        "fr": "comme",
        "es": "de",
        "pt": "de",
        "nl": "van",
    }[language]
    said = []
    for char in compact.lower():
        if not char.isalpha():
            said.append(digit(d, language, char))
        elif style == 0 and language in ALPHABETS:
            said.append(alphabet[char])
        elif style == 1:
            said.append(f"{char} {joint} {alphabet[char]}")
        else:
            said.append(char)
    return " ".join(said)


def mail(language: str, text: str) -> str:
    signs = {
        ".": POINT[language],
        "@": AT[language],
        "_": {"de": "unterstrich", "es": "guion bajo", "fr": "tiret bas"}.get(language, "underscore"),
        "+": {"en": "plus", "es": "más", "it": "più", "pt": "mais"}.get(language, "plus"),
        "-": DASH[language],
    }
    return " ".join("".join(f" {signs[char]} " if char in signs else char for char in text).split())


EN_DAYS = (
    "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth "
    "seventeenth eighteenth nineteenth twentieth"
).split()
DE_DAYS = "erster zweiter dritter vierter fünfter sechster siebter achter neunter".split()


def year(language: str, value: int) -> str:
    """Of the twentieth century."""
    rest = small(language, value % 100)
    return {
        "en": f"nineteen {rest}",
        "es": f"mil novecientos {rest}",
        "de": f"neunzehnhundert{rest}",
        "fr": f"mille neuf cent {rest}",
        "it": f"millenovecento{rest}",
        "pt": f"mil novecentos e {rest}",
        "nl": f"negentienhonderd{rest}",
    }[language]


def date(d: Draw, language: str, day: datetime.date) -> str:
    month, number = MONTHS[language][day.month - 1].lower(), day.day
    if language == "en":
        ordinal = EN_DAYS[
            number -
            1] if number <= 20 else "thirtieth" if number == 30 else f"{TENS['en'][number // 10]} {EN_DAYS[number % 10 - 1]}"
        return d.own([f"{month} {ordinal} {year(language, day.year)}", f"the {ordinal} of {month} {year(language, day.year)}"])
    if language == "de":
        ordinal = DE_DAYS[number - 1] if number < 10 else small("de", number) + ("ster" if number > 19 else "ter")
        return f"{ordinal} {month} {year(language, day.year)}"
    first = {"es": "uno", "fr": "premier", "it": "primo", "pt": "um", "nl": "een"}[language]
    joint = " de " if language in ("es", "pt") else " "
    return joint.join((first if number == 1 else small(language, number), month, year(language, day.year)))


MODES = {
    "digits": one_by_one, "double and triple": repeats, "pairs": pairs, "hundreds": threes, "fillers": with_fillers,
    "correction": corrected, "words and figures": half_written,
}
