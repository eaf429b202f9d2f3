"""Values to plant, each valid by its own rules and none of anybody's.

Cards come from ranges that issuers really use but with random digits; numbers reserved for tests or
documentation are used where there are any (555-01xx, example.com, 192.0.2.0/24).
"""

from __future__ import annotations

import random
import string

DIGITS = string.digits


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choice(DIGITS) for _ in range(count))


def luhn_digit(body: str) -> str:
    total = 0
    for place, char in enumerate(reversed(body)):
        value = int(char) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


CARD_RANGES = [("4", 16), ("51", 16), ("53", 16), ("2223", 16), ("2720", 16), ("34", 15), ("37", 15), ("6011", 16),
               ("3528", 16), ("36", 14), ("62", 16), ("6304", 16)]


def card(rng: random.Random) -> str:
    prefix, length = rng.choice(CARD_RANGES)
    body = prefix + digits(rng, length - len(prefix) - 1)
    return body + luhn_digit(body)


def grouped(number: str, separator: str) -> str:
    if len(number) == 15:
        return separator.join((number[:4], number[4:10], number[10:]))
    return separator.join(number[i:i + 4] for i in range(0, len(number), 4))


def not_luhn(rng: random.Random, length: int) -> str:
    body = digits(rng, length - 1)
    right = luhn_digit(body)
    return body + rng.choice([digit for digit in DIGITS if digit != right])


def us_ssn(rng: random.Random) -> str:
    area = rng.choice([n for n in range(1, 900) if n != 666])
    return f"{area:03}-{rng.randint(1, 99):02}-{rng.randint(1, 9999):04}"


def uk_nino(rng: random.Random) -> str:
    prefix = rng.choice(["AB", "CE", "HJ", "JK", "LM", "NP", "PR", "SX", "WM", "YZ"])
    return f"{prefix} {digits(rng, 2)} {digits(rng, 2)} {digits(rng, 2)} {rng.choice('ABCD')}"


def uk_nhs(rng: random.Random) -> str:
    while True:
        body = str(rng.randint(4, 7)) + digits(rng, 8)
        check = 11 - sum(int(d) * w for d, w in zip(body, range(10, 1, -1))) % 11
        if check != 10:
            number = body + str(check % 11)
            return f"{number[:3]} {number[3:6]} {number[6:]}"


def de_tax_id(rng: random.Random) -> str:
    """Eleven digits: one digit twice among the first ten, check digit by ISO 7064 MOD 11,10."""
    while True:
        pool = rng.sample(DIGITS, 9)
        body = pool + [rng.choice(pool)]
        rng.shuffle(body)
        if body[0] == "0" or len(set(body)) != 9:
            continue
        product = 10
        for char in body:
            total = (int(char) + product) % 10 or 10
            product = total * 2 % 11
        check = 11 - product
        number = "".join(body) + str(0 if check == 10 else check)
        return f"{number[:2]} {number[2:5]} {number[5:8]} {number[8:]}"


def es_dni(rng: random.Random) -> str:
    number = rng.randint(10_000_000, 99_999_999)
    return f"{number}{'TRWAGMYFPDXBNJZSQVHLCKE'[number % 23]}"


def fr_nir(rng: random.Random) -> str:
    body = f"{rng.randint(1, 2)}{rng.randint(40, 99):02}{rng.randint(1, 12):02}{rng.randint(1, 95):02}{digits(rng, 3)}{rng.randint(1, 300):03}"
    if body[5:7] == "20":
        return fr_nir(rng)
    return f"{body[0]} {body[1:3]} {body[3:5]} {body[5:7]} {body[7:10]} {body[10:]} {97 - int(body) % 97:02}"


IBAN_BODIES = {"DE": 18, "ES": 20, "FR": 23, "GB": 18, "NL": 14}


def fr_rib_key(bank: str, branch: str, account: str) -> str:
    return f"{97 - (89 * int(bank) + 15 * int(branch) + 3 * int(account)) % 97:02}"


def es_check(bank_branch: str, account: str) -> str:
    weights = (1, 2, 4, 8, 5, 10, 9, 7, 3, 6)

    def one(text: str) -> str:
        value = 11 - sum(int(d) * w for d, w in zip(text, weights)) % 11
        return {10: "1", 11: "0"}.get(value, str(value))
    return one("00" + bank_branch) + one(account)


def iban(rng: random.Random, country: str) -> str:
    if country == "GB":
        body = rng.choice(["NWBK", "BARC", "LOYD", "MIDL"]) + digits(rng, 14)
    elif country == "NL":
        body = rng.choice(["ABNA", "INGB", "RABO"]) + digits(rng, 10)
    elif country == "FR":
        bank, branch, account = digits(rng, 5), digits(rng, 5), digits(rng, 11)
        body = bank + branch + account + fr_rib_key(bank, branch, account)
    elif country == "ES":
        bank_branch, account = digits(rng, 8), digits(rng, 10)
        body = bank_branch + es_check(bank_branch, account) + account
    else:
        body = str(rng.randint(1, 8)) + digits(rng, 17)
    number = int("".join(str(int(char, 36)) for char in body + country + "00"))
    return f"{country}{98 - number % 97:02}{body}"


def us_routing(rng: random.Random) -> str:
    while True:
        body = f"{rng.choice([1, 2, 3, 6, 7, 8, 10, 11, 12, 21, 25, 31]):02}{digits(rng, 6)}"
        total = sum(int(d) * w for d, w in zip(body, (3, 7, 1, 3, 7, 1, 3, 7)))
        return body + str(-total % 10)


def aws_key(rng: random.Random) -> str:
    return "AKIA" + "".join(rng.choice(string.ascii_uppercase + "234567") for _ in range(16))


def phone(rng: random.Random, country: str) -> str:
    if country == "de":
        return rng.choice([f"+49 {rng.choice(['30', '89', '221', '40'])} {digits(rng, 4)} {digits(rng, 4)}",
                           f"0{rng.choice(['151', '160', '170', '176'])} {digits(rng, 8)}"])
    if country == "es":
        return rng.choice([f"+34 6{digits(rng, 2)} {digits(rng, 3)} {digits(rng, 3)}", f"6{digits(rng, 8)}"])
    if country == "fr":
        return rng.choice([f"+33 6 {digits(rng, 2)} {digits(rng, 2)} {digits(rng, 2)} {digits(rng, 2)}",
                           f"06 {digits(rng, 2)} {digits(rng, 2)} {digits(rng, 2)} {digits(rng, 2)}"])
    if country == "uk":
        return rng.choice([f"07700 900{digits(rng, 3)}", f"020 7946 0{digits(rng, 3)}", f"+44 7700 900{digits(rng, 3)}"])
    area = rng.choice(["202", "212", "303", "312", "415", "503", "617", "713", "808"])
    last = f"01{digits(rng, 2)}"
    return rng.choice([f"({area}) 555-{last}", f"{area}-555-{last}", f"+1 {area} 555 {last}", f"{area}.555.{last}"])


def vin(rng: random.Random) -> str:
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ0123456789"
    values = {**{str(d): d for d in range(10)}, **dict(zip("ABCDEFGH", range(1, 9))), **dict(zip("JKLMN", range(1, 6))),
              "P": 7, "R": 9, **dict(zip("STUVWXYZ", range(2, 10)))}
    weights = (8, 7, 6, 5, 4, 3, 2, 10, 0, 9, 8, 7, 6, 5, 4, 3, 2)
    body = [rng.choice(letters) for _ in range(17)]
    body[0] = rng.choice("1WVJS")
    body[11:] = digits(rng, 6)
    total = sum(values[c] * w for c, w in zip(body, weights))
    body[8] = "X" if total % 11 == 10 else str(total % 11)
    return "".join(body)


def imei(rng: random.Random) -> str:
    body = "35" + digits(rng, 12)
    return body + luhn_digit(body)
