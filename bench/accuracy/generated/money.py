"""Cards, accounts and what stands beside them. Every number is made up: ranges are the issuers', the rest is drawn."""

from __future__ import annotations

import hashlib

from .check_digits import iban_check, luhn, weighted
from .draw import Draw

# Issuer, first digits, length. Ranges as ISO/IEC 7812 registrations and the schemes' own pages give them.
CARDS = [
    ("visa", "4", 16), ("visa", "4", 16), ("mastercard", "52", 16), ("mastercard", "54", 16), ("mastercard_2", "2300", 16),
    ("mastercard_2", "2650", 16), ("amex", "34", 15), ("amex", "37", 15), ("discover", "6011", 16), ("discover", "65", 16),
    ("jcb", "3530", 16), ("jcb", "3572", 16), ("diners", "36", 14), ("diners", "305", 14), ("unionpay", "6221", 16),
    ("unionpay", "6282", 16), ("unionpay", "622848", 19), ("unionpay", "621700", 19), ("maestro", "6304", 16),
    ("maestro", "6759", 16), ("maestro", "5018", 12), ("maestro", "5038", 13), ("maestro", "6763", 18), ("maestro", "5893", 19),
    ("mir", "2200", 16), ("mir", "2204", 16), ("rupay", "6521", 16), ("rupay", "8172", 16), ("verve", "506105", 16),
    ("verve", "506118", 19), ("visa", "4", 13), ("visa", "4", 19), ("elo", "636368", 16), ("elo", "509043", 16),
    ("hipercard", "606282", 16), ("troy", "979206", 16),
]
COMMON = CARDS[:10]


def card(d: Draw) -> tuple[str, str]:
    """Number and issuer; the common schemes twice as often."""
    issuer, prefix, length = d.own(COMMON if d.one_in(2) else CARDS)
    body = prefix + d.digits(length - len(prefix) - 1)
    return body + luhn(body), issuer


def grouped(number: str, sign: str = " ") -> str:
    if len(number) == 15:
        return sign.join((number[:4], number[4:10], number[10:]))
    if len(number) == 14:
        return sign.join((number[:4], number[4:10], number[10:]))
    return sign.join(number[i:i + 4] for i in range(0, len(number), 4))


def written_card(d: Draw) -> str:
    number = card(d)[0]
    return d.any([number, number, grouped(number), grouped(number), grouped(number, "-")])


def expiry(d: Draw) -> tuple[str, int, int]:
    year, month = d.number(2027, 2033), d.number(1, 12)
    form = d.own([
        "{m:02}/{y2:02}", "{m:02}/{y}", "{m:02}-{y2:02}", "{m}/{y2:02}", "{m:02}.{y}", "{m:02} / {y2:02}", "{m:02}/{y2:02}",
        "{m:02}/{y2:02}"
    ])
    return form.format(m=month, y=year, y2=year % 100), month, year


def cvv(d: Draw) -> str:
    return d.digits(4 if d.one_in(6) else 3)


def es_bban(d: Draw) -> str:
    def one(text: str) -> str:
        value = 11 - weighted(text, (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)) % 11
        return {10: "1", 11: "0"}.get(value, str(value))
    bank, account = d.own(["2100", "0049", "0182", "2085", "1465", "0081"]) + d.digits(4), d.digits(10)
    return bank + one("00" + bank) + one(account) + account


def fr_bban(d: Draw) -> str:
    bank, branch, account = d.own(["30004", "20041", "10278", "14508", "30002", "16958"]), d.digits(5), d.digits(11)
    return f"{bank}{branch}{account}{97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97:02}"


def it_bban(d: Draw) -> str:
    body = d.own(["05428", "03069", "02008", "01030"]) + d.own(["11101", "03200", "01600", "12700"]) + d.digits(12)
    odd = (1, 0, 5, 7, 9, 13, 15, 17, 19, 21)
    return chr(65 + sum(odd[int(char)] if place % 2 == 0 else int(char) for place, char in enumerate(body)) % 26) + body


def be_bban(d: Draw) -> str:
    body = d.digits(10)
    return f"{body}{int(body) % 97 or 97:02}"


def pt_bban(d: Draw) -> str:
    body = d.own(["0033", "0035", "0010", "0007"]) + d.digits(15)
    return f"{body}{98 - int(body + '00') % 97:02}"


def fi_bban(d: Draw) -> str:
    body = d.own(["1", "2", "5", "8"]) + d.digits(12)
    return body + luhn(body)


def no_bban(d: Draw) -> str:
    while True:
        body = d.any("123456789") + d.digits(9)
        check = -weighted(body, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
        if check < 10:
            return f"{body}{check}"


def nl_bban(d: Draw) -> str:
    """Dutch accounts pass the eleven test."""
    body = "0" + d.any("123456789") + d.digits(7)
    check = weighted(body, range(10, 1, -1)) % 11
    check = -check % 11
    return nl_bban(d) if check == 10 else d.own(["ABNA", "INGB", "RABO", "TRIO"]) + f"{body}{check}"


def pl_bban(d: Draw) -> str:
    bank = d.own(["1020", "1140", "1050", "1240"]) + d.digits(3)
    return bank + str(-weighted(bank, (3, 9, 7, 1)) % 10) + d.digits(16)


BBANS = [
    ("DE", lambda d: d.own(["10070000", "37040044", "50010517", "20050550"]) + d.digits(10)), ("ES", es_bban), ("FR", fr_bban),
    ("IT", it_bban), ("GB", lambda d: d.own(["NWBK", "BARC", "LOYD", "MIDL"]) + d.digits(14)), ("NL", nl_bban), ("PT", pt_bban),
    ("BE", be_bban), ("AT", lambda d: d.own(["20111", "32000", "12000", "60000"]) + d.digits(11)),
    ("CH", lambda d: d.own(["00762", "00230", "08704", "09000"]) + d.digits(12)),
    ("IE", lambda d: d.own(["AIBK", "BOFI"]) + d.digits(14)), ("PL", pl_bban), ("FI", fi_bban), ("NO", no_bban),
    ("SE", lambda d: d.own(["500", "300", "600", "800"]) + d.digits(17)),
    ("DK", lambda d: d.own(["0040", "3000"]) + d.digits(10)), ("LU", lambda d: d.own(["001", "003"]) + d.digits(13)),
    ("GR", lambda d: d.own(["0110125", "0140101"]) + d.digits(16)), ("RO", lambda d: d.own(["BTRL", "RNCB"]) + d.digits(16)),
    ("TR", lambda d: "00061" + "0" + d.digits(16)), ("AE", lambda d: d.own(["033", "026"]) + d.digits(16)),
    ("SA", lambda d: d.own(["80", "10"]) + d.digits(18)), ("LT", lambda d: d.digits(16)),
    ("BG", lambda d: d.own(["BNBG", "UNCR"]) + d.digits(14)), ("MT", lambda d: "MALT" + d.digits(23)),
    ("CY", lambda d: d.digits(24)), ("BR", lambda d: d.digits(23) + d.chars(1) + d.digits(1)), ("IL", lambda d: d.digits(19)),
]


def compact_iban(d: Draw) -> str:
    country, bban = d.own(BBANS)
    body = bban(d)
    return country + iban_check(country, body) + body


def iban(d: Draw) -> str:
    number = compact_iban(d)
    return d.any([number, grouped(number)]) if not d.one_in(8) else d.own(
        [number.lower(), grouped(number, "-"),
         grouped(number).lower(), grouped(number, ".")])


def routing(d: Draw) -> str:
    body = f"{d.own([2, 3, 4, 5, 6, 7, 9, 10, 11, 12, 26, 32]):02}{d.digits(6)}"
    return body + str(-weighted(body, (3, 7, 1)) % 10)


def clabe(d: Draw) -> str:
    body = d.own(["002", "012", "014", "021", "072", "044"]) + "180" + d.digits(11)
    return body + str(-sum(int(char) * weight % 10 for char, weight in zip(body, (3, 7, 1) * 6)) % 10)


def bic(d: Draw) -> str:
    bank = d.own(["DEUT", "BNPA", "BSCH", "INGB", "UNCR", "CGDI", "NWBK", "COBA"])
    country, place = d.own(["DE", "FR", "ES", "NL", "IT", "PT", "GB", "DE"]), d.own(["FF", "PP", "MM", "2A"])
    return bank + country + place + d.own(["", "XXX", "500", ""])


def transit(d: Draw) -> str:
    return f"{d.digits(5)}-{d.own(['001', '002', '003', '004', '010', '006'])}"


BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
CHAINS = {"ltc_address": 48, "doge_address": 30, "trx_address": 65}
BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"


def btc(d: Draw) -> str:
    return d.own([lambda: base58(d, 0), lambda: bech32(d, 0), lambda: base58(d, 5), lambda: bech32(d, 1)])()


def base58(d: Draw, version: int) -> str:
    payload = bytes([version]) + d.rng.randbytes(20)
    data = payload + hashlib.sha256(hashlib.sha256(payload).digest()).digest()[:4]
    number, text = int.from_bytes(data, "big"), ""
    while number:
        number, rest = divmod(number, 58)
        text = BASE58[rest] + text
    return "1" * (len(data) - len(data.lstrip(b"\0"))) + text


def bech32_sum(values: list[int]) -> int:
    state = 1
    for value in values:
        top = state >> 25
        state = (state & 0x1FFFFFF) << 5 ^ value
        for bit, term in enumerate((0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)):
            state ^= term if top >> bit & 1 else 0
    return state


def bech32(d: Draw, version: int) -> str:
    """Version 0 as in BIP 173, version 1 with BIP 350's constant."""
    length = 20 if version == 0 else 32
    bits = "".join(f"{byte:08b}" for byte in d.rng.randbytes(length))
    bits += "0" * (-len(bits) % 5)
    data = [version] + [int(bits[i:i + 5], 2) for i in range(0, len(bits), 5)]
    expanded = [ord(char) >> 5 for char in "bc"] + [0] + [ord(char) & 31 for char in "bc"]
    check = bech32_sum(expanded + data + [0] * 6) ^ (1 if version == 0 else 0x2BC830A3)
    return "bc1" + "".join(BECH32[value] for value in data + [check >> 5 * (5 - i) & 31 for i in range(6)])


def eth(d: Draw) -> str:
    """In lower case, which EIP-55 leaves without a checksum."""
    return "0x" + d.chars(40, "0123456789abcdef")
