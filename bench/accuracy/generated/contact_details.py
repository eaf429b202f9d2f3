"""How to reach somebody, and who it is: phones of many regions, mails, postcodes, addresses, names, birthdays."""

from __future__ import annotations

import datetime

from .draw import Draw, LOWER

# Country code, national pattern (# any digit, N 2 to 9), trunk prefix, ways to group the national number.
PHONES = {
    "US": ("1", "N##N######", "", ("(###) ###-####", "###-###-####", "###.###.####", "### ### ####", "##########")),
    "GB": ("44", "7[45789]########", "0", ("##### ######", "##### ### ###", "###########")),
    "DE": ("49", "15[1279]########", "0", ("#### ########", "####/########", "############", "#### #### ####")),
    "FR": ("33", "6########", "0", ("## ## ## ## ##", "##.##.##.##.##", "##########", "##-##-##-##-##")),
    "ES": ("34", "6########", "", ("### ### ###", "### ## ## ##", "#########")),
    "IT": ("39", "3[2-9]########", "", ("### ### ####", "### #######", "##########")),
    "PT": ("351", "9[1236]#######", "", ("### ### ###", "#########")),
    "NL": ("31", "6[1-5]#######", "0", ("##-########", "## ########", "##########", "## ## ## ## ##")),
    "AT": ("43", "66#########", "0", ("#### ########", "####/#######")),
    "CH": ("41", "7[6-9]#######", "0", ("### ### ## ##", "##########")),
    "BE": ("32", "4[789]#######", "0", ("#### ## ## ##", "####/##.##.##")),
    "IE": ("353", "8[3567]#######", "0", ("### ### ####", "##########")),
    "AU": ("61", "4########", "0", ("#### ### ###", "##########")),
    "IN": ("91", "[6-9]#########", "", ("##### #####", "##########")),
    "BR": ("55", "119########", "", ("(##) #####-####", "## #####-####")),
    "MX": ("52", "55########", "", ("## #### ####", "##########")),
    "PL": ("48", "5[0137]#######", "", ("### ### ###", "#########")),
    "SE": ("46", "7[0236]#######", "0", ("###-### ## ##", "### ### ## ##")),
    "NO": ("47", "4#######", "", ("### ## ###", "########")), "DK": ("45", "2#######", "", ("## ## ## ##", "########")),
    "JP": ("81", "90########", "0", ("###-####-####",)), "ZA": ("27", "8[234]#######", "0", ("### ### ####",)),
    "AR": ("54", "911########", "", ("# ## ####-####",)), "TR": ("90", "53########", "0", ("#### ### ## ##",)),
}
HOME = {
    "en": ("US", "GB"), "de": ("DE", "DE"), "fr": ("FR", "FR"), "es": ("ES", "ES"), "it": ("IT", "IT"), "pt": ("PT", "BR"),
    "nl": ("NL", "NL"),
}


def national(d: Draw, region: str) -> str:
    """[…] is a choice of digits."""
    pattern, text = PHONES[region][1], ""
    while pattern:
        if pattern[0] == "[":
            options, pattern = pattern[1:].split("]", 1)
            if "-" in options:
                options = "".join(str(n) for n in range(int(options[0]), int(options[2]) + 1))
            text += d.any(options)
            continue
        text += d.any("23456789") if pattern[0] == "N" else d.any("0123456789") if pattern[0] == "#" else pattern[0]
        pattern = pattern[1:]
    if region == "US":  # 555-01xx belongs to nobody, and no area code has a 9 or an 11 in it
        text = d.own(["212", "305", "415", "503", "617", "702", "808", "312"]) + "55501" + d.digits(2)
    return text


def phone(d: Draw, language: str) -> str:
    region = HOME[language][d.number(0, 1)] if d.rng.random() < 0.6 else d.own(sorted(PHONES))
    code, _, trunk, masks = PHONES[region]
    number = national(d, region)
    if region in HOME[language] and d.rng.random() < 0.6:
        return d.form(trunk + number, masks)
    parts = [number[:3], number[3:6], number[6:]]
    return d.own([
        f"+{code}{number}", f"+{code} {number}", f"+{code} {' '.join(parts)}", f"00{code} {number}", f"+{code}-{'-'.join(parts)}",
        f"00{code}{number}", f"+{code} ({parts[0]}) {parts[1]} {parts[2]}",
        f"+{code} {' '.join(number[i:i + 2] for i in range(0, len(number), 2))}"
    ])


def international(d: Draw) -> str:
    region = d.own(sorted(PHONES))
    return f"+{PHONES[region][0]}{national(d, region)}"


WORDS = [
    "sunny", "tiger", "maple", "harbour", "pixel", "otto", "river", "lemon", "falcon", "biscuit", "nova", "cobalt", "pepper",
    "delta", "willow", "comet",
]
DOMAINS = [
    "gmail.com", "outlook.com", "yahoo.co.uk", "hotmail.fr", "gmx.de", "web.de", "orange.fr", "libero.it", "sapo.pt", "ziggo.nl",
    "icloud.com", "proton.me", "telefonica.net", "uol.com.br", "mail.example.org", "corp.example.com",
]


def email(d: Draw) -> str:
    first, last = d.own(GIVEN["en"]).lower(), d.own(SURNAMES["en"]).lower()
    user = d.own([
        f"{first}.{last}", f"{first}{d.number(1, 99)}", f"{first}_{last}", f"{first[0]}{last}", f"{d.own(WORDS)}.{d.own(WORDS)}",
        f"{first}+shop", f"{last}-{first}", f"{d.own(WORDS)}{d.number(1950, 2010)}"
    ])
    return f"{user}@{d.own(DOMAINS)}"


CANADIAN = "ABCEGHJKLMNPRSTVXY"


def postcode(d: Draw, language: str) -> str:
    return {
        "en": lambda: d.own([
            f"{d.own(['LS', 'BS', 'NG', 'EH'])}{d.number(1, 9)} {d.number(1, 9)}{d.chars(2, 'ABDEFGHJLNPQRSTUWXYZ')}",
            f"{d.number(10001, 99500):05}",
            f"{d.own('MVKH')}{d.digits(1)}{d.any(CANADIAN)} {d.digits(1)}{d.any(CANADIAN)}{d.digits(1)}",
            f"{d.own(['M', 'B', 'L', 'S'])}{d.number(1, 9)}{d.digits(1)} {d.number(1, 9)}{d.chars(2, 'ABDEFGHJLNPQRSTUWXYZ')}",
        ]),
        "de": lambda: f"{d.number(10115, 99998)}",
        "fr": lambda: f"{d.number(1, 95):02}{d.digits(2)}0",
        "es": lambda: f"{d.number(1, 52):02}{d.padded(1, 899, 3)}",
        "it": lambda: f"{d.number(10, 98):02}1{d.digits(2)}",
        "pt": lambda: f"{d.number(1000, 9999)}-{d.digits(3)}",
        "nl": lambda: f"{d.number(1011, 9990)} {d.chars(2, 'BCDEGHJKLNPRTVXZ')}",
    }[language]()


STREETS = {
    "en": (
        ["Mill", "Victoria", "Station", "Chestnut", "Kings", "Willow", "Harbour", "Elm", "Windsor", "Orchard"],
        ["Road", "Street", "Lane", "Avenue", "Drive", "Close", "Court", "Way"],
    ),
    "de": (
        ["Bahnhof", "Schiller", "Garten", "Goethe", "Kirch", "Berg", "Mozart", "Ahorn"],
        ["straße", "weg", "str.", "allee", "gasse", "platz"],
    ),
    "fr": (
        ["rue", "avenue", "boulevard", "impasse", "place", "chemin"],
        ["Victor Hugo", "des Lilas", "Jean Jaurès", "du Moulin", "Pasteur", "de la Gare", "des Écoles", "Gambetta"],
    ),
    "es": (
        ["Calle", "Avenida", "Plaza", "C/", "Paseo", "Avda."],
        ["Mayor", "de la Constitución", "San Juan", "del Pilar", "Cervantes", "de los Olmos", "Goya", "Colón"],
    ),
    "it": (
        ["via", "viale", "piazza", "corso", "Via", "largo"],
        ["Garibaldi", "Roma", "Dante Alighieri", "dei Mille", "Mazzini", "Verdi", "San Marco", "Cavour"],
    ),
    "pt": (
        ["Rua", "Avenida", "Travessa", "Praça", "Largo", "R."],
        ["do Comércio", "25 de Abril", "da Liberdade", "das Flores", "Augusta", "do Carmo", "São João", "da Boavista"],
    ),
    "nl": (
        ["Dorps", "Kerk", "Molen", "Linden", "Prins Hendrik", "Wilhelmina", "Nieuwe ", "Schaep"],
        ["straat", "laan", "weg", "plein", "kade", "gracht"],
    ),
}
CITIES = {
    "en": ["Leeds", "Portland", "Bristol", "Denver", "Cardiff", "Tucson"],
    "de": ["Köln", "Leipzig", "Bremen", "Graz", "Bochum", "Mainz"], "fr": ["Lyon", "Nantes", "Lille", "Rennes", "Dijon", "Nice"],
    "es": ["Sevilla", "Valencia", "Bilbao", "Zaragoza", "Málaga", "Vigo"],
    "it": ["Torino", "Bologna", "Napoli", "Verona", "Genova", "Bari"],
    "pt": ["Porto", "Coimbra", "Braga", "Faro", "Évora", "Aveiro"],
    "nl": ["Utrecht", "Breda", "Tilburg", "Zwolle", "Arnhem", "Delft"],
}


def address(d: Draw, language: str) -> tuple[str, str]:
    """Street with or without place, and which of them it is."""
    first, second = d.own(STREETS[language][0]), d.own(STREETS[language][1])
    number, unit = d.number(1, 180), d.own(["", "", "b", "a"])
    street = {
        "en": f"{number}{unit} {first} {second}",
        "de": f"{first}{second} {number}{unit}",
        "fr": f"{number} {first} {second}",
        "es": f"{first} {second} {number}",
        "it": f"{first} {second} {number}",
        "pt": f"{first} {second} {number}",
        "nl": f"{first}{second} {number}",
    }[language]
    if d.one_in(2):
        return street, "street"
    city, code = d.own(CITIES[language]), postcode(d, language)
    tail = f"{city} {code}" if language == "en" else f"{code} {city}"
    return d.own([f"{street}, {tail}", f"{street}, {city}"]), "with place"


GIVEN = {
    "en": [
        "Olivia", "Marcus", "Grace", "Tyrone", "Hannah", "Derek", "Aisha", "Callum", "Naomi", "Rajesh", "Siobhan", "Kenji",
        "Chloe", "Emeka", "Wendy", "Mohammed",
    ],
    "de": ["Sabine", "Torsten", "Heike", "Dirk", "Ulrike", "Jürgen", "Annika", "Sven", "Gudrun", "Mehmet", "Katja", "Holger"],
    "fr": [
        "Aurélie", "Thierry", "Nathalie", "Benoît", "Océane", "Guillaume", "Fatou", "Mathieu", "Sylvie", "Karim", "Élodie",
        "Yannick",
    ],
    "es": ["Rocío", "Ignacio", "Pilar", "Gonzalo", "Ximena", "Rubén", "Nuria", "Fermín", "Yolanda", "Matías", "Inés", "Jaime"],
    "it": [
        "Giulia", "Lorenzo", "Federica", "Davide", "Ilaria", "Stefano", "Noemi", "Salvatore", "Beatrice", "Matteo", "Silvia",
        "Rocco",
    ],
    "pt": ["Catarina", "Tiago", "Joana", "Rui", "Beatriz", "Gonçalo", "Mafalda", "Nuno", "Larissa", "Thiago", "Inês", "Vasco"],
    "nl": ["Marieke", "Sander", "Femke", "Bram", "Anouk", "Joris", "Lotte", "Thijs", "Saskia", "Ruben", "Fleur", "Daan"],
}
SURNAMES = {
    "en": [
        "Whitaker", "Okonkwo", "Bennett", "Delgado", "Fitzgerald", "Nakamura", "Hargreaves", "Abdullah", "Lindqvist", "Gallagher",
        "Chaudhry", "Mercer", "Nguyen", "Thornton", "Kowalski", "Boateng",
    ], "de": [
        "Hoffmann", "Vogel", "Kleinschmidt", "Yılmaz", "Bergmann", "Schäfer", "Dietrich", "Nowak", "Winkler", "Pfeiffer",
        "von Seydlitz", "Krause",
    ], "fr": [
        "Lefort", "Moreau", "Diallo", "Girard", "Benali", "Chevalier", "Rousseau", "Le Gall", "Perrin", "Traoré", "de Villiers",
        "Marchand",
    ], "es": [
        "Cabrera Ruiz", "Iglesias", "Navarro Gil", "Quispe", "Ortega", "Peña Soler", "Vargas", "del Río", "Salazar", "Echeverría",
        "Molina Rey", "Castaño",
    ], "it": [
        "Ferrari", "Esposito", "De Luca", "Marchetti", "Bruno", "Fontana", "Caruso", "Di Stefano", "Pellegrini", "Rinaldi",
        "Greco", "Lombardi",
    ], "pt": [
        "Carvalho", "dos Santos", "Figueiredo", "Teixeira", "Moura", "Queirós", "da Costa", "Pacheco", "Nogueira", "Antunes",
        "Barbosa", "Vieira Lopes",
    ], "nl": [
        "de Vries", "Bakker", "van den Berg", "Jansen", "Hendriks", "Smits", "van Dijk", "Mulder", "Kuipers", "El Amrani",
        "Postma", "Dekker",
    ],
}


def person(d: Draw, language: str) -> tuple[str, str]:
    given, surname = d.own(GIVEN[language]), d.own(SURNAMES[language])
    if d.one_in(5):
        return given, "given"
    if d.one_in(10):
        return f"{given[0]}. {surname}", "initial"
    return f"{given} {surname}", "full"


MONTHS = {
    "en": "January February March April May June July August September October November December".split(),
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split(),
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre".split(),
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre".split(),
    "it": "gennaio febbraio marzo aprile maggio giugno luglio agosto settembre ottobre novembre dicembre".split(),
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro".split(),
    "nl": "januari februari maart april mei juni juli augustus september oktober november december".split(),
}


def date_text(d: Draw, language: str, day: datetime.date) -> str:
    month = MONTHS[language][day.month - 1]
    of = {"es": " de ", "pt": " de ", "de": ". "}.get(language, " ")
    year_of = {"es": " de ", "pt": " de "}.get(language, " ")
    spelled = f"{day.day}{of}{month}{year_of}{day.year}"
    if language == "en":
        ordinal = f"{day.day}{'th' if 4 <= day.day % 100 <= 20 else {1: 'st', 2: 'nd', 3: 'rd'}.get(day.day % 10, 'th')}"
        return d.own([
            f"{day:%m/%d/%Y}", f"{day:%Y-%m-%d}", f"{month} {day.day}, {day.year}", spelled, f"{day.month}/{day.day}/{day.year}",
            f"{day:%d/%m/%Y}", f"{ordinal} of {month} {day.year}", f"{month} {ordinal} {day.year}", f"{day:%m-%d-%Y}",
            f"{month[:3]} {day.day} {day.year}"
        ])
    sign = {"de": ".", "nl": "-"}.get(language, "/")
    numeric = f"{day.day:02}{sign}{day.month:02}{sign}{day.year}"
    return d.own([
        numeric, numeric, spelled, spelled, f"{day.day}{sign}{day.month}{sign}{day.year}", f"{day:%Y-%m-%d}", f"{day:%d.%m.%Y}",
        f"{day:%d-%m-%Y}"
    ])


def handle(d: Draw) -> str:
    return d.own([
        f"@{d.own(WORDS)}_{d.own(WORDS)}", f"@{d.own(WORDS)}{d.number(10, 99)}", f"{d.own(WORDS)}.{d.own(WORDS)}{d.digits(1)}",
        f"@{d.chars(3, LOWER)}{d.own(WORDS)}"
    ])
