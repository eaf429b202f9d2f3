"""Customers and agents: names from common given and family names, invented addresses and domains."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass

GIVEN = {
    "en": "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth Aisha Wei Priya Mohammed Chloe Liam "
          "Olivia Noah Amara Kenji Fatima Carlos Grace Dylan Siobhan Kwame Hannah Tyler Mei Omar Rachel Kevin Denise "
          "Marcus Jasmine Trevor Ingrid Samuel Rosie Gareth Yusuf Naomi Brandon".split(),
    "de": "Thomas Sabine Andreas Petra Stefan Monika Jürgen Ursula Lukas Lena Finn Mia Ayşe Emre Katarzyna Jan Svenja "
          "Björn Heike Uwe".split(),
    "es": "María Carmen José Antonio Lucía Javier Ana Manuel Laura Pablo Marta Sergio Elena Diego Rocío Iker Nerea "
          "Álvaro Inés Hugo".split(),
    "fr": "Jean Marie Pierre Nathalie Michel Isabelle Camille Lucas Manon Théo Chloé Hugo Léa Amine Fatou Élodie "
          "François Sylvie Antoine Zoé".split(),
}
FAMILY = {
    "en": "Smith Johnson Williams Brown Jones Garcia Miller Davis Nguyen Patel Khan O'Brien Wilson Anderson Taylor Moore "
          "Clark Lewis Walker Young Okafor Chen Singh Murphy Baker "
          "Hughes Edwards Turner Collins Stewart Morris Rogers Reed Cook Bell Kelly Ward Cox Diaz Hayes Begum Fraser".split(),
    "de": "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Yılmaz Kowalski Krüger Vogel "
          "Lehmann Groß Zimmermann Braun Hartmann Lange Schröder Peters".split(),
    "es": "García Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz "
          "Moreno Muñoz Álvarez Romero Navarro Torres Domínguez Gil".split(),
    "fr": "Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefèvre Traoré Benali "
          "Mercier Garnier Faure Rousseau Blanc Girard Roux".split(),
}
STREETS = {
    "en": ["Maple Street", "Oak Avenue", "Church Road", "High Street", "Elm Drive", "Station Road", "Mill Lane",
           "Park Avenue", "Cedar Court", "Washington Blvd"],
    "de": ["Hauptstraße", "Bahnhofstraße", "Gartenweg", "Schillerstr.", "Lindenallee", "Mühlenweg", "Goethestraße"],
    "es": ["Calle Mayor", "Avenida de la Constitución", "Calle del Sol", "Plaza de España", "Calle Real"],
    "fr": ["rue de la Paix", "avenue Victor Hugo", "boulevard Voltaire", "rue des Lilas", "place de la République"],
}
# A place and how its postal codes begin; the rest of a code is anybody's.
PLACES = {
    "us": [("Springfield, IL", "627"), ("Denver, CO", "802"), ("Portland, OR", "972"), ("Austin, TX", "787"), ("Tampa, FL", "336"),
           ("Madison, WI", "537"), ("Albany, NY", "122"), ("Fresno, CA", "937"), ("Raleigh, NC", "276"), ("Boise, ID", "837")],
    "uk": [("Leeds", "LS"), ("Bristol", "BS"), ("Cardiff", "CF"), ("Norwich", "NR"), ("Glasgow", "G"), ("Exeter", "EX"),
           ("Sheffield", "S"), ("Brighton", "BN")],
    "de": [("Köln", "506"), ("Hamburg", "200"), ("München", "803"), ("Leipzig", "041"), ("Kassel", "341"), ("Bremen", "281"),
           ("Nürnberg", "904"), ("Rostock", "180")],
    "es": [("Madrid", "280"), ("Sevilla", "410"), ("Valencia", "460"), ("Bilbao", "480"), ("Zaragoza", "500"), ("Málaga", "290"),
           ("Vigo", "362")],
    "fr": [("Lyon", "6900"), ("Paris", "7501"), ("Nantes", "4400"), ("Toulouse", "3100"), ("Lille", "5900"), ("Rennes", "3500"),
           ("Dijon", "2100")],
}
MAIL_DOMAINS = ["example.com", "example.org", "example.net", "mail.example", "post.example", "inbox.example"]


def plain(text: str) -> str:
    text = text.replace("ß", "ss").replace("ı", "i").replace("'", "")
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


@dataclass
class Customer:
    id: str
    language: str
    country: str  # us, uk, de, es, fr
    given: str
    family: str
    email: str
    birth: tuple[int, int, int]
    street: str
    place: str
    postal_code: str

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


def make_customer(rng: random.Random, number: int) -> Customer:
    language = rng.choices(["en", "de", "es", "fr"], [62, 14, 14, 10])[0]
    given, family = rng.choice(GIVEN[language]), rng.choice(FAMILY[language])
    user = rng.choice(["{g}.{f}", "{g}{f}", "{f}.{g}{n}", "{g}_{n}", "{g}{n}"]).format(
        g=plain(given), f=plain(family), n=rng.randint(1, 99))
    country = rng.choice(["us", "us", "uk"]) if language == "en" else language
    place, begin = rng.choice(PLACES[country])
    postal_code = postal_code_from(rng, country, begin)
    house = rng.randint(1, 240)
    street = rng.choice(STREETS[language])
    street = {"en": f"{house} {street}", "de": f"{street} {house}", "es": f"{street} {house}", "fr": f"{house} {street}"}[language]
    return Customer(id=f"C{100000 + number}", language=language, country=country, given=given, family=family,
                    email=f"{user}@{rng.choice(MAIL_DOMAINS)}",
                    birth=(rng.randint(1942, 2006), rng.randint(1, 12), rng.randint(1, 28)),
                    street=street, place=place, postal_code=postal_code)


def postal_code_from(rng: random.Random, country: str, begin: str) -> str:
    if country == "uk":
        letters = "ABDEFGHJLNPQRSTUWXYZ"
        return f"{begin}{rng.randint(1, 19)} {rng.randint(1, 9)}{rng.choice(letters)}{rng.choice(letters)}"
    return begin + "".join(str(rng.randint(0 if place < 4 else 1, 9)) for place in range(len(begin), 5))


def birth_text(rng: random.Random, customer: Customer) -> str:
    year, month, day = customer.birth
    if customer.language == "en":
        names = "January February March April May June July August September October November December".split()
        return rng.choice([f"{month:02}/{day:02}/{year}", f"{year}-{month:02}-{day:02}", f"{names[month - 1]} {day}, {year}",
                           f"{day} {names[month - 1]} {year}"])
    if customer.language == "de":
        return f"{day:02}.{month:02}.{year}"
    return rng.choice([f"{day:02}/{month:02}/{year}", f"{day:02}-{month:02}-{year}"])
