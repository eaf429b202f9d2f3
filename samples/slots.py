"""What stands for the words in braces: sensitive values, look-alikes that are harmless, and names."""

from __future__ import annotations

import random
import string
import uuid
from dataclasses import dataclass

import people
import spoken
import values

WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday".split(),
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag".split(),
    "es": "lunes martes miércoles jueves viernes sábado".split(),
    "fr": "lundi mardi mercredi jeudi vendredi samedi".split(),
}
CONDITIONS = {
    "en": ["type 2 diabetes", "asthma", "epilepsy", "breast cancer", "hypertension", "depression", "multiple sclerosis",
           "hepatitis B", "HIV", "rheumatoid arthritis"],
    "de": ["Diabetes", "Asthma", "Epilepsie", "Brustkrebs", "Bluthochdruck", "Depression", "Multiple Sklerose", "Rheuma"],
    "es": ["diabetes", "asma", "epilepsia", "cáncer de mama", "hipertensión", "depresión", "esclerosis múltiple"],
    "fr": ["diabète", "asthme", "épilepsie", "cancer du sein", "hypertension", "dépression", "sclérose en plaques"],
}
PRODUCTS = ["Nova X2", "PixelTab 11", "SoundBar 300", "HomeHub 5", "AirFry 4.5", "CleanBot 7", "DeskLamp Pro", "TrailWatch 3",
            "BabyCam 2", "QuietBuds 4"]
PASSWORD_WORDS = "Sunflower blueGiraffe Qwertz letmein Tr0ub4dor summer Chelsea hunter Passw0rd kiki2 MyDogRex Winter".split()
COLOURS = {"en": "black white silver blue green red".split(), "de": "schwarz weiß silber blau grün rot".split(),
           "es": "negro blanco plata azul verde rojo".split(), "fr": "noir blanc argent bleu vert rouge".split()}
POST_CODE_WORDS = {"uk": ["postcode", "post code"], "us": ["ZIP code", "zip"], "de": ["Postleitzahl", "PLZ"],
                   "es": ["código postal"], "fr": ["code postal"]}


@dataclass
class Filled:
    text: str
    type: str | None = None  # a type that must be found here
    may_be: tuple[str, ...] = ()  # types that are neither right nor wrong here
    form: str = "plain"  # plain, bare, split, spoken, spaced, dashed: how it was written


class Slots:
    """The values of one contact. The same word gives the same value again, as people repeat it: `{price}` asked is `{price}`
    credited, and `{price2}` is another. On a call whose transcript writes numbers in words, so are these."""

    SPELLED = {"card", "cvv", "ssn", "nino", "nhs", "de_tax_id", "dni", "nir", "iban", "routing", "bank_account", "mrn", "passport",
               "imei", "postal_code", "phone", "order", "invoice", "serial", "case", "account_number", "customer_number", "policy",
               "claim", "reference", "booking"}
    SELDOM_SPELLED = {"iban", "serial", "imei", "passport", "nir", "reference"}  # most say: it stands on the paper

    def __init__(self, rng: random.Random, customer: people.Customer, agent: str, is_call: bool = False):
        self.rng = rng
        self.customer = customer
        self.agent = agent
        self.says_words = is_call and rng.random() < 0.6
        self.known: dict[str, Filled] = {}

    def fill(self, word: str) -> Filled:
        name, _, form = word.partition("|")
        if form == "spoken":
            return self.spelled(self.fill(name))
        if form == "bare":
            found = self.fill(name)
            if found.form == "spoken":
                return found
            return Filled(found.text.replace("-", "").replace(" ", ""), found.type, form="bare")
        if name not in self.known:
            self.known[name] = self.make(name)
        return self.known[name]

    def make(self, name: str) -> Filled:
        """A word ending in a digit is another value of its kind."""
        kind = name.rstrip("23")
        made = getattr(self, kind)()
        while kind != name and made.text == self.fill(kind).text:
            made = getattr(self, kind)()
        if self.says_words and kind in self.SPELLED and (kind not in self.SELDOM_SPELLED or self.rng.random() < 0.25):
            return self.spelled(made)
        return made

    def spelled(self, filled: Filled) -> Filled:
        if filled.form == "spoken":
            return filled
        text = spoken.characters(self.rng, self.customer.language, filled.text)
        return Filled(text, filled.type, filled.may_be, "spoken")

    # --- what must be found

    def card(self) -> Filled:
        number = values.card(self.rng)
        form = self.rng.choices(["spaced", "bare", "dashed", "dotted"], [55, 30, 12, 3])[0]
        separator = {"spaced": " ", "dashed": "-", "dotted": ".", "bare": ""}[form]
        return Filled(values.grouped(number, separator) if separator else number, "payment_card", form=form)

    def expiry(self) -> Filled:
        month, year = self.rng.randint(1, 12), self.rng.randint(27, 31)
        if self.says_words:
            language = self.customer.language
            return Filled(f"{spoken.number(language, month)} {spoken.number(language, year)}", "card_expiry", form="spoken")
        return Filled(self.rng.choice([f"{month:02}/{year}", f"{month:02}/20{year}", f"{month}/{year}"]), "card_expiry")

    def cvv(self) -> Filled:
        return Filled(values.digits(self.rng, 3), "card_cvv")

    def ssn(self) -> Filled:
        return Filled(values.us_ssn(self.rng), "us_ssn")

    def nino(self) -> Filled:
        number = values.uk_nino(self.rng)
        return Filled(number if self.rng.random() < 0.6 else number.replace(" ", ""), "uk_nino")

    def nhs(self) -> Filled:
        return Filled(values.uk_nhs(self.rng), "uk_nhs")

    def de_tax_id(self) -> Filled:
        return Filled(values.de_tax_id(self.rng), "de_tax_id")

    def dni(self) -> Filled:
        return Filled(values.es_dni(self.rng), "es_dni")

    def nir(self) -> Filled:
        return Filled(values.fr_nir(self.rng), "fr_nir")

    def iban(self) -> Filled:
        country = {"de": "DE", "es": "ES", "fr": "FR"}.get(self.customer.language) or self.rng.choice(["GB", "NL", "DE"])
        number = values.iban(self.rng, country)
        if self.rng.random() < 0.6:
            number = " ".join(number[i:i + 4] for i in range(0, len(number), 4))
        return Filled(number, "iban")

    def routing(self) -> Filled:
        return Filled(values.us_routing(self.rng), "us_bank_routing")

    def bank_account(self) -> Filled:
        return Filled(values.digits(self.rng, self.rng.choice([8, 10, 12])), "bank_account")

    def birth(self) -> Filled:
        if self.says_words:
            return Filled(spoken.date(self.rng, self.customer.language, self.customer.birth), "date_of_birth", form="spoken")
        return Filled(people.birth_text(self.rng, self.customer), "date_of_birth")

    def phone(self) -> Filled:
        return Filled(values.phone(self.rng, self.customer.country), "phone")

    def email(self) -> Filled:
        if self.says_words and self.rng.random() < 0.5:
            return Filled(spoken.address(self.customer.language, self.customer.email), "email", form="spoken")
        return Filled(self.customer.email, "email")

    def address(self) -> Filled:
        customer = self.customer
        if customer.language == "en":
            return Filled(f"{customer.street}, {customer.place} {customer.postal_code}", "address")
        return Filled(f"{customer.street}, {customer.postal_code} {customer.place}", "address")

    def name(self) -> Filled:
        return Filled(self.customer.name, "person")

    def postal_code(self) -> Filled:
        return Filled(self.customer.postal_code, "postal_code")

    def password(self) -> Filled:
        rng = self.rng
        return Filled(rng.choice(PASSWORD_WORDS) + rng.choice(["", "!", "#", "$", "_"]) + str(rng.randint(10, 2031))
                      + rng.choice(["", "", "!", "?", "%"]), "password")

    def otp(self) -> Filled:
        return Filled(values.digits(self.rng, 6), "one_time_code")

    def condition(self) -> Filled:
        return Filled(self.rng.choice(CONDITIONS[self.customer.language]), "health")

    def mrn(self) -> Filled:
        return Filled(values.digits(self.rng, 8), "medical_record")

    def passport(self) -> Filled:
        return Filled(self.rng.choice(string.ascii_uppercase) + values.digits(self.rng, 8), "passport")

    def us_passport(self) -> Filled:
        return Filled(self.fill("passport").text, "us_passport", form=self.fill("passport").form)

    def vin(self) -> Filled:
        return Filled(values.vin(self.rng), "vin")

    def imei(self) -> Filled:
        return Filled(values.imei(self.rng), "imei")

    def ip(self) -> Filled:
        return Filled(f"203.0.113.{self.rng.randint(1, 254)}", "ip_address")

    def mac(self) -> Filled:
        return Filled(":".join(f"{self.rng.randint(0, 255):02x}" for _ in range(6)), "mac_address")

    def aws_key(self) -> Filled:
        return Filled(values.aws_key(self.rng), "aws_access_key")

    # --- names in greetings and signatures: flagging them is neither right nor wrong

    def given(self) -> Filled:
        return Filled(self.customer.given, None, ("person",))

    def agent_given(self) -> Filled:
        return Filled(self.agent.split()[0], None, ("person",))

    def agent_name(self) -> Filled:
        return Filled(self.agent, None, ("person",))

    def centre_phone(self) -> Filled:
        return Filled("+1 800 555 0100", None, ("phone",))

    def router_ip(self) -> Filled:
        return Filled("192.0.2.1", None, ("ip_address",))

    # --- look-alikes: must stay unflagged

    def order(self) -> Filled:
        rng = self.rng
        return Filled(rng.choice([values.digits(rng, 9), f"{rng.randint(100, 999)}-{values.digits(rng, 7)}-{values.digits(rng, 7)}",
                                  f"ORD-{values.digits(rng, 8)}", "4" + values.digits(rng, 11), values.not_luhn(rng, 16)]))

    def tracking(self) -> Filled:
        rng = self.rng
        return Filled(rng.choice(["1Z" + "".join(rng.choice(string.ascii_uppercase + string.digits) for _ in range(16)),
                                  values.not_luhn(rng, 20), f"JD{values.digits(rng, 16)}", f"RR{values.digits(rng, 9)}DE"]))

    def invoice(self) -> Filled:
        return Filled(self.rng.choice([f"INV-{values.digits(self.rng, 6)}", f"2026-{values.digits(self.rng, 5)}",
                                       values.digits(self.rng, 10)]))

    def account_number(self) -> Filled:
        return Filled(f"A-{values.digits(self.rng, 7)}", None, ("bank_account", "account_number", "customer_number"))

    def customer_number(self) -> Filled:
        return Filled(self.customer.id, None, ("account_number", "customer_number", "bank_account"))

    def reference(self) -> Filled:
        letters = "".join(self.rng.choice(string.ascii_uppercase) for _ in range(3))
        return Filled(f"{letters}{values.digits(self.rng, 7)}")

    def case(self) -> Filled:
        return Filled(self.rng.choice([f"#{values.digits(self.rng, 7)}", f"CS{values.digits(self.rng, 8)}"]))

    def claim(self) -> Filled:
        return Filled(f"CL-{self.rng.randint(2025, 2026)}-{values.digits(self.rng, 6)}")

    def policy(self) -> Filled:
        return Filled(f"P{values.digits(self.rng, 9)}", None, ("insurance_policy", "policy_number", "health_plan_id"))

    def serial(self) -> Filled:
        rng = self.rng
        return Filled("".join(rng.choice(string.ascii_uppercase + string.digits) for _ in range(4)) + values.digits(rng, 8))

    def sku(self) -> Filled:
        return Filled(f"{values.digits(self.rng, 3)}.{values.digits(self.rng, 3)}.{values.digits(self.rng, 2)}")

    def product(self) -> Filled:
        return Filled(self.rng.choice(PRODUCTS))

    def version(self) -> Filled:
        return Filled(".".join(str(self.rng.randint(0, 20)) for _ in range(3)))

    def error_code(self) -> Filled:
        return Filled(f"E{self.rng.randint(100, 9999)}")

    def booking(self) -> Filled:
        return Filled("".join(self.rng.choice(string.ascii_uppercase + string.digits) for _ in range(6)))

    def flight(self) -> Filled:
        return Filled(f"{self.rng.choice(['BA', 'LH', 'AF', 'IB', 'UA'])}{self.rng.randint(100, 9999)}")

    def uuid(self) -> Filled:
        return Filled(str(uuid.UUID(int=self.rng.getrandbits(128), version=4)))

    def hash(self) -> Filled:
        return Filled(f"{self.rng.getrandbits(160):040x}")

    def price(self) -> Filled:
        whole, cents = self.rng.choice([self.rng.randint(3, 99), self.rng.randint(40, 900)]), self.rng.choice([0, 99, 49, 50, 20, 95])
        currency = {"us": "$", "uk": "£"}.get(self.customer.country, "€")
        if self.says_words:
            return Filled(spoken.amount(self.customer.language, whole, cents, currency), form="spoken")
        if self.customer.language == "en":
            return Filled(f"{currency}{whole}.{cents:02}" if cents or self.rng.random() < 0.5 else f"{currency}{whole}")
        return Filled(f"{whole},{cents:02} €" if cents or self.rng.random() < 0.5 else f"{whole} €")

    def time(self) -> Filled:
        hour, minute = self.rng.randint(8, 15), self.rng.choice([0, 15, 20, 30, 45, 52])
        return self.clock(hour, minute)

    def time_later(self) -> Filled:
        return self.clock(self.rng.randint(16, 20), self.rng.choice([0, 30]))

    def clock(self, hour: int, minute: int) -> Filled:
        if self.says_words:
            return Filled(spoken.clock(self.customer.language, hour, minute), form="spoken")
        return Filled(f"{hour}:{minute:02}")

    def weekday(self) -> Filled:
        return Filled(self.rng.choice(WEEKDAYS[self.customer.language]))

    def colour(self) -> Filled:
        return Filled(self.rng.choice(COLOURS[self.customer.language]))

    def small_number(self) -> Filled:
        number = self.rng.randint(2, 59)
        return Filled(spoken.number(self.customer.language, number) if self.says_words else str(number))

    def post_code_word(self) -> Filled:
        return Filled(self.rng.choice(POST_CODE_WORDS[self.customer.country]))
