"""Verdicts on telephone numbers, against libphonenumber itself.

The facts are taken from the counterpart (Debian's python3-phonenumbers), so that both judge by the same numbering plans,
whatever release is installed; `holdfast_phone_verdicts FACTS` then answers the same questions. An answer is
`CODE NATIONAL EXTENSION possible|impossible valid|invalid REGION TYPE`, '-' for none, or `none` for what is no number.
"""

import importlib
import os
import pathlib
import random
import subprocess
import sys
import tempfile
import unittest

try:
    from re import _parser as re_parser
except ImportError:  # before Python 3.11
    import sre_parse as re_parser

SEED = 20261201
VERDICTS = os.environ.get("HOLDFAST_TEST_PHONE_VERDICTS", "")
KINDS = ("general_desc", "premium_rate", "toll_free", "shared_cost", "voip", "personal_number", "pager", "uan", "voicemail",
         "fixed_line", "mobile")


def phonenumbers(module: str = ""):
    """None where the package is not installed; Python of another origin does not look where Debian puts it."""
    for path in (None, "/usr/lib/python3/dist-packages"):
        if path and path not in sys.path:
            sys.path.append(path)
        try:
            return importlib.import_module("phonenumbers" + module)
        except ImportError:
            continue
    return None


class Region:
    def __init__(self, name: str, code: int, plan):
        self.name, self.code, self.plan = name, str(code), plan
        kinds = [getattr(plan, kind) for kind in KINDS]
        self.kinds = [(name.removesuffix("_desc"), kind) for name, kind in zip(KINDS, kinds)
                      if kind and kind.national_number_pattern]

    def facts(self) -> list[str]:
        """As src/engine/detect/validators/phone_facts.h describes them."""
        plan = self.plan
        transform = (plan.national_prefix_transform_rule or "").replace("\\", "$")
        lines = [f"region {self.name} {self.code}"]
        for name, value in (("international", plan.international_prefix), ("prefix", plan.national_prefix_for_parsing),
                            ("transform", transform), ("leading", plan.leading_digits)):
            if value:
                lines.append(f"{name} {value}")
        if plan.same_mobile_and_fixed_line_pattern:
            lines.append("one_pattern")
        for name, kind in self.kinds:
            lengths, local = (",".join(map(str, some)) or "-" for some in (kind.possible_length, kind.possible_length_local_only))
            lines.append(f"{name} {lengths} {local} {kind.example_number or '-'} {kind.national_number_pattern}")
        return lines


def regions() -> list[Region]:
    library = phonenumbers()
    metadata = phonenumbers(".phonemetadata").PhoneMetadata
    found = []
    for code, names in sorted(library.COUNTRY_CODE_TO_REGION_CODE.items()):
        for name in names:
            plan = metadata.metadata_for_region_or_calling_code(code, name)
            found.append(Region(name, code, plan))
    return found


def answer(region: str, number: str) -> str:
    library = phonenumbers()
    try:
        parsed = library.parse(number, region or None)
    except library.NumberParseException:
        return "none"
    kinds = {value: name.lower() for name, value in vars(library.PhoneNumberType).items() if name.isupper()}
    return " ".join([
        str(parsed.country_code), library.national_significant_number(parsed), parsed.extension or "-",
        "possible" if library.is_possible_number(parsed) else "impossible",
        "valid" if library.is_valid_number(parsed) else "invalid",
        library.region_code_for_number(parsed) or "-", kinds[library.number_type(parsed)],
    ])


def reads_letters(number: str, theirs: str) -> bool:
    """Whether libphonenumber took letters for digits, as on a telephone's keys, which we do not."""
    return theirs != "none" and sum(map(str.isdigit, "".join(theirs.split()[:3]))) > sum(map(str.isdigit, number))


class Questions:
    """Numbers to ask about, each with the region where it is dialled."""

    def __init__(self, plans: list[Region]):
        self.rng = random.Random(SEED)
        self.plans = plans
        self.homes = [plan.name for plan in plans if plan.name != "001"]
        self.asked: list[tuple[str, str]] = []

    def digits(self, count: int) -> str:
        return "".join(self.rng.choice("0123456789") for _ in range(count))

    def home(self, plan: Region) -> str:
        return plan.name if plan.name != "001" else self.rng.choice(self.homes)

    def matching(self, tree) -> str:
        """A number that a pattern's tree matches, its bounds as likely as what lies between."""
        text = ""
        for kind, what in tree:
            kind = str(kind)
            if kind == "LITERAL":
                text += chr(what)
            elif kind == "IN":
                options = []
                for inner, value in what:
                    options += {"LITERAL": lambda v: [chr(v)], "RANGE": lambda v: [chr(v[0]), chr(v[1])],
                                "CATEGORY": lambda v: ["0", "9", self.digits(1)]}[str(inner)](value)
                text += self.rng.choice(options)
            elif kind == "BRANCH":
                text += self.matching(self.rng.choice(what[1]))
            elif kind == "SUBPATTERN":
                text += self.matching(what[3])
            elif kind == "MAX_REPEAT":
                text += "".join(self.matching(what[2]) for _ in range(self.rng.randint(what[0], what[1])))
        return text

    def mutated(self, number: str) -> str:
        at = self.rng.randrange(len(number))
        return number[:at] + self.digits(1) + number[at + 1:]

    def everywhere(self, plan: Region, number: str) -> None:
        """At home, with its calling code, with a prefix, and from another region."""
        home = self.home(plan)
        abroad = self.rng.choice(self.plans)
        international = abroad.plan.international_prefix
        prefix = self.matching(re_parser.parse(international)) if international else "00"
        self.asked += [("", f"+{plan.code}{number}"), (home, number), (home, plan.code + number),
                       (home, self.rng.choice(("0", "1", "8", "06", "015", "00", "+")) + number),
                       (self.home(abroad), number), (self.home(abroad), prefix + plan.code + number)]

    def written(self, plan: Region, number: str) -> None:
        """As people write it, with an extension or without."""
        signs = [self.rng.choice((" ", "-", ".", "/", " (", ") ", "  ", " - ")) for _ in range(2)]
        first, second = sorted(self.rng.sample(range(1, len(number)), 2)) if len(number) > 2 else (1, 1)
        text = number[:first] + signs[0] + number[first:second] + signs[1] + number[second:]
        labels = (" ext. ", " x", "x", " ext ", ", ext: ", ";ext=", " #", " extension ", " extensión ", " int. ", ",,", ";", " - ", ",",
                  " anexo ", " доб. ", "~", " xtn ", " extn", "-")
        behind = self.rng.choice(labels) + self.digits(self.rng.choice((1, 2, 3, 4, 6, 7, 9, 10, 15, 16, 20, 21)))
        self.asked += [("", f"+{plan.code} {text}"), (self.home(plan), text),
                       ("", f"+{plan.code} {text}{behind}{self.rng.choice(('', '', '#'))}"), (self.home(plan), number + behind)]

    def ask_all(self) -> list[tuple[str, str]]:
        for plan in self.plans:
            for _, kind in plan.kinds:
                tree = re_parser.parse(kind.national_number_pattern)
                numbers = [kind.example_number] if kind.example_number else []
                numbers += [self.matching(tree) for _ in range(6)]
                for number in numbers:
                    self.everywhere(plan, number)
                    self.everywhere(plan, self.mutated(number))
                self.written(plan, numbers[0])
                self.asked += [(self.home(plan), numbers[0] + "0"), (self.home(plan), numbers[0][:-1])]
            for length in range(1, 22):
                for _ in range(4):
                    self.asked += [(self.home(plan), self.digits(length)), ("", f"+{plan.code}{self.digits(length)}")]
                self.asked.append((self.home(plan), "+" + self.digits(length)))
        return self.asked


@unittest.skipIf(phonenumbers() is None, "python3-phonenumbers is not installed")
class Phone(unittest.TestCase):
    def test_verdicts_are_those_of_libphonenumber(self):
        plans = regions()
        asked = Questions(plans).ask_all()
        with tempfile.TemporaryDirectory() as directory:
            facts = pathlib.Path(directory, "facts")
            facts.write_text("\n".join(line for plan in plans for line in plan.facts()) + "\n")
            lines = "".join(f"{region}\t{number}\n" for region, number in asked)
            run = subprocess.run([VERDICTS, facts], input=lines, capture_output=True, text=True, check=True)
        answers = run.stdout.splitlines()
        self.assertEqual(len(answers), len(asked))
        differ = []
        for (region, number), ours in zip(asked, answers):
            theirs = answer(region, number)
            if ours != theirs and not reads_letters(number, theirs):
                differ.append(f"{region or '--'} {number}: {ours}, libphonenumber says {theirs}")
        print(f"{len(asked)} numbers of {len(plans)} regions (seed {SEED}), {len(differ)} verdicts differ")
        self.assertEqual(differ[:20], [])


if __name__ == "__main__":
    unittest.main()
