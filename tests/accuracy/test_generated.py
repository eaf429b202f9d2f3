"""The generated sets are what they claim: right check digits, disguises that keep the value, splits that share no template."""

import importlib
import pathlib
import re
import subprocess
import sys
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "bench/accuracy"))
sys.path.insert(0, str(ROOT / "tests"))

from generated import catalogue, compose, contact_details, disguise, look_alikes, money, score, sets, speech, things  # noqa: E402
from generated.draw import SPLITS, Draw, masked  # noqa: E402
from support.holdfast import BINARY  # noqa: E402

EACH = 60

# python-stdnum's module for a type; Debian has it as python3-stdnum.
STDNUM = {
    "cy_tic": "cy.vat", "gt_nit": "gt.nit", "mu_nic": "mu.nid", "sepa_creditor_id": "eu.at_02",
    "ar_cbu": "ar.cbu", "ar_cuit": "ar.cuit", "at_svnr": "at.vnr", "at_tax_number": "at.tin", "au_abn": "au.abn",
    "au_acn": "au.acn", "au_tfn": "au.tfn", "be_enterprise_number": "be.vat", "be_national_number": "be.nn", "bg_egn": "bg.egn",
    "br_cnpj": "br.cnpj", "br_cpf": "br.cpf", "ca_sin": "ca.sin", "ch_ahv": "ch.ssn", "ch_uid": "ch.uid", "cl_rut": "cl.rut",
    "cn_resident_id": "cn.ric", "co_nit": "co.nit", "cu_ni": "cu.ni", "cusip": "cusip", "cz_birth_number": "cz.rc",
    "de_tax_id": "de.idnr", "de_vat": "de.vat", "dk_cpr": "dk.cpr", "do_cedula": "do.cedula", "ec_cedula": "ec.ci",
    "ee_isikukood": "ee.ik", "es_cif": "es.cif", "es_cups": "es.cups", "es_dni": "es.dni", "es_nie": "es.nie",
    "fi_business_id": "fi.alv", "fi_hetu": "fi.hetu", "fr_nir": "fr.nir", "fr_siren": "fr.siren", "fr_siret": "fr.siret",
    "fr_tax_id": "fr.nif", "fr_vat": "fr.tva", "gr_afm": "gr.vat", "gr_amka": "gr.amka", "hr_oib": "hr.oib", "ie_ppsn": "ie.pps",
    "il_id": "il.idnr", "in_aadhaar": "in_.aadhaar", "in_gstin": "in_.gstin", "in_pan": "in_.pan", "in_voter_id": "in_.epic",
    "is_kennitala": "is_.kennitala", "it_fiscal_code": "it.codicefiscale", "it_vat": "it.iva", "jp_corporate_number": "jp.cn",
    "kr_brn": "kr.brn", "kr_rrn": "kr.rrn", "lt_asmens_kodas": "lt.asmens", "lv_personas_kods": "lv.pvn", "md_idnp": "md.idno",
    "mx_curp": "mx.curp", "mx_rfc": "mx.rfc", "nl_bsn": "nl.bsn", "no_bank_account": "no.kontonr",
    "no_fodselsnummer": "no.fodselsnummer", "nz_ird": "nz.ird", "pe_ruc": "pe.ruc", "pk_cnic": "pk.cnic", "pl_nip": "pl.nip",
    "pl_pesel": "pl.pesel", "pl_regon": "pl.regon", "pt_citizen_card": "pt.cc", "pt_nif": "pt.nif", "py_ruc": "py.ruc",
    "ro_cnp": "ro.cnp", "ru_inn": "ru.inn", "se_orgnr": "se.orgnr", "se_personnummer": "se.personnummer", "sg_uen": "sg.uen",
    "si_emso": "si.emso", "sk_birth_number": "sk.rc", "th_citizen_id": "th.pin", "tr_tckn": "tr.tckimlik",
    "ua_rnokpp": "ua.rntrc", "uk_nhs": "gb.nhs", "uk_utr": "gb.utr", "uk_vat": "gb.vat", "us_atin": "us.atin", "us_ein": "us.ein",
    "us_ssn": "us.ssn", "ve_rif": "ve.rif", "za_id": "za.idnr", "za_tax_number": "za.tin",
}


def stdnum(name: str):
    """None where the package is not installed; Python of another origin does not look where Debian puts it."""
    debian = "/usr/lib/python3/dist-packages"
    for path in (None, debian):
        if path and path not in sys.path:
            sys.path.append(path)
        try:
            return importlib.import_module(f"stdnum.{name}")
        except ImportError:
            continue
    return None


def doubled_sum(number: str) -> int:
    """Luhn's formula as its patent tells it, digit by digit from a table."""
    table = "0246813579"
    return sum(int(table[int(char)]) if place % 2 else int(char) for place, char in enumerate(reversed(number)))


class Values(unittest.TestCase):
    def each(self, make):
        for split in SPLITS:
            draw = Draw("values", split)
            for _ in range(EACH):
                yield make(draw)

    def test_cards_have_an_issuers_length_and_luhns_digit(self):
        lengths = set()
        for number, issuer in self.each(money.card):
            self.assertEqual(doubled_sum(number) % 10, 0, issuer)
            lengths.add(len(number))
        self.assertGreaterEqual(lengths, {14, 15, 16, 19})

    def test_ibans_leave_one_when_divided_by_97(self):
        for number in self.each(money.compact_iban):
            text = number[4:] + number[:4]
            rest = 0
            for char in text:
                for digit in str("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".index(char)):
                    rest = (rest * 10 + int(digit)) % 97
            self.assertEqual(rest, 1, number[:2])

    def test_device_numbers_have_their_check_digits(self):
        for number in self.each(things.imei):
            self.assertEqual(doubled_sum(re.sub(r"\D", "", number)) % 10, 0)
        for number in self.each(things.iccid):
            self.assertEqual(doubled_sum(number) % 10, 0)

    def test_books_are_numbered_by_one_of_two_rules(self):
        for text in self.each(look_alikes.isbn):
            number = text.replace("-", "")
            if len(number) == 13:
                self.assertEqual(sum(int(char) * (1, 3)[place % 2] for place, char in enumerate(number)) % 10, 0)
            else:
                self.assertEqual(
                    sum((10 if char == "X" else int(char)) * (10 - place) for place, char in enumerate(number)) % 11, 0)

    def test_national_numbers_pass_stdnum(self):
        if stdnum("luhn") is None:
            self.skipTest("python3-stdnum is not installed")
        for name, module_name in STDNUM.items():
            module = stdnum(module_name)
            if module is None:
                continue  # an older release than the type
            with self.subTest(name):
                for number in self.each(catalogue.IDS[name][0]):
                    self.assertTrue(module.is_valid(number), number)

    def test_every_way_to_write_a_number_holds_all_of_it(self):
        for name, (make, masks) in catalogue.IDS.items():
            for mask in filter(None, masks):
                with self.subTest(name, mask=mask):
                    compact = make(Draw("masks", "tune"))
                    self.assertEqual(mask.count("#"), len(compact))
                    self.assertEqual(
                        masked(compact, mask).replace(mask.replace("#", ""), ""),
                        masked(compact, mask).replace(mask.replace("#", ""), ""))

    def test_every_type_with_a_name_is_made_in_each_of_its_languages(self):
        for type_ in catalogue.PATTERN_TYPES:
            for language in compose.languages_of(type_):
                self.assertTrue(catalogue.write(Draw(type_, "tune"), type_, language))


class Disguises(unittest.TestCase):
    def test_each_keeps_the_value(self):
        for split in SPLITS:
            draw = Draw("disguises", split)
            for _ in range(EACH):
                number, mail = money.card(draw)[0], contact_details.email(draw)
                for name, form in disguise.FORMS.items():
                    self.assertEqual(disguise.plain_digits(form(draw, number)), number, name)
                for name, form in disguise.MAILS.items():
                    self.assertEqual(disguise.plain_mail(form(draw, mail)), mail, name)

    def test_each_but_the_usual_groups_changes_it(self):
        draw = Draw("changed", "tune")
        number = "4000" + "0123" * 3
        for name, form in disguise.FORMS.items():
            self.assertNotEqual(form(draw, number), number, name)


def words_of(language: str) -> dict[str, int]:
    """What each way to say 0 to 999 stands for."""
    said = {speech.small(language, value): value for value in range(100)}
    return said | {speech.hundred(language, value): value for value in range(100, 1000)}


class Speech(unittest.TestCase):
    def test_no_two_numbers_are_said_alike(self):
        for language in speech.LANGUAGES:
            self.assertEqual(len(words_of(language)), 1000, language)

    def test_numbers_are_said_as_the_languages_say_them(self):
        for language, value, said in (("en", 421, "four hundred and twenty one"), ("es", 532, "quinientos treinta y dos"),
                                      ("de", 171, "einhunderteinundsiebzig"), ("fr", 171, "cent soixante et onze"),
                                      ("fr", 299, "deux cent quatre-vingt-dix-neuf"), ("it", 128, "centoventotto"),
                                      ("pt", 316, "trezentos e dezesseis"), ("nl", 123, "honderddrieëntwintig")):
            self.assertEqual(speech.hundred(language, value), said)

    def test_digits_said_one_by_one_are_read_back(self):
        for language in speech.LANGUAGES:
            back = words_of(language) | {"oh": 0, "zwo": 2, "meia": 6}
            number = money.card(Draw(language, "tune"))[0]
            said = speech.one_by_one(Draw(language, "test"), language, number)
            self.assertEqual("".join(str(back[word]) for word in said.split()), number)


class Sets(unittest.TestCase):
    def test_the_splits_share_no_sentence(self):
        tune, test = compose.TALK["tune"], compose.TALK["test"]
        for language in compose.LANGUAGES:
            self.assertEqual(tune[language].keys(), test[language].keys(), language)
            for section, sentences in tune[language].items():
                self.assertLessEqual(set(sentences) & set(test[language][section]), {"{value}"}, f"{language} {section}")

    def test_both_splits_name_every_type_in_the_same_languages(self):
        tune, test = compose.NOUNS["tune"], compose.NOUNS["test"]
        self.assertEqual({name: list(words) for name, words in tune.items()}, {name: list(words) for name, words in test.items()})

    def test_a_label_is_a_noun_without_its_article(self):
        for noun, label in (("l'IBAN", "IBAN"), ("die Karten-Nr.", "Karten-Nr."), ("de pincode", "Pincode"), ("card", "Card")):
            self.assertEqual(compose.filled("{label}", noun, "", ""), label)

    def test_a_seed_makes_the_same_set_each_time(self):
        self.assertEqual(list(sets.plain("tune")), list(sets.plain("tune")))
        self.assertNotEqual(list(sets.keys("tune")), list(sets.keys("test")))

    def test_places_lie_in_their_messages(self):
        for split in SPLITS:
            for contact in sets.contacts(split):
                for place in contact.truth + contact.harmless:
                    text = contact.messages[place.message]["text"]
                    self.assertTrue(0 <= place.start < place.end <= len(text))
                    self.assertEqual(text[place.start:place.end].strip(), text[place.start:place.end])
                self.assertFalse(any("{" in message["text"] for message in contact.messages if contact.group != "secrets"))


class Scores(unittest.TestCase):
    def test_wilsons_interval_is_the_textbooks(self):
        low, high = score.wilson(81, 263)
        self.assertAlmostEqual(low, 0.2553, places=3)
        self.assertAlmostEqual(high, 0.3662, places=3)
        self.assertEqual(score.wilson(0, 0), (0.0, 1.0))

    def test_a_value_in_pieces_is_found_when_all_of_it_is(self):
        contact = compose.Contact("turns", "x", "en", [{"text": "4111 1111"}, {"text": "1111 1111"}])
        contact.truth = [compose.Place(message, 0, 9, "payment_card", frozenset({"payment_card"}), 0) for message in (0, 1)]
        for findings, found in (([0], 0), ([0, 1], 1)):
            tally = score.Tally()
            score.add(tally, contact,
                      [{"type": "payment_card", "message": message, "start": 0, "end": 9} for message in findings])
            self.assertEqual(tally.kinds["turns"]["x"].hit, found)
            self.assertEqual(sum(count.false_alarms for count in tally.types["turns"].values()), 0)


class Product(unittest.TestCase):
    def test_it_is_as_accurate_as_its_baseline(self):
        done = subprocess.run([
            sys.executable, ROOT / "bench/accuracy.py", "--binary",
            str(BINARY), "--set", "generated", "--split", "test", "--check"
        ], capture_output=True, text=True, check=False)
        self.assertEqual(done.returncode, 0, done.stderr)


if __name__ == "__main__":
    unittest.main()
