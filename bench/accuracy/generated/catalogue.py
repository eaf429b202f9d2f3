"""Every type's value as people write it, and which findings count for it."""

from __future__ import annotations

import pathlib
from collections.abc import Callable

import yaml

from . import contact_details, ids_europe, ids_europe_east, ids_more, ids_world, money, things
from .compose import LOADER, NOUNS
from .draw import Draw

RULES = pathlib.Path(__file__).resolve().parents[3] / "rules/types.yaml"
CATEGORIES = {row["name"]: row["category"] for row in yaml.load(RULES.read_text(encoding="utf-8"), LOADER)}
IDS = ids_europe.NAMES | ids_europe_east.NAMES | ids_world.NAMES | ids_more.NAMES
Write = Callable[[Draw, str], str]

WRITERS: dict[str, Write] = {
    "payment_card": lambda d, _: money.written_card(d), "card_cvv": lambda d, _: money.cvv(d),
    "card_expiry": lambda d, _: money.expiry(d)[0], "iban": lambda d, _: money.iban(d),
    "bank_account": lambda d, _: things.account(d), "us_bank_routing": lambda d, _: money.routing(d),
    "uk_sort_code": lambda d, _: d.form(d.any("2345678") + d.digits(5), ("##-##-##", "", "## ## ##")),
    "bic": lambda d, _: money.bic(d), "mx_clabe": lambda d, _: money.clabe(d),
    "es_ccc": lambda d, _: d.form(money.es_bban(d), ("#### #### ## ##########", "", "####-####-##-##########")),
    "fr_rib": lambda d, _: d.form(money.fr_bban(d), ("##### ##### ########### ##", "")),
    "in_ifsc": lambda d, _: d.own(["HDFC", "ICIC", "SBIN", "UTIB"]) + "0" + d.digits(6),
    "au_bsb": lambda d, _: d.form(d.own(["06", "03", "08", "73"]) + d.digits(4), ("###-###", "")),
    "ca_bank_transit": lambda d, _: money.transit(d), "btc_address": lambda d, _: money.btc(d),
    "eth_address": lambda d, _: money.eth(d), "email": lambda d, _: contact_details.email(d), "phone": contact_details.phone,
    "postal_code": contact_details.postcode, "social_handle": lambda d, _: contact_details.handle(d),
    "date_of_birth": lambda d, language: contact_details.date_text(d, language, d.birth()), "age": lambda d, _: things.age(d),
    "password": things.password, "pin": lambda d, _: d.digits(4 if d.one_in(2) else d.any((4, 5, 6))),
    "one_time_code": lambda d, _: things.one_time_code(d), "security_answer": lambda d, _: things.secret_answer(d),
    "username": things.username, "medical_record": lambda d, _: things.medical_record(d), "blood_type": things.blood,
    "health_insurance": lambda d, _: things.health_member(d), "ip_address": lambda d, _: things.ip(d),
    "url": lambda d, _: things.url(d), "mac_address": lambda d, _: things.mac(d), "imei": lambda d, _: things.imei(d),
    "imsi": lambda d, _: things.imsi(d), "iccid": lambda d, _: things.iccid(d), "gps_coordinates": lambda d, _: things.gps(d),
    "vin": lambda d, _: things.vin(d), "license_plate": things.plate,
}
WRITERS |= {name: (lambda version: lambda d, _: money.base58(d, version))(version) for name, version in money.CHAINS.items()}
WRITERS |= {name: (lambda make: lambda d, _: make(d))(make) for name, make in things.NUMBERS.items()}
PATTERN_TYPES = sorted(name for name in NOUNS["tune"] if name in CATEGORIES)
WORD_TYPES = {"gender", "nationality"}  # asked for like a number, answered with a word

# What contact centres hear most stands in the measure more often. A type that is not here has one share.
SHARES = {
    "payment_card": 6, "phone": 6, "email": 6, "date_of_birth": 4, "iban": 4, "us_ssn": 3, "card_cvv": 3, "card_expiry": 3,
    "password": 3, "one_time_code": 3, "pin": 3, "postal_code": 3, "bank_account": 3, "username": 2, "license_plate": 2,
    "ip_address": 2,
}

# Found without a word that says what it is.
ALONE = {
    "payment_card", "iban", "email", "btc_address", "eth_address", "ip_address", "mac_address", "url", "it_fiscal_code", "in_pan",
    "mx_curp", "uk_nino",
}

# Numbers that are the same in two countries and are asked for by the same word.
TWINS = [
    {"cz_birth_number", "sk_birth_number"}, {"ar_dni", "pe_dni"}, {"co_cedula", "ec_cedula"},
    {"es_dni", "es_nie", "es_driving_licence"}, {"ca_passport", "uk_passport", "us_passport", "au_passport", "in_passport"},
]


def write(draw: Draw, type_: str, language: str) -> str:
    if type_ == "cl_rut":
        body = ids_world.cl_rut(draw)
        dotted = f"{int(body[:-1]):,}".replace(",", ".")
        return draw.any([f"{dotted}-{body[-1]}", f"{body[:-1]}-{body[-1]}"])
    if type_ in IDS:
        make, masks = IDS[type_]
        return draw.form(make(draw), masks)
    return WRITERS[type_](draw, language)


def accepts(type_: str) -> frozenset[str]:
    """The type, its twins, and the general type that a national one belongs to."""
    names = {type_}
    for twins in TWINS:
        names |= twins if type_ in twins else set()
    if type_.endswith("_passport"):
        names.add("passport")
    if type_.endswith(("_licence", "_license")):
        names.add("driver_license")
    if type_.endswith("_vat"):
        names.add("vat_number")
    if type_ in ("es_ccc", "fr_rib", "mx_clabe", "pt_nib", "ar_cbu", "no_bank_account", "se_bankgiro", "se_plusgiro"):
        names.add("bank_account")
    if type_ in IDS:
        names |= {"national_id", "tax_id"}
    if CATEGORIES.get(type_) == "secret_key":
        names |= {name for name, category in CATEGORIES.items() if category == "secret_key"}
    if type_ in ("us_mbi", "ca_ohip", "ca_bc_phn", "ca_quebec_hin", "au_medicare", "nz_nhi", "de_health_insurance"):
        names.add("health_insurance")
    return frozenset(names)


def national_number(draw: Draw, language: str) -> tuple[str, str]:
    """Type and compact number of a national id made of digits, of the language's country."""
    type_ = draw.own({
        "en": ["us_ssn", "uk_nhs", "ca_sin", "au_tfn"],
        "es": ["es_nss", "es_nss"],
        "de": ["de_tax_id", "at_svnr"],
        "fr": ["fr_nir", "fr_tax_id"],
        "it": ["it_vat", "it_vat"],
        "pt": ["br_cpf", "pt_nif"],
        "nl": ["nl_bsn", "be_national_number"],
    }[language])
    return type_, IDS[type_][0](draw)


def lettered_number(draw: Draw, language: str) -> tuple[str, str]:
    """Type and compact number with letters in it."""
    type_ = draw.own({
        "en": ["uk_nino", "vin"], "es": ["es_dni", "es_nie"], "de": ["de_pension_insurance", "iban"], "fr": ["iban", "iban"],
        "it": ["it_fiscal_code", "iban"], "pt": ["iban", "iban"], "nl": ["iban", "iban"]
    }[language])
    if type_ in IDS:
        return type_, IDS[type_][0](draw)
    return type_, things.vin(draw) if type_ == "vin" else money.compact_iban(draw)
