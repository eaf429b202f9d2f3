"""Numbers of the north and the east of Europe: type → maker of the compact form, and the ways it is written."""

from __future__ import annotations

import datetime

from .check_digits import luhn, mod11_10, weighted
from .draw import Draw
from .ids_europe import Maker, date6, joined, mod11_digit, retry


def se_person(d: Draw) -> str:
    body = date6(d.birth()) + d.digits(3)
    return body + luhn(body)


def se_company(d: Draw) -> str:
    body = d.own(["55", "96", "76", "71"]) + d.any("23456789") + d.digits(6)
    return body + luhn(body)


@retry
def no_person(d: Draw):
    born = d.birth(1941, 1999)
    body = date6(born, "%d%m%y") + d.padded(0, 499, 3)
    first = mod11_digit(weighted(body, (3, 7, 6, 1, 8, 9, 4, 5, 2)))
    return first and joined(body + first, mod11_digit(weighted(body + first, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))))


@retry
def dk_person(d: Draw):
    body = date6(d.birth(1941, 1999), "%d%m%y") + d.any("0123") + d.digits(2)
    return joined(body, mod11_digit(weighted(body, (4, 3, 2, 7, 6, 5, 4, 3, 2))))


def fi_person(d: Draw) -> str:
    born = d.birth()
    date, serial = date6(born, "%d%m%y"), d.padded(2, 899, 3)
    return f"{date}{'A' if born.year > 1999 else '-'}{serial}{'0123456789ABCDEFHJKLMNPRSTUVWXY'[int(date + serial) % 31]}"


@retry
def fi_company(d: Draw):
    body = d.any("0123") + d.digits(6)
    return joined(body, mod11_digit(weighted(body, (7, 9, 10, 5, 8, 4, 2))))


@retry
def is_person(d: Draw):
    born = d.birth()
    body = date6(born, "%d%m%y") + d.padded(20, 99, 2)
    check = mod11_digit(weighted(body, (3, 2, 7, 6, 5, 4, 3, 2)))
    return check and body + check + ("0" if born.year > 1999 else "9")


def baltic(d: Draw) -> str:
    born = d.birth()
    body = f"{d.any((3, 4)) + (2 if born.year > 1999 else 0)}{date6(born)}{d.digits(3)}"
    check = weighted(body, (1, 2, 3, 4, 5, 6, 7, 8, 9, 1)) % 11
    if check == 10:
        check = weighted(body, (3, 4, 5, 6, 7, 8, 9, 1, 2, 3)) % 11 % 10
    return f"{body}{check}"


def lv_person(d: Draw) -> str:
    born = d.birth()
    body = f"{date6(born, '%d%m%y')}{2 if born.year > 1999 else 1}{d.digits(3)}"
    return body + str((1 + weighted(body, (10, 5, 8, 4, 2, 1, 6, 3, 7, 9))) % 11 % 10)


def pl_pesel(d: Draw) -> str:
    born = d.birth()
    body = f"{born.year % 100:02}{born.month + (20 if born.year > 1999 else 0):02}{born.day:02}{d.digits(4)}"
    return body + str(-weighted(body, (1, 3, 7, 9)) % 10)


@retry
def pl_nip(d: Draw):
    body = d.own(["525", "677", "781", "583", "899", "634"]) + d.digits(6)
    check = weighted(body, (6, 5, 7, 2, 3, 4, 5, 6, 7)) % 11
    return joined(body, None if check == 10 else str(check))


def pl_regon(d: Draw) -> str:
    body = d.own(["01", "14", "24", "36", "38", "61"]) + d.digits(6)
    return body + str(weighted(body, (8, 9, 2, 3, 4, 5, 6, 7)) % 11 % 10)


def pl_card(d: Draw) -> str:
    letters, body = d.own("AC") + d.chars(2, "ABCDEFGHJKLMNPRSTUVWXYZ"), d.digits(5)
    return letters + str(weighted(letters + body, (7, 3, 1, 7, 3, 1, 7, 3)) % 10) + body


@retry
def cz_person(d: Draw):
    born = d.birth(1955, 2003)
    body = f"{born.year % 100:02}{born.month + d.any((0, 50)):02}{born.day:02}{d.digits(3)}"
    check = int(body) % 11
    return joined(body, None if check == 10 else str(check))


def ro_cnp(d: Draw) -> str:
    born = d.birth()
    body = f"{d.any((1, 2)) + (4 if born.year > 1999 else 0)}{date6(born)}{d.padded(1, 46, 2)}{d.padded(1, 999, 3)}"
    check = weighted(body, (2, 7, 9, 1, 4, 6, 3, 5, 8, 2, 7, 9)) % 11
    return f"{body}{1 if check == 10 else check}"


def bg_egn(d: Draw) -> str:
    born = d.birth()
    body = f"{born.year % 100:02}{born.month + (40 if born.year > 1999 else 0):02}{born.day:02}{d.digits(3)}"
    return body + str(weighted(body, (2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11 % 10)


def hr_oib(d: Draw) -> str:
    body = d.digits(10)
    return body + mod11_10(body)


def jmbg(region: tuple[int, int]) -> Maker:
    def made(d: Draw):
        born = d.birth()
        body = f"{born:%d%m}{born.year % 1000:03}{d.padded(*region, 2)}{d.digits(3)}"
        return joined(body, mod11_digit(weighted(body, (7, 6, 5, 4, 3, 2))))
    return retry(made)


def hu_taj(d: Draw) -> str:
    body = d.padded(1, 99_999_999, 8)
    return body + str(weighted(body, (3, 7)) % 10)


@retry
def hu_tax(d: Draw):
    body = f"8{(d.birth() - datetime.date(1867, 1, 1)).days:05}{d.digits(3)}"
    check = weighted(body, range(1, 10)) % 11
    return joined(body, None if check == 10 else str(check))


def gr_amka(d: Draw) -> str:
    body = date6(d.birth(), "%d%m%y") + d.digits(4)
    return body + luhn(body)


def gr_afm(d: Draw) -> str:
    body = d.any("01") + d.any("123456789") + d.digits(6)
    return body + str(weighted(body, (256, 128, 64, 32, 16, 8, 4, 2)) % 11 % 10)


NAMES: dict[str, tuple[Maker, tuple[str, ...]]] = {
    "se_personnummer": (se_person, ("######-####", "")), "se_orgnr": (se_company, ("######-####", "")),
    "no_fodselsnummer": (no_person, ("###### #####", "")), "dk_cpr": (dk_person, ("######-####", "", "###### ####")),
    "fi_hetu": (fi_person, ("",)), "fi_business_id": (fi_company, ("#######-#",)),
    "is_kennitala": (is_person, ("######-####", "")), "ee_isikukood": (baltic, ("",)), "lt_asmens_kodas": (baltic, ("",)),
    "lv_personas_kods": (lv_person, ("######-#####",)), "pl_pesel": (pl_pesel, ("",)),
    "pl_nip": (pl_nip, ("###-###-##-##", "", "### ### ## ##")), "pl_regon": (pl_regon, ("",)),
    "pl_id_card": (pl_card, ("### ######", "")), "cz_birth_number": (cz_person, ("######/####", "")),
    "sk_birth_number": (cz_person, ("######/####", "")), "ro_cnp": (ro_cnp, ("",)), "bg_egn": (bg_egn, ("",)),
    "hr_oib": (hr_oib, ("",)), "rs_jmbg": (jmbg((71, 89)), ("",)), "si_emso": (jmbg((50, 50)), ("",)),
    "hu_taj": (hu_taj, ("### ### ###", "")), "hu_tax_id": (hu_tax, ("",)), "gr_amka": (gr_amka, ("",)), "gr_afm": (gr_afm, ("",)),
}
