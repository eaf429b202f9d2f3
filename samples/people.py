"""Customers and agents: names from common given and family names, invented addresses and domains."""

from __future__ import annotations

import random
import unicodedata
from dataclasses import dataclass, field

GIVEN = {
    "en": "James Mary Robert Patricia John Jennifer Michael Linda David Elizabeth Aisha Wei Priya Mohammed Chloe Liam "
          "Olivia Noah Amara Kenji Fatima Carlos Grace Dylan Siobhan Kwame Hannah Tyler Mei Omar".split(),
    "de": "Thomas Sabine Andreas Petra Stefan Monika Jürgen Ursula Lukas Lena Finn Mia Ayşe Emre Katarzyna Jan Svenja "
          "Björn Heike Uwe".split(),
    "es": "María Carmen José Antonio Lucía Javier Ana Manuel Laura Pablo Marta Sergio Elena Diego Rocío Iker Nerea "
          "Álvaro Inés Hugo".split(),
    "fr": "Jean Marie Pierre Nathalie Michel Isabelle Camille Lucas Manon Théo Chloé Hugo Léa Amine Fatou Élodie "
          "François Sylvie Antoine Zoé".split(),
}
FAMILY = {
    "en": "Smith Johnson Williams Brown Jones Garcia Miller Davis Nguyen Patel Khan O'Brien Wilson Anderson Taylor Moore "
          "Clark Lewis Walker Young Okafor Chen Singh Murphy Baker".split(),
    "de": "Müller Schmidt Schneider Fischer Weber Meyer Wagner Becker Schulz Hoffmann Yılmaz Kowalski Krüger Vogel "
          "Lehmann Groß".split(),
    "es": "García Fernández González Rodríguez López Martínez Sánchez Pérez Gómez Martín Jiménez Ruiz Hernández Díaz "
          "Moreno Muñoz".split(),
    "fr": "Martin Bernard Dubois Thomas Robert Richard Petit Durand Leroy Moreau Simon Laurent Lefèvre Traoré Benali "
          "Mercier".split(),
}
STREETS = {
    "en": ["Maple Street", "Oak Avenue", "Church Road", "High Street", "Elm Drive", "Station Road", "Mill Lane",
           "Park Avenue", "Cedar Court", "Washington Blvd"],
    "de": ["Hauptstraße", "Bahnhofstraße", "Gartenweg", "Schillerstr.", "Lindenallee", "Mühlenweg", "Goethestraße"],
    "es": ["Calle Mayor", "Avenida de la Constitución", "Calle del Sol", "Plaza de España", "Calle Real"],
    "fr": ["rue de la Paix", "avenue Victor Hugo", "boulevard Voltaire", "rue des Lilas", "place de la République"],
}
PLACES = {
    "en": [("Springfield, IL", "62704"), ("Denver, CO", "80203"), ("Portland, OR", "97205"), ("Austin, TX", "78701"),
           ("Leeds", "LS1 4AP"), ("Bristol", "BS1 5TR"), ("Cardiff", "CF10 1EP")],
    "de": [("Köln", "50667"), ("Hamburg", "20095"), ("München", "80331"), ("Leipzig", "04109")],
    "es": [("Madrid", "28013"), ("Sevilla", "41001"), ("Valencia", "46002"), ("Bilbao", "48001")],
    "fr": [("Lyon", "69002"), ("Paris", "75011"), ("Nantes", "44000"), ("Toulouse", "31000")],
}
MAIL_DOMAINS = ["example.com", "example.org", "example.net", "mail.example", "post.example", "inbox.example"]


def plain(text: str) -> str:
    text = text.replace("ß", "ss").replace("ı", "i").replace("'", "")
    return unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()


@dataclass
class Customer:
    id: str
    language: str
    given: str
    family: str
    email: str
    birth: tuple[int, int, int]
    street: str
    place: str
    postal_code: str
    facts: dict[str, str] = field(default_factory=dict)

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


def make_customer(rng: random.Random, number: int) -> Customer:
    language = rng.choices(["en", "de", "es", "fr"], [62, 14, 14, 10])[0]
    given, family = rng.choice(GIVEN[language]), rng.choice(FAMILY[language])
    user = rng.choice(["{g}.{f}", "{g}{f}", "{f}.{g}{n}", "{g}_{n}", "{g}{n}"]).format(
        g=plain(given), f=plain(family), n=rng.randint(1, 99))
    place, postal_code = rng.choice(PLACES[language])
    house = rng.randint(1, 240)
    street = rng.choice(STREETS[language])
    street = {"en": f"{house} {street}", "de": f"{street} {house}", "es": f"{street} {house}", "fr": f"{house} {street}"}[language]
    return Customer(id=f"C{100000 + number}", language=language, given=given, family=family,
                    email=f"{user}@{rng.choice(MAIL_DOMAINS)}",
                    birth=(rng.randint(1942, 2006), rng.randint(1, 12), rng.randint(1, 28)),
                    street=street, place=place, postal_code=postal_code)


def birth_text(rng: random.Random, customer: Customer) -> str:
    year, month, day = customer.birth
    if customer.language == "en":
        names = "January February March April May June July August September October November December".split()
        return rng.choice([f"{month:02}/{day:02}/{year}", f"{year}-{month:02}-{day:02}", f"{names[month - 1]} {day}, {year}",
                           f"{day} {names[month - 1]} {year}"])
    if customer.language == "de":
        return f"{day:02}.{month:02}.{year}"
    return rng.choice([f"{day:02}/{month:02}/{year}", f"{day:02}-{month:02}-{year}"])
