"""Numbers that states outside Europe give: type → maker of the compact form, and the ways it is written."""

from __future__ import annotations

import datetime

from .check_digits import BASE36, luhn, verhoeff, weighted
from .draw import Draw
from .ids_europe import Maker, date6, joined, mod11_digit, retry


def us_ssn(d: Draw) -> str:
    return f"{d.any([n for n in range(1, 900) if n != 666]):03}{d.padded(1, 99, 2)}{d.padded(1, 9999, 4)}"


def us_itin(d: Draw) -> str:
    return f"9{d.digits(2)}{d.any([*range(50, 66), *range(70, 89), *range(90, 93), *range(94, 100)])}{d.digits(4)}"


def us_licence(d: Draw) -> str:
    """California, Florida, Illinois, New York, Texas, Michigan."""
    return d.own([lambda: d.chars(1) + d.digits(7), lambda: d.chars(1) + d.digits(12), lambda: d.chars(1) + d.digits(11),
                  lambda: d.digits(9), lambda: d.digits(8), lambda: d.chars(1) + d.digits(12)])()


def us_npi(d: Draw) -> str:
    body = d.any("12") + d.digits(8)
    return body + luhn("80840" + body)


def us_dea(d: Draw) -> str:
    body = d.digits(6)
    return d.own("ABFM") + d.chars(1) + body + str((weighted(body[0::2], (1,)) + 2 * weighted(body[1::2], (1,))) % 10)


def us_mbi(d: Draw) -> str:
    letters = "ACDEFGHJKMNPQRTUVWXY"
    kinds = {"C": "123456789", "A": letters, "N": "0123456789", "X": letters + "0123456789"}
    return "".join(d.any(kinds[kind]) for kind in "CAXNAXNAANN")


def sin(d: Draw) -> str:
    body = d.any("1234567") + d.digits(7)
    return body + luhn(body)


def ca_ramq(d: Draw) -> str:
    born = d.birth()
    return f"{d.own(['TREM', 'GAGN', 'ROYJ', 'COTL'])}{born.year % 100:02}{born.month + d.any((0, 50)):02}{born.day:02}{d.digits(2)}"


def cpf(d: Draw) -> str:
    body = d.digits(9)
    for first in (10, 11):
        rest = weighted(body, range(first, 1, -1)) % 11
        body += str(0 if rest < 2 else 11 - rest)
    return body


def cnpj(d: Draw) -> str:
    body = d.digits(8) + "0001"
    for weights in ((5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2), (6, 5, 4, 3, 2, 9, 8, 7, 6, 5, 4, 3, 2)):
        rest = weighted(body, weights) % 11
        body += str(0 if rest < 2 else 11 - rest)
    return body


def mx_curp(d: Draw) -> str:
    born, alphabet = d.birth(), "0123456789ABCDEFGHIJKLMNÑOPQRSTUVWXYZ"
    body = (d.own(["GOMC", "HEGL", "ROPA", "MASJ"]) + date6(born) + d.any("HM") + d.own(["DF", "JC", "NL", "PL"]) +
            d.own(["MRR", "RNS", "DRL", "NTN"]) + ("A" if born.year > 1999 else "0"))
    return body + str(-sum((18 - place) * alphabet.index(char) for place, char in enumerate(body)) % 10)


def mx_rfc(d: Draw) -> str:
    body, alphabet = d.own(["GOMC", "HEGL", "ROPA", "MASJ"]) + date6(d.birth()) + d.chars(
        2, "ABCDEFGHIJKLMNPQRSTUVWXYZ123456789"), "0123456789ABCDEFGHIJKLMN&OPQRSTUVWXYZ Ñ"
    value = -sum((13 - place) * alphabet.index(char) for place, char in enumerate(body)) % 11
    return body + ("A" if value == 10 else str(value))


@retry
def ar_cuit(d: Draw):
    body = d.own(["20", "27", "23", "30"]) + d.padded(5_000_000, 45_000_000, 8)
    return joined(body, mod11_digit(weighted(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))))


def cl_rut(d: Draw) -> str:
    body = str(d.number(4_000_000, 27_000_000))
    return body + "0K987654321"[weighted(body[::-1], range(2, 8)) % 11]


def co_nit(d: Draw) -> str:
    body = d.any("89") + d.digits(8)
    rest = weighted(body[::-1], (3, 7, 13, 17, 19, 23, 29, 37, 41)) % 11
    return body + str(rest if rest < 2 else 11 - rest)


def pe_ruc(d: Draw) -> str:
    body = d.own(["10", "20"]) + d.digits(8)
    return body + str((11 - weighted(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11) % 10)


def ec_cedula(d: Draw) -> str:
    body = d.padded(1, 24, 2) + d.any("012345") + d.digits(6)
    return body + luhn(body)


def uy_ci(d: Draw) -> str:
    body = d.padded(1_000_000, 5_999_999, 7)
    return body + str(-weighted(body, (2, 9, 8, 7, 6, 3, 4)) % 10)


def do_cedula(d: Draw) -> str:
    body = d.own(["001", "031", "402", "223"]) + d.digits(7)
    return body + luhn(body)


def ve_rif(d: Draw) -> str:
    kind, body = d.any("VJ"), d.digits(8)
    return kind + body + "00987654321"[({"V": 4, "J": 12}[kind] + weighted(body, (3, 2, 7, 6, 5, 4, 3, 2))) % 11]


@retry
def au_tfn(d: Draw):
    body = d.any("123456789") + d.digits(7)
    rest = weighted(body, (1, 4, 3, 7, 5, 8, 6, 9)) % 11  # the last weight is 10, which is -1
    return joined(body, None if rest == 10 else str(rest))


def au_abn(d: Draw) -> str:
    body = d.digits(9)
    return str(11 + (-weighted(body, (3, 5, 7, 9, 11, 13, 15, 17, 19)) - 1) % 89) + body


def au_acn(d: Draw) -> str:
    body = d.any("016") + d.digits(7)
    return body + str(-weighted(body, range(8, 0, -1)) % 10)


def au_medicare(d: Draw) -> str:
    body = d.any("23456") + d.digits(7)
    return body + str(weighted(body, (1, 3, 7, 9)) % 10) + d.any("12")


@retry
def nz_ird(d: Draw):
    body = d.padded(1_000_000, 9_999_999, 8)
    value = -weighted(body, (3, 2, 7, 6, 5, 4, 3, 2)) % 11
    if value == 10:
        value = -weighted(body, (7, 4, 3, 2, 5, 2, 7, 6)) % 11
    return None if value == 10 else (body + str(value)).lstrip("0")


@retry
def nz_nhi(d: Draw):
    alphabet = "ABCDEFGHJKLMNPQRSTUVWXYZ"
    letters, number = d.chars(3, alphabet), d.digits(3)
    total = sum((alphabet.index(char) + 1) * weight for char, weight in zip(letters, (7, 6, 5)))
    rest = (total + weighted(number, (4, 3, 2))) % 11
    return None if rest == 0 else letters + number + str((11 - rest) % 10)


def in_aadhaar(d: Draw) -> str:
    body = d.any("23456789") + d.digits(10)
    return body + verhoeff(body)


def in_pan(d: Draw) -> str:
    return d.chars(3) + "P" + d.chars(1) + d.padded(1, 9999, 4) + d.chars(1)


def in_gstin(d: Draw) -> str:
    body = d.own(["27", "29", "07", "33"]) + in_pan(d) + "1Z"
    total = 0
    for place, char in enumerate(body):
        total += sum(divmod(BASE36.index(char) * (1 + place % 2), 36))
    return body + BASE36[-total % 36]


def in_epic(d: Draw) -> str:
    body = d.digits(6)
    return d.chars(3) + body + luhn(body)


def lk_nic(d: Draw) -> str:
    born = d.birth()
    return f"{born.year % 100:02}{born.timetuple().tm_yday + d.any((0, 500)):03}{d.digits(4)}{d.own('VX')}"


def sg_nric(d: Draw) -> str:
    kind, body = d.any("STFG"), d.digits(7)
    total = weighted(body, (2, 7, 6, 5, 4, 3, 2)) + (4 if kind in "TG" else 0)
    return kind + body + ("JZIHGFEDCBA" if kind in "ST" else "XWUTRQPNMLK")[total % 11]


def hk_hkid(d: Draw) -> str:
    letter, body = d.chars(1), d.digits(6)
    value = -(36 * 9 + weighted(letter, (8,)) + weighted(body, range(7, 1, -1))) % 11
    return letter + body + "0123456789A"[value]


def tw_id(d: Draw) -> str:
    letter, body = d.chars(1), d.any("12") + d.digits(7)
    code = "ABCDEFGHJKLMNPQRSTUVXYWZIO".index(letter) + 10
    return letter + body + str(-(code // 10 + code % 10 * 9 + weighted(body, range(8, 0, -1))) % 10)


def jp_number(d: Draw) -> str:
    body = d.digits(11)
    rest = weighted(body, (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return body + str(0 if rest < 2 else 11 - rest)


def kr_rrn(d: Draw) -> str:
    born = d.birth()
    body = f"{date6(born)}{d.any((1, 2)) + (2 if born.year > 1999 else 0)}{d.padded(0, 95, 2)}{d.digits(3)}"
    return body + str((11 - weighted(body, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10)


def cn_id(d: Draw) -> str:
    body = d.own(["110101", "310115", "440305", "330106", "510104", "420106"]) + d.birth().strftime("%Y%m%d") + d.digits(3)
    return body + "10X98765432"[weighted(body, (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)) % 11]


def th_id(d: Draw) -> str:
    body = d.any("135") + d.digits(11)
    return body + str((11 - weighted(body, range(13, 1, -1)) % 11) % 10)


def id_nik(d: Draw) -> str:
    born = d.birth()
    place = d.own(["317101", "327304", "357801", "337402"])
    return f"{place}{born.day + d.any((0, 40)):02}{date6(born, '%m%y')}{d.padded(1, 40, 4)}"


def vn_cccd(d: Draw) -> str:
    born = d.birth()
    return f"{d.own(['001', '079', '048', '031'])}{d.any((0, 1)) + (2 if born.year > 1999 else 0)}{born.year % 100:02}{d.digits(6)}"


def za_id(d: Draw) -> str:
    body = date6(d.birth()) + d.digits(4) + d.any("01") + "8"
    return body + luhn(body)


def eg_id(d: Draw) -> str:
    """The check digit's rule is not published; most validators take any."""
    born = d.birth()
    body = f"{2 + (born.year > 1999)}{date6(born)}{d.own(['01', '02', '21', '12'])}{d.digits(4)}"
    return body + str((11 - weighted(body, (2, 7, 6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11) % 10)


@retry
def ru_inn(d: Draw):
    body = d.own(["77", "78", "50", "66"]) + d.digits(8)
    for weights in ((7, 2, 4, 10, 3, 5, 9, 4, 6, 8), (3, 7, 2, 4, 10, 3, 5, 9, 4, 6, 8)):
        body += str(weighted(body, weights) % 11 % 10)
    return body


def ru_snils(d: Draw) -> str:
    body = d.padded(2_000_000, 199_999_999, 9)
    return f"{body}{weighted(body, range(9, 0, -1)) % 101 % 100:02}"


def ua_rnokpp(d: Draw) -> str:
    body = f"{(d.birth() - datetime.date(1899, 12, 31)).days:05}{d.digits(4)}"
    return body + str(weighted(body, (-1, 5, 7, 9, 4, 6, 10, 5, 7)) % 11 % 10)


@retry
def kz_iin(d: Draw):
    born = d.birth()
    body = f"{date6(born)}{d.any((3, 4)) + (2 if born.year > 1999 else 0)}{d.digits(4)}"
    check = weighted(body, range(1, 12)) % 11
    if check == 10:
        check = weighted(body, (3, 4, 5, 6, 7, 8, 9, 10, 11, 1, 2)) % 11
    return joined(body, None if check == 10 else str(check))


def tr_tckn(d: Draw) -> str:
    body = d.any("123456789") + d.digits(8)
    odd, even = weighted(body[0::2], (1,)), weighted(body[1::2], (1,))
    body += str((7 * odd - even) % 10)
    return body + str(weighted(body, (1,)) % 10)


def il_id(d: Draw) -> str:
    body = d.padded(1_000_000, 39_999_999, 8)
    return body + luhn(body)


def sa_id(d: Draw) -> str:
    body = d.any("12") + d.digits(8)
    return body + luhn(body)


def ae_id(d: Draw) -> str:
    body = f"784{d.birth().year}{d.digits(7)}"
    return body + luhn(body)


@retry
def kw_id(d: Draw):
    born = d.birth()
    body = f"{3 if born.year > 1999 else 2}{date6(born)}{d.digits(4)}"
    value = 11 - weighted(body, (2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)) % 11
    return joined(body, str(value) if value < 10 else None)


def ir_code(d: Draw) -> str:
    body = d.own(["001", "228", "127", "093"]) + d.digits(6)
    rest = weighted(body, range(10, 1, -1)) % 11
    return body + str(rest if rest < 2 else 11 - rest)


NAMES: dict[str, tuple[Maker, tuple[str, ...]]] = {
    "us_ssn": (us_ssn, ("###-##-####", "", "### ## ####", "###.##.####")),
    "us_itin": (us_itin, ("###-##-####", "", "### ## ####")),
    "us_ein": (lambda d: d.own(["12", "27", "36", "45", "52", "83"]) + d.digits(7), ("##-#######", "")),
    "us_ptin": (lambda d: "P0" + d.digits(7), ("",)),
    "us_passport": (lambda d: d.own([lambda: d.any("ACX") + d.digits(8), lambda: d.any("45") + d.digits(8)])(), ("",)),
    "us_driver_license": (us_licence, ("",)), "us_npi": (us_npi, ("",)), "us_dea": (us_dea, ("",)),
    "us_mbi": (us_mbi, ("####-###-####", "")), "ca_sin": (sin, ("### ### ###", "", "###-###-###")),
    "ca_business_number": (
        lambda d: sin(d) + d.own(["RT", "RC", "RP", "RZ"]) + "0001", ("", "######### ######", "######### ## ####"),
    ),
    "ca_passport": (lambda d: d.chars(2) + d.digits(6), ("",)),
    "ca_ohip": (
        lambda d: (lambda body: body + luhn(body) + d.chars(2))(d.any("123456789") + d.digits(8)),
        ("#### ### ### ##", "####-###-###-##"),
    ),
    "ca_bc_phn": (
        retry(lambda d: (lambda body: joined("9" + body, mod11_digit(weighted(body, (2, 4, 8, 5, 10, 9, 7, 3)))))(d.digits(8))),
        ("#### ### ###", ""),
    ),
    "ca_quebec_hin": (ca_ramq, ("#### #### ####", "")), "br_cpf": (cpf, ("###.###.###-##", "", "### ### ### ##")),
    "br_cnpj": (cnpj, ("##.###.###/####-##", "")), "mx_curp": (mx_curp, ("",)), "mx_rfc": (mx_rfc, ("", "####-######-###")),
    "ar_cuit": (ar_cuit, ("##-########-#", "")), "ar_dni": (lambda d: d.padded(11_000_000, 45_000_000, 8), ("##.###.###", "")),
    "cl_rut": (cl_rut, ("",)), "co_nit": (co_nit, ("###.###.###-#", "#########-#")),
    "co_cedula": (lambda d: d.own(["100", "101", "102", "103"]) + d.digits(7), ("", "#.###.###.###")),
    "pe_dni": (lambda d: d.any("0147") + d.digits(7), ("",)), "pe_ruc": (pe_ruc, ("",)),
    "ec_cedula": (ec_cedula, ("", "#########-#")), "uy_ci": (uy_ci, ("#.###.###-#", "#######-#")),
    "do_cedula": (do_cedula, ("###-#######-#", "")), "ve_rif": (ve_rif, ("#-########-#", "")),
    "au_tfn": (au_tfn, ("### ### ###", "")), "au_abn": (au_abn, ("## ### ### ###", "")), "au_acn": (au_acn, ("### ### ###", "")),
    "au_passport": (lambda d: d.own(["N", "PA", "E", "PB"]) + d.digits(7), ("",)),
    "au_medicare": (au_medicare, ("#### ##### #", "")), "nz_ird": (nz_ird, ("", "##-###-###")), "nz_nhi": (nz_nhi, ("",)),
    "in_aadhaar": (in_aadhaar, ("#### #### ####", "", "####-####-####")), "in_pan": (in_pan, ("",)),
    "in_gstin": (in_gstin, ("",)), "in_voter_id": (in_epic, ("",)),
    "in_passport": (lambda d: d.any("JKLMNPRSTUVWZ") + d.any("123456789") + d.digits(6), ("",)),
    "pk_cnic": (
        lambda d: d.own(["35202", "42101", "61101", "17301"]) + d.digits(7) + d.any("123456789"), ("#####-#######-#", ""),
    ),
    "lk_nic": (lk_nic, ("",)), "sg_nric": (sg_nric, ("",)), "hk_hkid": (lambda d: hk_hkid(d), ("#######(#)", "")),
    "tw_national_id": (tw_id, ("",)), "jp_my_number": (jp_number, ("#### #### ####", "")),
    "kr_rrn": (kr_rrn, ("######-#######", "")), "cn_resident_id": (cn_id, ("",)),
    "th_citizen_id": (th_id, ("#-####-#####-##-#", "", "# #### ##### ## #")),
    "my_mykad": (lambda d: date6(d.birth()) + d.own(["01", "07", "10", "14"]) + d.digits(4), ("######-##-####", "")),
    "id_nik": (id_nik, ("",)), "ph_national_id": (lambda d: d.any("23456789") + d.digits(15), ("####-####-####-####", "")),
    "vn_cccd": (vn_cccd, ("",)), "za_id": (za_id, ("", "###### #### ###", "###### #### ## #")),
    "ng_nin": (lambda d: d.any("123456789") + d.digits(10), ("",)), "ng_bvn": (lambda d: "22" + d.digits(9), ("",)),
    "ke_kra_pin": (lambda d: d.own("AP") + d.padded(0, 15_000_000, 9) + d.chars(1), ("",)),
    "gh_ghana_card": (lambda d: "GHA" + d.digits(10), ("###-#########-#",)), "eg_national_id": (eg_id, ("",)),
    "ru_inn": (ru_inn, ("",)), "ru_snils": (ru_snils, ("###-###-### ##", "")), "ua_rnokpp": (ua_rnokpp, ("",)),
    "kz_iin": (kz_iin, ("",)), "tr_tckn": (tr_tckn, ("",)), "il_id": (il_id, ("", "########-#")),
    "sa_national_id": (sa_id, ("",)), "ae_emirates_id": (ae_id, ("###-####-#######-#", "")), "kw_civil_id": (kw_id, ("",)),
    "ir_national_code": (ir_code, ("", "###-######-#")),
}
