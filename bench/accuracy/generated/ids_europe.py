"""Numbers that European states give people and companies: type → maker of the compact form, and the ways it is written."""

from __future__ import annotations

import datetime
from collections.abc import Callable

from .check_digits import ean13, luhn, mod11_10, weighted
from .draw import Draw

Maker = Callable[[Draw], str]
ALPHABET_DE = "CFGHJKLMNPRTVWXYZ0123456789"


def retry(make: Callable[[Draw], str | None]) -> Maker:
    """Some bodies have no check digit; another one is drawn."""
    def made(draw: Draw) -> str:
        while (value := make(draw)) is None:
            pass
        return value
    return made


def date6(day: datetime.date, order: str = "%y%m%d") -> str:
    return day.strftime(order)


def mod11_digit(total: int) -> str | None:
    """11 - remainder, where 11 is 0 and 10 does not exist."""
    value = -total % 11
    return None if value == 10 else str(value)


def joined(body: str, check: str | None) -> str | None:
    return None if check is None else body + check


def gb_nino(d: Draw) -> str:
    return d.own(["AA", "BE", "CR", "EG", "GY", "HL", "JM", "KT", "LX", "MZ", "NW", "PB", "RE", "SC", "TH", "WK", "YB", "ZP"]) + \
        d.digits(6) + d.any("ABCD")


def gb_utr(d: Draw) -> str:
    body = d.digits(9)
    return "21987654321"[weighted(body, (6, 7, 8, 9, 10, 5, 4, 3, 2)) % 11] + body


@retry
def gb_nhs(d: Draw):
    body = d.any("4567") + d.digits(8)
    return joined(body, mod11_digit(weighted(body, range(10, 1, -1))))


@retry
def gb_chi(d: Draw):
    body = date6(d.birth(), "%d%m%y") + d.digits(3)
    return joined(body, mod11_digit(weighted(body, range(10, 1, -1))))


def gb_licence(d: Draw) -> str:
    born = d.birth()
    month = born.month + d.any((0, 50))
    surname = d.own(["PATEL", "HUGHE", "ROSS9", "WALSH", "BEGUM", "LEE99", "CLARK", "NGUYE"])
    return f"{surname}{born.year % 100 // 10}{month:02}{born.day:02}{born.year % 10}{d.chars(1)}{d.any('ABJLMRS9')}9{d.chars(2)}"


def gb_vat(d: Draw) -> str:
    body = d.digits(7)
    return f"GB{body}{97 - weighted(body, range(8, 1, -1)) % 97:02}"


def ie_ppsn(d: Draw) -> str:
    body, second = d.digits(7), d.own(["", "", "A", "H"])
    extra = 9 * (ord(second) - 64) if second else 0
    return body + "WABCDEFGHIJKLMNOPQRSTUV"[(weighted(body, range(8, 1, -1)) + extra) % 23] + second


def de_tax_id(d: Draw) -> str:
    pool = d.rng.sample("0123456789", 9)
    pool.append(pool[0])
    while True:
        d.rng.shuffle(pool)
        body = "".join(pool)
        if body[0] != "0":
            return body + mod11_10(body)


def de_document(first: str) -> Maker:
    def made(d: Draw) -> str:
        body = d.any(first) + d.chars(8, ALPHABET_DE)
        # The check digit stands in the machine's line, so most people leave it out.
        return body if d.rng.random() < 0.6 else body + str(weighted(body, (7, 3, 1)) % 10)
    return made


def cross_sum(body: str, weights) -> int:
    return sum(sum(divmod(int(char) * weight, 10)) for char, weight in zip(body, weights))


def de_pension(d: Draw) -> str:
    start = f"{d.own(['02', '04', '10', '12', '15', '18', '25', '26', '50', '53'])}{date6(d.birth(), '%d%m%y')}"
    letter, serial = d.chars(1), d.padded(0, 99, 2)
    body = f"{start}{ord(letter) - 64:02}{serial}"
    return start + letter + serial + str(cross_sum(body, (2, 1, 2, 5, 7, 1, 2, 1, 2, 1, 2, 1)) % 10)


def de_health(d: Draw) -> str:
    letter, body = d.chars(1), d.digits(8)
    return letter + body + str(cross_sum(f"{ord(letter) - 64:02}{body}", (1, 2) * 5) % 10)


def de_licence(d: Draw) -> str:
    body = d.chars(1, "ABCDEFGHIJKLMNOPQRSTUVWXYZ") + d.digits(3) + d.chars(5, "ABCDEFGHKLMNPRSTUVWXYZ0123456789")
    return body + "0123456789X"[weighted(body, range(9, 0, -1)) % 11] + d.any("123456")


def de_vat(d: Draw) -> str:
    body = d.any("123456789") + d.digits(7)
    return "DE" + body + mod11_10(body)


@retry
def at_svnr(d: Draw):
    serial, born = d.padded(100, 999, 3), date6(d.birth(), "%d%m%y")
    check = weighted(serial + born, (3, 7, 9, 5, 8, 4, 2, 1, 6)) % 11
    return None if check == 10 else f"{serial}{check}{born}"


def at_tax(d: Draw) -> str:
    body = d.own(["09", "12", "15", "23", "41", "46", "68", "81", "90", "98"]) + d.digits(6)
    return body + luhn(body)


def ch_ahv(d: Draw) -> str:
    body = "756" + d.digits(9)
    return body + ean13(body)


@retry
def ch_uid(d: Draw):
    body = d.padded(100, 499, 3) + d.digits(5)
    return joined("CHE" + body, mod11_digit(weighted(body, (5, 4, 3, 2, 7, 6, 5, 4))))


def es_letter(number: int) -> str:
    return "TRWAGMYFPDXBNJZSQVHLCKE"[number % 23]


def es_dni(d: Draw) -> str:
    number = d.number(10_000_000, 79_999_999)
    return f"{number}{es_letter(number)}"


def es_nie(d: Draw) -> str:
    first, number = d.any("XYZ"), d.number(0, 9_999_999)
    return f"{first}{number:07}{es_letter('XYZ'.index(first) * 10_000_000 + number)}"


def es_cif(d: Draw) -> str:
    first, body = d.own("ABPQEHSN"), d.own(["28", "08", "46", "41", "15", "29"]) + d.digits(5)
    check = luhn(body)
    return first + body + ("JABCDEFGHI"[int(check)] if first in "PQSN" else check)


def es_nss(d: Draw) -> str:
    body = d.own(["28", "08", "46", "41", "03", "48"]) + d.padded(10_000_000, 99_999_999, 8)
    return f"{body}{int(body) % 97:02}"


def pt_mod11(body: str) -> str:
    value = 11 - weighted(body, range(9, 1, -1)) % 11
    return str(value if value < 10 else 0)


def pt_nif(d: Draw) -> str:
    body = d.any("12") + d.digits(7)
    return body + pt_mod11(body)


def pt_citizen(d: Draw) -> str:
    number = d.any("123") + d.digits(7)
    body = number + pt_mod11(number) + "Z" + d.chars(1, "XYZ0123456789")
    total = 0
    for place, char in enumerate(reversed(body)):
        value = int(char, 36)
        if place % 2 == 0:
            value = value * 2 - 9 if value * 2 > 9 else value * 2
        total += value
    return body + str(-total % 10)


def pt_niss(d: Draw) -> str:
    body = d.any("12") + d.digits(9)
    return body + str(9 - weighted(body, (29, 23, 19, 17, 13, 11, 7, 5, 3, 2)) % 10)


def fr_nir(d: Draw) -> str:
    born = d.birth()
    place = d.own(["75", "13", "69", "33", "59", "31", "44", "67"]) + d.padded(1, 400, 3)
    body = f"{d.any('12')}{date6(born, '%y%m')}{place}{d.padded(1, 400, 3)}"
    return f"{body}{97 - int(body) % 97:02}"


def fr_tax(d: Draw) -> str:
    body = d.any("0123") + d.digits(9)
    return f"{body}{int(body) % 511:03}"


def fr_siren(d: Draw) -> str:
    body = d.any("345789") + d.digits(7)
    return body + luhn(body)


def fr_siret(d: Draw) -> str:
    body = fr_siren(d) + d.padded(1, 60, 4)
    return body + luhn(body)


def fr_vat(d: Draw) -> str:
    siren = fr_siren(d)
    return f"FR{(12 + 3 * (int(siren) % 97)) % 97:02}{siren}"


IT_ODD = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21, 2, 4, 18, 20, 11, 3, 6, 8, 12, 14, 16, 10, 22, 25, 24, 23)


def it_fiscal(d: Draw) -> str:
    born = d.birth()
    day = born.day + d.any((0, 40))
    body = (d.own(["RSS", "FRR", "BNC", "RCC", "GLL", "CNT"]) + d.own(["MRA", "GNN", "LGU", "FNC", "NTN", "CHR"]) +
            f"{born.year % 100:02}" + "ABCDEHLMPRST"[born.month - 1] + f"{day:02}" +
            d.own(["H501", "F205", "L219", "F839", "G273", "A944"]))
    total = 0
    for place, char in enumerate(body):
        value = int(char) if char.isdigit() else ord(char) - 65
        total += IT_ODD[value] if place % 2 == 0 else value
    return body + chr(65 + total % 26)


def it_vat(d: Draw) -> str:
    body = d.padded(1, 8_000_000, 7) + d.own(["015", "058", "001", "063", "010", "048"])
    return body + luhn(body)


@retry
def nl_bsn(d: Draw):
    body = d.any("12") + d.digits(7)
    check = weighted(body, range(9, 1, -1)) % 11
    return joined(body, None if check == 10 else str(check))


def be_national(d: Draw) -> str:
    born = d.birth()
    body = date6(born) + d.padded(1, 997, 3)
    return f"{body}{97 - int(('2' if born.year > 1999 else '') + body) % 97:02}"


def be_enterprise(d: Draw) -> str:
    body = "0" + d.any("4567") + d.digits(6)
    return f"{body}{97 - int(body) % 97:02}"


NAMES: dict[str, tuple[Maker, tuple[str, ...]]] = {
    "uk_nino": (gb_nino, ("## ## ## ## #", "", "##-##-##-##-#", "## ###### #")), "uk_utr": (gb_utr, ("", "##### #####")),
    "uk_nhs": (gb_nhs, ("### ### ####", "", "###-###-####")), "uk_chi": (gb_chi, ("", "###### ####")),
    "uk_passport": (lambda d: d.any("1235") + d.digits(8), ("",)),
    "uk_driving_licence": (gb_licence, ("", "##### ###### #####", "##### ###### ### ##")),
    "uk_vat": (gb_vat, ("", "## ### #### ##", "## #########")), "ie_ppsn": (ie_ppsn, ("",)),
    "de_tax_id": (de_tax_id, ("## ### ### ###", "", "##-###-###-###")), "de_id_card": (de_document("LMNPRTVWXY"), ("",)),
    "de_passport": (de_document("CFGHJK"), ("",)), "de_pension_insurance": (de_pension, ("## ###### # ###", "")),
    "de_health_insurance": (de_health, ("", "#### ### ###")), "de_driving_licence": (de_licence, ("",)),
    "de_vat": (de_vat, ("", "## ### ### ###", "## #########")), "at_svnr": (at_svnr, ("#### ######", "")),
    "at_tax_number": (at_tax, ("##-###/####", "## ###/####", "##-#######")),
    "ch_ahv": (ch_ahv, ("###.####.####.##", "", "### #### #### ##")),
    "ch_uid": (ch_uid, ("###-###.###.###", "", "### ### ### ###")),
    "es_dni": (es_dni, ("", "########-#", "##.###.###-#", "######## #")), "es_nie": (es_nie, ("", "#-#######-#", "#####-####")),
    "es_cif": (es_cif, ("", "#-########", "########-#")), "es_nss": (es_nss, ("##/########/##", "", "## ##########")),
    "pt_nif": (pt_nif, ("", "### ### ###")), "pt_citizen_card": (pt_citizen, ("######## # ###", "")), "pt_niss": (pt_niss, ("",)),
    "fr_nir": (fr_nir, ("# ## ## ## ### ### ##", "", "#.##.##.##.###.###.##", "############# ##")),
    "fr_tax_id": (fr_tax, ("## ## ### ### ###", "")), "fr_siren": (fr_siren, ("### ### ###", "")),
    "fr_siret": (fr_siret, ("### ### ### #####", "")), "fr_vat": (fr_vat, ("", "## ## ### ### ###", "#### #########")),
    "fr_cni": (lambda d: date6(d.birth(2008, 2019), "%y%m") + d.own(["75", "69", "13", "33"]) + d.digits(6), ("",)),
    "fr_passport": (lambda d: d.padded(10, 23, 2) + d.chars(2) + d.digits(5), ("", "## ## #####")),
    "fr_driving_licence": (lambda d: date6(d.birth(1980, 2012), "%y%m") + d.own(["75", "69", "13", "33"]) + d.digits(6), ("",)),
    "it_fiscal_code": (it_fiscal, ("", "### ### ##### #####", "### ### ##### #### #")), "it_vat": (it_vat, ("",)),
    "it_id_card": (lambda d: "CA" + d.digits(5) + d.chars(2), ("", "## ##### ##")),
    "nl_bsn": (nl_bsn, ("", "#### ## ###", "### ### ###")),
    "be_national_number": (be_national, ("##.##.##-###.##", "", "## ## ## ### ##")),
    "be_enterprise_number": (be_enterprise, ("####.###.###", "", "#### ### ###")),
}
