"""Numbers that look like somebody's and are nobody's: kind → what it is called, and how one is made."""

from __future__ import annotations

from . import ids_europe, ids_europe_east, ids_world, money
from .check_digits import ean13, isbn10, luhn
from .draw import ALNUM, Draw, LOWER, UPPER

HEX = "0123456789abcdef"


def order(d: Draw) -> str:
    return d.own([
        d.digits(9), f"#{d.digits(7)}", f"{d.digits(3)}-{d.digits(7)}-{d.digits(7)}",
        d.digits(10), f"A{d.digits(8)}", f"{d.digits(4)}-{d.digits(4)}-{d.digits(4)}",
        d.digits(12), f"PO-{d.digits(6)}"
    ])


def ticket(d: Draw) -> str:
    return d.own([
        f"INC{d.digits(7)}", f"CAS-{d.digits(6)}-{d.chars(3)}",
        d.digits(8), f"{d.digits(2)}-{d.digits(6)}", f"REQ{d.digits(9)}",
        d.digits(11)
    ])


def tracking(d: Draw) -> str:
    return d.own([
        f"1Z{d.chars(6, UPPER + '0123456789')}{d.digits(10)}",
        d.digits(12), f"JJD{d.digits(18)}",
        d.digits(20), f"RB{d.digits(9)}DE",
        d.digits(14), f"9400{d.digits(18)}", f"{d.digits(4)} {d.digits(4)} {d.digits(4)}"
    ])


def serial(d: Draw) -> str:
    return d.own([
        f"5CD{d.digits(4)}{d.chars(3)}", f"C02{d.chars(9, UPPER + '0123456789')}", f"SN{d.digits(10)}",
        f"{d.chars(2)}-{d.digits(8)}", f"{d.digits(6)}-{d.digits(4)}",
        d.digits(13)
    ])


def part(d: Draw) -> str:
    return d.own([
        f"{d.chars(2)}-{d.digits(4)}-{d.digits(3)}", f"WD{d.digits(2)}{d.chars(4)}-{d.digits(2)}N{d.digits(2)}",
        f"{d.digits(3)}.{d.digits(3)}.{d.digits(2)}", f"{d.chars(3)}{d.digits(5)}", f"{d.digits(2)}-{d.digits(7)}",
        f"{d.chars(1)}{d.digits(8)}"
    ])


def booking(d: Draw) -> str:
    return d.own([d.chars(6, UPPER + "23456789"), d.digits(10), f"{d.chars(3)}-{d.digits(6)}", d.digits(9)])


def isbn(d: Draw) -> str:
    body = f"{d.own(['978', '979', '978', '978'])}{d.own(['0', '3', '84', '2'])}"
    body += d.digits(12 - len(body))
    number = body + ean13(body)
    ten = d.digits(9)
    return d.own([
        number, f"{number[:3]}-{number[3]}-{number[4:8]}-{number[8:12]}-{number[12]}", ten + isbn10(ten),
        f"{ten[0]}-{ten[1:5]}-{ten[5:]}-{isbn10(ten)}"
    ])


def uuid(d: Draw) -> str:
    text = f"{d.chars(8, HEX)}-{d.chars(4, HEX)}-4{d.chars(3, HEX)}-{d.any('89ab')}{d.chars(3, HEX)}-{d.chars(12, HEX)}"
    return d.own([text, text.upper()])


def digest(d: Draw) -> str:
    return d.chars(d.own([32, 40, 64, 7, 40, 12]), HEX)


def version(d: Draw) -> str:
    return d.own([
        f"{d.number(1, 14)}.{d.number(0, 30)}.{d.number(0, 9)}",
        f"{d.number(1, 12)}.{d.number(0, 20)}.{d.number(0, 60)}.{d.number(0, 250)}",
        f"{d.number(100, 130)}.0.{d.digits(4)}.{d.number(10, 200)}", f"v{d.number(1, 9)}.{d.digits(2)}.{d.digits(5)}",
        f"2025.{d.number(1, 12)}.{d.number(1, 28)}", f"{d.number(1, 9)}.{d.number(1, 9)}.{d.number(1, 9)}.{d.number(1, 9)}"
    ])


def invoice(d: Draw) -> str:
    return d.own([
        f"2025-{d.digits(6)}", f"RE{d.digits(8)}",
        d.digits(10), f"INV/{d.digits(4)}/{d.digits(4)}",
        d.digits(8), f"F{d.digits(9)}"
    ])


def card_by_chance(d: Draw) -> str:
    """A long order number that has an issuer's first digits and a right check digit."""
    return money.card(d)[0]


def id_by_chance(d: Draw) -> str:
    """As a short one that some state's rules allow."""
    make, masks = d.own([
        ids_world.NAMES["us_ssn"], ids_europe.NAMES["nl_bsn"], ids_world.NAMES["ca_sin"], ids_europe.NAMES["de_tax_id"],
        ids_europe.NAMES["uk_nhs"], ids_europe_east.NAMES["pl_pesel"], ids_world.NAMES["br_cpf"], ids_europe.NAMES["fr_siren"],
        ids_world.NAMES["au_tfn"], ids_europe_east.NAMES["hr_oib"]
    ])
    return make(d)


def phone_by_chance(d: Draw) -> str:
    return d.own([
        f"{d.own(['212', '415', '305', '617'])}{d.number(200, 999)}{d.digits(4)}", f"07{d.any('45789')}{d.digits(8)}",
        f"06{d.digits(8)}", f"0151{d.digits(8)}"
    ])


# Kind: (noun, maker). The noun's sentences say what the number is.
NUMBERED = {
    "order": ("order", order), "ticket": ("ticket", ticket), "tracking": ("tracking", tracking), "serial": ("serial", serial),
    "part": ("part", part),
    "flight": ("flight", lambda d: f"{d.own(['LH', 'BA', 'IB', 'AF', 'KL', 'TP'])}{d.own(['', ' '])}{d.number(100, 9999)}"),
    "booking": ("booking", booking), "ISBN": ("isbn", isbn), "UUID": ("uuid", uuid), "hash": ("hash", digest),
    "version": ("version", version), "invoice": ("invoice", invoice), "card by chance": ("order", card_by_chance),
    "id by chance": ("invoice", id_by_chance), "phone by chance": ("tracking", phone_by_chance),
}


def price(d: Draw) -> str:
    return d.own([
        f"{d.number(1, 9)},{d.digits(3)}.{d.digits(2)}", f"{d.number(10, 999)}.{d.digits(2)}",
        f"{d.number(1, 99)}.{d.digits(3)},{d.digits(2)}", f"{d.number(1000, 99999)},{d.digits(2)}"
    ])


def time(d: Draw) -> str:
    clock = f"{d.number(0, 23):02}:{d.number(0, 59):02}"
    return d.own([
        clock, f"{clock}:{d.number(0, 59):02}", f"{d.number(1, 12)}.{d.number(10, 59)}",
        f"2025-{d.number(1, 12):02}-{d.number(1, 28):02} {clock}"
    ])


def place(d: Draw) -> str:
    return f"{d.number(36, 59)}.{d.digits(4)}, {d.number(0, 24)}.{d.digits(4)}"


def count(d: Draw) -> str:
    return d.own([
        f"{d.number(1, 9)},{d.digits(3)},{d.digits(3)}", f"{d.number(10, 99)} {d.digits(3)} {d.digits(3)}",
        str(d.number(100_000, 9_999_999)), f"{d.number(1, 99)}.{d.digits(3)}.{d.digits(3)}"
    ])


def bare(d: Draw) -> str:
    """No word says what it is, and some check digit may be right."""
    return d.own([
        d.digits(7),
        d.digits(9),
        id_by_chance(d),
        id_by_chance(d),
        d.digits(10),
        d.digits(11), "".join((body := d.digits(11), luhn(body))), f"{d.chars(2)}{d.digits(6)}",
        d.chars(10, ALNUM),
        d.chars(3, LOWER) + d.digits(8)
    ])


# Kind: (section of talk, maker).
TOLD = {
    "price": ("price", price), "time": ("time", time), "coordinates": ("place", place), "quantity": ("count", count),
    "bare number": ("bare_number", bare),
}
