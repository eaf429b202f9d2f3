"""Passports, driving licences and the numbers of smaller states: type → maker of the compact form, and the ways it is written.

Where a state publishes no check digit, what is drawn has the documented form alone.
"""

from __future__ import annotations

from .check_digits import luhn, mod97, verhoeff, weighted
from .draw import Draw
from .ids_europe import Maker, date6, es_dni, joined, mod11_digit, retry
from .ids_europe_east import jmbg

LETTERS = "ABCDEFGHJKLMNPRSTUVWXYZ"


def shaped(*templates: str) -> Maker:
    """A a letter, # a digit, D a birth date as YYMMDD, d as DDMMYY, Y a birth year, * a letter or digit, 'x as it is."""
    def made(d: Draw) -> str:
        template, born, text, quoted = d.own(templates), d.birth(), "", False
        for sign in template:
            if quoted or sign not in "A#DdY*'":
                text, quoted = text + sign, False
            elif sign == "'":
                quoted = True
            else:
                text += {
                    "A": lambda: d.chars(1, LETTERS),
                    "#": lambda: d.digits(1),
                    "D": lambda: date6(born),
                    "d": lambda: date6(born, "%d%m%y"),
                    "Y": lambda: str(born.year),
                    "*": lambda: d.any(LETTERS + "0123456789"),
                }[sign]()
        return text
    return made


def pis(d: Draw) -> str:
    body = "1" + d.digits(9)
    return body + (mod11_digit(weighted(body, (3, 2, 9, 8, 7, 6, 5, 4, 3, 2))) or "0")


def nib(d: Draw):
    body = d.own(["0033", "0035", "0010", "0007"]) + d.digits(15)
    return f"{body}{98 - int(body + '00') % 97:02}"


def cbu(d: Draw) -> str:
    bank, account = d.own(["011", "017", "072", "285"]) + d.digits(4), d.digits(13)
    first = bank + str(-weighted(bank, (7, 1, 3, 9, 7, 1, 3)) % 10)
    return first + account + str(-weighted(account, (3, 9, 7, 1)) % 10)


@retry
def no_account(d: Draw):
    body = d.own(["1503", "6001", "9710", "1201"]) + d.digits(6)
    return joined(body, mod11_digit(weighted(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2))))


def giro(d: Draw) -> str:
    body = d.any("1257") + d.digits(6)
    return body + luhn(body)


def lu_id(d: Draw) -> str:
    body = f"{d.birth():%Y%m%d}{d.digits(3)}"
    return body + luhn(body) + verhoeff(body)


def md_idnp(d: Draw) -> str:
    body = "2" + d.digits(11)
    return body + str(weighted(body, (7, 3, 1)) % 10)


def al_nid(d: Draw) -> str:
    born = d.birth(1941, 1999)
    body = f"{chr(65 + (born.year - 1900) // 10)}{born.year % 10}{born.month + d.any((0, 50)):02}{born.day:02}{d.digits(3)}"
    return body + d.chars(1, "ABCDEFGHIJKLMNOPQRSTUVW")


def us_cusip(d: Draw) -> str:
    body = d.digits(5) + d.chars(1) + d.digits(2)
    total = sum(sum(divmod(int(char, 36) * (1 + place % 2), 10)) for place, char in enumerate(body))
    return body + str(-total % 10)


def jp_corporate(d: Draw) -> str:
    body = d.digits(12)
    return str(9 - weighted(body[::-1], (1, 2)) % 9) + body


def kr_brn(d: Draw):
    body = d.own(["101", "120", "220", "314"]) + d.own(["81", "86", "01", "87"]) + d.digits(4)
    total = weighted(body, (1, 3, 7, 1, 3, 7, 1, 3, 5)) + int(body[8]) * 5 // 10
    return body + str(-total % 10)


def py_ruc(d: Draw):
    body = d.padded(800_000, 80_099_999, 8).lstrip("0")
    return body + str(-weighted(body[::-1], range(2, 12)) % 11 % 10)


def es_cups(d: Draw) -> str:
    body = d.own(["0021", "0031", "0022", "0026"]) + d.digits(12)
    first, second = divmod(int(body) % 529, 23)
    letters = "TRWAGMYFPDXBNJZSQVHLCKE"
    return "ES" + body + letters[first] + letters[second]


def mpan(d: Draw) -> str:
    body = d.own(["10", "12", "20", "16"]) + d.digits(10)
    return body + str(weighted(body, (3, 5, 7, 13, 17, 19, 23, 29, 31, 37, 41, 43)) % 11 % 10)


@retry
def gt_cui(d: Draw):
    body = d.digits(8)
    rest = weighted(body, range(2, 10)) % 11
    return joined(body, None if rest == 10 else f"{rest}{d.own(['01', '05', '13', '09'])}01")


def sg_uen(d: Draw) -> str:
    """Local companies: year and number, or a business of eight digits."""
    if d.one_in(3):
        body = d.any("45") + d.digits(7)
        return body + "XMKECAWLJDB"[weighted(body, (10, 4, 9, 3, 8, 2, 7, 1)) % 11]
    body = f"{d.number(1985, 2024)}{d.digits(5)}"
    return body + "ZKCMDNERGWH"[weighted(body, (10, 8, 6, 4, 9, 7, 5, 3, 1)) % 11]


PASSPORTS = {
    "am": "AA#######", "az": "'A########", "by": "'M'P#######", "br": "AA######", "cn": "'E########", "es": "AAA######",
    "id": "A#######", "ie": "'P'A#######", "it": "'Y'A#######", "jp": "'T'K#######", "kr": "'M########", "kz": "'N########",
    "mx": "'G########", "nl": "'N'W*#*##*#", "nz": "'L'K######", "ph": "'P#######A", "pl": "'E'A#######", "ru": "##########",
    "se": "########", "sg": "'K#######A", "tw": "3########", "ua": "'F'A######", "uz": "'F'A#######", "za": "'A########",
}
LICENCES = {
    "at": "########", "au": "########", "be": "##########", "bg": "#########", "ca": "A####-#####-#####", "cy": "############",
    "cz": "'E'A######", "dk": "########", "ee": "'E'T######", "es": "", "fi": "d-###*", "gr": "#########", "hr": "########",
    "hu": "'A'A######", "ie": "######AAAA", "in": "'M'H## 20#########", "it": "'U1*#*###*A", "jp": "############",
    "kr": "##-##-######-##", "lt": "########", "lu": "######", "lv": "AAA######", "mt": "##-######", "nl": "##########",
    "nz": "AA######", "pl": "#####/##/####", "pt": "'L-####### #", "ro": "'B########A", "se": "D-####", "si": "#########",
    "sk": "A#######", "za": "##########AA",
}

def de_lanr(d: Draw) -> str:
    body = d.digits(6)
    return body + str(-weighted(body, (4, 9)) % 10) + d.own(["01", "34", "03", "58"])


def cy_tic(d: Draw) -> str:
    """Digits at odd places count by a table."""
    body = d.own(["00", "10"]) + d.digits(6)
    odd = {"0": 1, "1": 0, "2": 5, "3": 7, "4": 9, "5": 13, "6": 15, "7": 17, "8": 19, "9": 21}
    total = sum(odd[char] if place % 2 == 0 else int(char) for place, char in enumerate(body))
    return body + chr(65 + total % 26)


def gt_nit(d: Draw) -> str:
    body = str(d.number(1_000_000, 99_999_999))
    return body + "0123456789K"[-weighted(body[::-1], range(2, 12)) % 11]


def mu_nic(d: Draw) -> str:
    body = d.chars(1, LETTERS) + date6(d.birth(), "%d%m%y") + d.digits(6)
    return body + "0123456789ABCDEFG"[(17 - weighted(body, range(14, 1, -1)) % 17) % 17]


def sepa_creditor(d: Draw) -> str:
    country, body = d.own([("DE", "0" + d.digits(10)), ("NL", d.digits(12)), ("ES", "B" + d.digits(8)), ("FR", d.digits(6))])
    return f"{country}{98 - mod97(body + country + '00'):02}ZZZ{body}"


def malo(d: Draw) -> str:
    """Odd places once, even ones twice, to the next ten."""
    body = d.any("12345678") + d.digits(9)
    return body + str(-weighted(body, (1, 2)) % 10)


NAMES: dict[str, tuple[Maker, tuple[str, ...]]] = {
    **{f"{country}_passport": (shaped(template), ("",)) for country, template in PASSPORTS.items()},
    **{f"{country}_driving_licence": (shaped(template), ("",)) for country, template in LICENCES.items()},
    "es_driving_licence": (es_dni, ("", "########-#")),
    "us_atin": (lambda d: f"9{d.digits(2)}93{d.digits(4)}", ("###-##-####", "")),
    "us_dod_id": (lambda d: d.any("12") + d.digits(9), ("",)),
    "us_alien_number": (lambda d: "A" + d.padded(20_000_000, 230_000_000, 9), ("", "#-#########")),
    "us_hicn": (shaped("#########A"), ("###-##-#####", "")),
    "us_ndc": (lambda d: f"{d.padded(2, 79_999, 5)}{d.digits(4)}{d.digits(2)}", ("#####-####-##",)),
    "uk_electoral_roll": (shaped("AA####", "AA#####"), ("",)), "uk_company_number": (shaped("0#######", "'S'C######"), ("",)),
    "de_tax_number": (shaped("###########"), ("###/####/####", "### #### ####")),
    "pt_nib": (nib, ("", "#### #### ########### ##")), "ar_cbu": (cbu, ("",)),
    "no_bank_account": (no_account, ("####.##.#####", "", "#### ## #####")), "se_bankgiro": (giro, ("####-####",)),
    "se_plusgiro": (giro, ("#######-#",)), "cusip": (us_cusip, ("",)), "uk_mpan": (mpan, ("",)), "es_cups": (es_cups, ("",)),
    "fr_pdl": (lambda d: (lambda body: body + luhn(body))(d.digits(13)), ("",)), "it_pod": (shaped("'I'T001'E########"), ("",)),
    "lu_national_id": (lu_id, ("",)), "mt_id_card": (shaped("0######'M", "0######'G"), ("",)), "al_nid": (al_nid, ("",)),
    "mk_embg": (jmbg((41, 49)), ("",)), "md_idnp": (md_idnp, ("",)),
    "ge_personal_number": (shaped("01#########", "35#########"), ("",)),
    "by_personal_number": (shaped("4######'A###'P'B#"), ("",)),
    "kg_pin": (lambda d: d.any("12") + d.birth().strftime("%d%m%Y") + d.digits(5), ("",)),
    "qa_qid": (lambda d: f"2{d.birth().year % 100:02}{d.own(['634', '356', '608', '818'])}{d.digits(5)}", ("",)),
    "bh_cpr": (lambda d: f"{d.birth():%y%m}{d.digits(5)}", ("",)), "ma_cin": (shaped("AA######", "A######"), ("",)),
    "tn_cin": (shaped("0#######", "1#######"), ("",)), "br_rg": (shaped("#########"), ("##.###.###-#", "")),
    "br_pis": (pis, ("###.#####.##-#", "")), "py_ruc": (py_ruc, ("",)), "gt_cui": (gt_cui, ("#### ##### ####", "")),
    "cr_cedula": (shaped("1########", "2########"), ("#-####-####", "")),
    "sv_dui": (lambda d: (lambda body: body + str(-weighted(body, range(9, 1, -1)) % 10))("0" + d.digits(7)), ("########-#",)),
    "hn_dni": (lambda d: f"0801{d.birth().year}{d.digits(5)}", ("####-####-#####", "")),
    "ni_cedula": (shaped("001d####A"), ("###-######-#####",)), "pa_cedula": (shaped("8#######"), ("#-###-####",)),
    "bo_ci": (shaped("#######"), ("",)), "cu_ni": (lambda d: date6(d.birth()) + d.digits(5), ("",)),
    "bd_nid": (shaped("##########"), ("",)), "in_abha": (shaped("91############"), ("##-####-####-####",)),
    "in_uan": (shaped("100#########", "101#########"), ("",)), "ph_sss": (shaped("##########"), ("##-#######-#",)),
    "ph_tin": (shaped("#########000"), ("###-###-###-###",)), "sg_uen": (sg_uen, ("",)), "kr_brn": (kr_brn, ("###-##-#####",)),
    "jp_corporate_number": (jp_corporate, ("",)),
    "za_tax_number": (lambda d: (lambda body: body + luhn(body))(d.any("0123") + d.digits(8)), ("",)),
    "ke_national_id": (shaped("########"), ("",)), "ug_nin": (shaped("'C'M########AAAA"), ("",)),
    "rw_nid": (lambda d: f"1{d.birth().year}8{d.digits(10)}", ("# #### # ####### # ##", "")),
    "zm_nrc": (shaped("######111", "######101"), ("######/##/#",)),
    "zw_national_id": (shaped("63#######A##"), ("##-#######-#-##", "")), "bw_omang": (shaped("####1####", "####2####"), ("",)),
    "tz_nida": (lambda d: f"{d.birth():%Y%m%d}{d.digits(12)}", ("########-#####-#####-##", "")),
    "am_psn": (shaped("##########"), ("",)), "au_centrelink_crn": (shaped("#########A"), ("### ### ####", "")),
    "az_fin": (shaped("#A##A#A", "##A#A#A"), ("",)), "uz_pinfl": (shaped("3d#######", "4d#######"), ("",)),
    "jo_national_number": (shaped("9#########", "2#########"), ("",)), "om_civil_number": (shaped("########"), ("",)),
    "np_citizenship": (shaped("###########"), ("##-##-##-#####",)), "mu_nic": (mu_nic, ("",)),
    "jm_trn": (shaped("1########"), ("", "###-###-###")), "dz_nin": (shaped("1#################"), ("",)),
    "gt_nit": (gt_nit, ("",)),
    "de_lanr": (de_lanr, ("",)), "de_bsnr": (shaped("#########"), ("",)), "de_malo_id": (malo, ("",)),
    "de_trade_register": (shaped("'H'R'B #####", "'H'R'B ######", "'H'R'A ####", "'H'R'B #####"), ("",)),
    "py_ci": (shaped("#######"), ("#.###.###", "")), "cy_tic": (cy_tic, ("",)), "za_vat": (shaped("4#########"), ("",)),
    "za_company_registration": (shaped("2012######07", "2018######07"), ("####/######/##",)),
    "ehic": (shaped("80276#############31", "80380#############24"), ("",)), "sepa_creditor_id": (sepa_creditor, ("",)),
    "kr_frn": (lambda d: date6(d.birth(1941, 1999)) + d.any("56") + d.digits(6), ("######-#######", "")),
    "us_procedure_code": (shaped("99###"), ("",)),
    "nz_bank_account": (shaped("010902#######00", "123140#######00"), ("##-####-#######-##",)),
}
