"""Credentials, health, network and vehicle identifiers, and what else people are asked for."""

from __future__ import annotations

import datetime

from .check_digits import luhn, vin_check
from .draw import Draw, LOWER, UPPER

HEX = "0123456789abcdef"

SIGNS = "!?#$%&*+-_"
WORDS = {
    "en": ["Orchid", "Banjo", "Thunder", "Marble", "Pickle", "Rocket"],
    "de": ["Nebel", "Kaktus", "Donner", "Brezel", "Falter", "Quark"],
    "fr": ["Citron", "Nuage", "Pirate", "Orage", "Flocon", "Tulipe"],
    "es": ["Girasol", "Trueno", "Limon", "Nube", "Canela", "Pirata"],
    "it": ["Tuono", "Fragola", "Nuvola", "Limone", "Gatto", "Ruscello"],
    "pt": ["Trovao", "Girassol", "Limao", "Nuvem", "Canela", "Coruja"],
    "nl": ["Fietsbel", "Donder", "Kaas", "Tulp", "Wolk", "Stroop"],
}


def password(d: Draw, language: str) -> str:
    word = d.own(WORDS[language])
    return d.own([
        f"{word}{d.number(10, 2024)}{d.any(SIGNS)}", f"{word.lower()}{d.any(SIGNS)}{d.digits(3)}",
        d.chars(3, LOWER) + d.digits(3) + d.chars(2, UPPER) + d.any(SIGNS),
        f"{d.own(WORDS[language])}{d.own(WORDS[language])}{d.digits(2)}", f"{word}-{d.digits(4)}",
        f"{word.swapcase()}{d.digits(2)}{d.any(SIGNS)}"
    ])


def username(d: Draw, language: str) -> str:
    return d.own([
        f"{d.own(WORDS[language]).lower()}{d.number(10, 99)}", f"{d.own(WORDS[language]).lower()}_{d.digits(3)}",
        f"{d.chars(2, LOWER)}.{d.own(WORDS[language]).lower()}{d.digits(1)}", f"{d.own(WORDS[language]).lower()}-{d.digits(2)}"
    ])


def one_time_code(d: Draw) -> str:
    code = d.digits(6)
    return d.any(
        [code, code, code, f"{code[:3]} {code[3:]}",
         d.own([d.digits(4), d.digits(8), d.digits(5), f"{code[:3]}-{code[3:]}"])])


def ip(d: Draw) -> str:
    """Documentation ranges, private ones and a few that are anybody's."""
    network = d.own(["192.0.2", "198.51.100", "203.0.113", "10.20.4", "172.16.9", "192.168.7", "81.2.69", "93.184.216"])
    v4 = f"{network}.{d.number(1, 254)}"
    if not d.one_in(3):
        return v4
    groups = [f"{d.number(1, 65535):x}" for _ in range(6)]
    return d.own([
        f"2001:db8:{':'.join(groups)}", f"2001:db8::{groups[0]}:{groups[1]}",
        f"fe80::{groups[0]}:{groups[1]}:{groups[2]}:{groups[3]}", f"2001:0DB8:{groups[0].zfill(4).upper()}::1"
    ])


def mac(d: Draw) -> str:
    parts = [d.chars(2, "0123456789abcdef") for _ in range(6)]
    return d.own([
        ":".join(parts), "-".join(parts), ":".join(parts).upper(), "-".join(parts).upper(),
        f"{parts[0]}{parts[1]}.{parts[2]}{parts[3]}.{parts[4]}{parts[5]}", ":".join(parts)
    ])


def imei(d: Draw) -> str:
    body = d.own(["35", "86", "01", "99"]) + d.digits(12)
    number = body + luhn(body)
    return d.form(number, ("", "##-######-######-#", "## ###### ###### #", "###### ## ###### #"))


def imsi(d: Draw) -> str:
    return d.own(["262011", "310260", "23415", "20801", "21407", "22201"]).ljust(6, "0") + d.digits(9)


def iccid(d: Draw) -> str:
    body = d.own(["894920", "891480", "894411", "893310"]) + d.digits(12)
    return body + luhn(body)


def vin(d: Draw) -> str:
    chars = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
    body = d.own(["1HG", "WVW", "JTD", "WBA", "3VW", "5YJ", "KMH", "VF1"]) + d.chars(
        5, chars) + "0" + d.any("LMNPRST") + d.chars(1).replace("I", "A").replace("O", "B").replace("Q", "C") + d.digits(6)
    return body[:8] + vin_check(body) + body[9:]


def plate(d: Draw, language: str) -> str:
    letters = "ABCDEFGHJKLMNPRSTVWX"
    return {
        "en": lambda: d.own([
            f"{d.own(['AB', 'LK'])}{d.own(['17', '22', '69', '71'])} {d.chars(3, letters)}",
            f"{d.digits(1)}{d.chars(3, letters)}{d.digits(3)}",
        ]),
        "de": lambda: f"{d.own(['M', 'HH', 'K', 'B', 'S', 'DD'])}-{d.chars(2, letters)} {d.number(100, 9999)}",
        "fr": lambda: f"{d.chars(2, letters)}-{d.digits(3)}-{d.chars(2, letters)}",
        "es": lambda: f"{d.digits(4)} {d.chars(3, 'BCDFGHJKLMNPRSTVWXYZ')}",
        "it": lambda: f"{d.chars(2, letters)} {d.digits(3)} {d.chars(2, letters)}",
        "pt": lambda: f"{d.chars(2, letters)}-{d.digits(2)}-{d.chars(2, letters)}",
        "nl": lambda: f"{d.chars(1, letters)}-{d.digits(3)}-{d.chars(2, 'BDFGHJKLNPRSTVXZ')}",
    }[language]()


def gps(d: Draw) -> str:
    return d.own([
        f"{d.number(36, 59)}.{d.digits(5)}, {d.number(-9, 24)}.{d.digits(5)}",
        f"{d.number(36, 59)}.{d.digits(4)},{d.number(0, 24)}.{d.digits(4)}"
    ])


def url(d: Draw) -> str:
    return d.own([
        f"https://portal.example.com/u/{d.digits(6)}", f"www.example.org/orders?id={d.digits(5)}",
        f"http://my.example.net/reset/{d.chars(12, LOWER)}", f"https://example.co.uk/account/{d.digits(7)}"
    ])


def medical_record(d: Draw) -> str:
    return d.own([d.digits(8), f"{d.chars(2)}{d.digits(6)}", d.digits(7), f"P{d.digits(7)}"])


def health_member(d: Draw) -> str:
    return d.own([f"{d.chars(3)}{d.digits(9)}", f"W{d.digits(9)}", f"H{d.digits(8)}", d.digits(11)])


def account(d: Draw) -> str:
    return d.own([d.digits(8), d.digits(10), d.digits(9), d.digits(12)])


HEALTH = {
    "en": [
        "asthma", "type 2 diabetes", "epilepsy", "breast cancer", "depression", "high blood pressure", "Crohn's disease",
        "an anxiety disorder", "kidney failure", "arthritis", "insulin", "metformin", "sertraline", "ibuprofen",
    ],
    "de": [
        "Asthma", "Diabetes", "Epilepsie", "Brustkrebs", "Depressionen", "Bluthochdruck", "Rheuma", "eine Angststörung",
        "Migräne", "Multiple Sklerose",
    ],
    "fr": [
        "asthme", "diabète", "épilepsie", "cancer du sein", "dépression", "hypertension", "arthrose", "migraine",
        "sclérose en plaques", "insuffisance rénale",
    ],
    "es": [
        "asma", "diabetes", "epilepsia", "cáncer de mama", "depresión", "hipertensión", "artritis", "migraña",
        "esclerosis múltiple", "insuficiencia renal",
    ],
    "it": ["asma", "diabete", "epilessia", "tumore al seno", "depressione", "ipertensione", "artrite", "emicrania"],
    "pt": ["asma", "diabetes", "epilepsia", "cancro da mama", "depressão", "hipertensão", "artrite", "enxaqueca"],
    "nl": ["astma", "diabetes", "epilepsie", "borstkanker", "depressie", "hoge bloeddruk", "reuma", "migraine"],
}
SPECIAL = {
    "religion": {
        "en": ["a practising Catholic", "Muslim", "Jewish", "a Jehovah's Witness", "a Buddhist", "Hindu"],
        "de": ["katholisch", "Muslim", "evangelisch", "Jüdin"], "fr": ["catholique", "musulman", "protestante", "juif"],
        "es": ["católico", "musulmana", "judío", "evangélica"],
    },
    "sexual_orientation": {
        "en": ["gay", "bisexual", "lesbian", "homosexual"], "de": ["schwul", "bisexuell", "lesbisch", "homosexuell"],
        "fr": ["gay", "bisexuelle", "lesbienne", "homosexuel"], "es": ["gay", "bisexual", "lesbiana", "homosexual"],
    },
    "trade_union": {
        "en": ["a union member", "a shop steward", "a member of UNISON", "in the trade union"],
        "de": ["in der Gewerkschaft", "Gewerkschaftsmitglied", "bei ver.di", "Mitglied der IG Metall"],
        "fr": ["syndiqué", "à la CGT", "membre du syndicat", "délégué syndical"],
        "es": ["afiliado al sindicato", "en Comisiones Obreras", "sindicalista", "delegado sindical"],
    },
    "political_opinion": {
        "en": ["a Labour member", "a registered Republican", "a party member of the Greens", "a registered Democrat"],
        "de": ["SPD-Mitglied", "in der CDU", "Mitglied der Grünen", "FDP-Wähler"],
    },
    "ethnicity": {
        "en": ["of Pakistani origin", "African American", "Black Caribbean", "Latino"],
        "de": ["türkischer Herkunft", "Sinti", "afrodeutsch", "Roma"],
    },
}
MAIDEN = ["Zielinski", "Pemberton", "Aguirre", "Takahashi", "Brightwell", "Osei", "Lindgren", "Castellano"]
PETS = ["Biscuit", "Pünktchen", "Nube", "Minou", "Rocky", "Waffles", "Bella", "Schnuffi"]


def secret_answer(d: Draw) -> str:
    return d.own(MAIDEN + PETS)


def blood(d: Draw, language: str) -> str:
    return d.own(["A positive", "O negative", "AB+", "B-", "0+", "A-"] if language == "en" else ["AB+", "0+", "B-", "A-"])


def age(d: Draw) -> str:
    return str(d.number(19, 91))


def birth_date(d: Draw) -> datetime.date:
    return d.birth()


def track(d: Draw) -> str:
    """Track 2 as a reader gives it; the discretionary digits are drawn."""
    body = d.own(["4", "54", "4", "37"])
    body += d.digits((14 if body == "37" else 15) - len(body))
    return f";{body}{luhn(body)}={d.number(27, 33)}{d.number(1, 12):02}{d.own(['201', '101', '221', '601'])}{d.digits(10)}?"


NUMBERS = {
    "customer_number": lambda d: d.own([d.digits(7), f"C{d.digits(6)}", d.digits(9), f"K-{d.digits(6)}"]),
    "membership_number": lambda d: d.own([d.digits(8), f"M{d.digits(7)}", d.digits(6), f"VIP{d.digits(5)}"]),
    "policy_number": lambda d: d.own([f"POL{d.digits(7)}", f"{d.digits(3)}-{d.digits(6)}", d.digits(10), f"HX{d.digits(8)}"]),
    "contract_number": lambda d: d.own([d.digits(9), f"V{d.digits(8)}", d.digits(10), f"CT-{d.digits(6)}"]),
    "employee_id": lambda d: d.own([f"E{d.digits(5)}", d.digits(6), f"EMP{d.digits(4)}", d.digits(5)]),
    "student_id": lambda d: d.own([f"S{d.digits(7)}", d.digits(8), f"{d.digits(2)}-{d.digits(5)}", d.digits(9)]),
    "insurance_claim": lambda d: d.own([f"CL{d.digits(8)}", d.digits(9), f"{d.digits(4)}-{d.digits(6)}", f"CLM-{d.digits(7)}"]),
    "gift_card": lambda d: d.own([
        d.digits(16), f"{d.chars(4)}-{d.chars(4)}-{d.chars(4)}", d.digits(19), d.chars(16, UPPER + "0123456789"),
    ]),
    "card_last_four": lambda d: d.digits(4),
    "us_ssn_last_four": lambda d: d.digits(4),
    "card_track": track,
    "nationality": lambda d: d.own(["Brazilian", "Polish", "Nigerian", "Canadian"]),
    "gender": lambda d: d.own(["female", "male", "non-binary", "woman"]),
    "domain_name": lambda d: f"{d.own(['shop', 'intranet', 'kundenportal', 'blumen-meier'])}.{d.own(['de', 'co.uk', 'fr', 'io'])}",
    "meid": lambda d: "A" + d.chars(13, "0123456789ABCDEF"),
    "eid": lambda d: (lambda body: f"{body}{98 - int(body + '00') % 97:02}")("89" + d.digits(28)),
    "advertising_id": lambda d: "-".join([d.chars(8, HEX), d.chars(4, HEX), "4" + d.chars(3, HEX), d.any("89ab") + d.chars(3, HEX), d.chars(12, HEX)]),
    "in_upi_id": lambda d: d.own(["priya", "rahul22", "amit.k", "9876501234"]) + d.own(["@okaxis", "@ybl", "@paytm", "@okhdfcbank"]),
    "diagnosis_code": lambda d: d.own(["E11.9", "J45.20", "F32.1", "M54.5", "I10.9", "C50.912"]),
}
