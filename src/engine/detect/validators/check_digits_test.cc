// Numbers that their issuers publish as examples, or made up to satisfy the rule, and what happens
// when a digit of one is mistyped.

#include <gtest/gtest.h>

#include <string>

#include "engine/detect/validators/checksums.h"
#include "engine/detect/validators/registry.h"

namespace holdfast::detect {
namespace {

// How many of a number's one-digit typing errors the scheme must notice.
enum class Catches { All, Most };  // Most: four in five

struct Vouched {
  std::string_view validator;
  std::string_view value;
  Catches catches = Catches::All;
};

constexpr Vouched kVouched[] = {
    {"luhn", "79927398713"},
    {"payment_card", "4111111111111111"},  // Visa
    {"payment_card", "4222222222222"},     // Visa of 13 digits
    {"payment_card", "5555555555554444"},  // Mastercard
    {"payment_card", "2223003122003222"},  // Mastercard, 2-series
    {"payment_card", "378282246310005"},   // American Express
    {"payment_card", "6011111111111117"},  // Discover
    {"payment_card", "30569309025904"},    // Diners Club of 14
    {"payment_card", "36227206271667"},    // Diners Club International
    {"payment_card", "3530111333300000"},  // JCB
    {"payment_card", "6200000000000005"},  // UnionPay
    {"payment_card", "6759649826438453"},  // Maestro
    {"payment_card", "6304000000000000"},  // Laser
    {"iban", "DE89370400440532013000"},
    {"iban", "GB29NWBK60161331926819"},
    {"iban", "FR1420041010050500013M02606"},
    {"iban", "ES9121000418450200051332"},
    {"iban", "NL91ABNA0417164300"},
    {"iban", "IT60X0542811101000000123456"},
    {"iban", "CH9300762011623852957"},
    {"iban", "AT611904300234573201"},
    {"iban", "BE68539007547034"},
    {"iban", "NO9386011117947"},
    {"iban", "MT84MALT011000012345MTLCAST001S"},
    {"iban", "BR1800360305000010009795493C1"},
    {"iban", "SE4550000000058398257466"},
    {"iban", "PL61109010140000071219812874"},
    {"iban", "SA0380000000608010167519"},
    {"iban", "MU17BOMM0101101030300200000MUR"},
    {"iban", "LC55HEMM000100010012001200023015"},
    {"iban", "PT50000201231234567890154"},
    {"iban", "KW81CBKU0000000000001234560101"},
    {"us_bank_routing", "021000021"},
    {"us_bank_routing", "122105155"},
    {"mx_clabe", "032180000118359719"},
    {"es_ccc", "12345678061234567890"},
    {"fr_rib", "20041010050500013M02606"},
    {"us_npi", "1234567893"},
    {"us_dea", "F91234563", Catches::Most},
    {"uk_nhs", "9434765919"},
    {"uk_chi", "1403857156"},
    {"uk_utr", "1955839661", Catches::Most},
    {"uk_vat", "980780684", Catches::Most},
    {"de_tax_id", "36574261809"},
    {"de_vat", "136695976"},
    {"de_pension_insurance", "65170839J003"},
    {"de_health_insurance", "A123456780"},
    {"de_id_card", "T220001293"},
    {"de_passport", "C01P5692V1"},
    {"de_driving_licence", "B072242402L"},
    {"at_svnr", "1237010180"},
    {"at_tax_number", "591199013"},
    {"ch_ahv", "7569217076985"},
    {"ch_uid", "CHE100155212"},
    {"es_dni", "12345678Z"},
    {"es_nie", "X1234567L"},
    {"es_cif", "A13585625"},
    {"es_nif", "K0867756N"},
    {"es_nss", "281234567840"},
    {"pt_nif", "501964843"},
    {"pt_citizen_card", "123456781ZZ8"},
    {"pt_niss", "11701497431", Catches::Most},
    {"fr_nir", "255081416802538"},
    {"fr_siren", "552008443"},
    {"fr_siret", "73282932000074"},
    {"fr_tax_id", "3023217600053"},
    {"fr_vat", "40303265045"},
    {"it_fiscal_code", "RSSMRA85T10A562S"},
    {"it_vat", "00743110157"},
    {"nl_bsn", "111222333"},
    {"be_national_number", "85073003328"},
    {"be_enterprise_number", "0403019261"},
    {"lu_national_id", "1893120105732"},
    {"ie_ppsn", "6433435F"},
    {"ie_ppsn", "6433435OA"},
    {"gr_amka", "01013099997"},
    {"gr_afm", "094259216"},
    {"cy_tic", "10259033P"},
    {"se_personnummer", "8803200016"},
    {"se_orgnr", "5560360793"},
    {"no_fodselsnummer", "15108695088"},
    {"fi_hetu", "131052308T"},
    {"fi_hetu", "131052A308T"},
    {"fi_business_id", "20774740"},
    {"is_kennitala", "4504013150", Catches::Most},
    {"ee_isikukood", "36805280109", Catches::Most},
    {"lt_asmens_kodas", "33309240064", Catches::Most},
    {"lv_personas_kods", "16117519997"},
    {"pl_pesel", "44051401359"},
    {"pl_nip", "8567346215"},
    {"pl_regon", "192598184"},
    {"pl_id_card", "ABA300000"},
    {"cz_birth_number", "7103192745"},
    {"sk_birth_number", "8503145992"},
    {"hu_taj", "171491045"},
    {"hu_tax_id", "8434947463"},
    {"ro_cnp", "1630615123457"},
    {"bg_egn", "7523169263"},
    {"hr_oib", "33392005961"},
    {"rs_jmbg", "0101006500006"},
    {"si_emso", "1403385507705"},
    {"ru_inn", "7707083893"},
    {"ru_inn", "500100732259"},
    {"ru_snils", "11223344595"},
    {"ua_rnokpp", "1759013776"},
    {"kz_iin", "850314341655", Catches::Most},
    {"tr_tckn", "17291716060"},
    {"il_id", "039337423"},
    {"sa_national_id", "1019408291"},
    {"ae_emirates_id", "784198575431964"},
    {"kw_civil_id", "285031420333"},
    {"ir_national_code", "0530300494"},
    {"br_cpf", "11144477735"},
    {"br_cnpj", "11222333000181"},
    {"br_cnpj", "12ABC34501DE35"},
    {"ar_cuit", "20055361682"},
    {"cl_rut", "125319092"},
    {"mx_curp", "BOXW310820HNERXN09", Catches::Most},
    {"co_nit", "2131234321", Catches::Most},
    {"pe_ruc", "20512333797"},
    {"ec_cedula", "1714307103"},
    {"uy_ci", "12345672", Catches::Most},
    {"do_cedula", "00113918205"},
    {"ve_rif", "V114702834"},
    {"py_ruc", "80056520", Catches::Most},
    {"ca_sin", "123456782"},
    {"ca_business_number", "123026635"},
    {"ca_ohip", "9598250034"},
    {"ca_bc_phn", "9698658215"},
    {"au_tfn", "123456782"},
    {"au_medicare", "2123456701", Catches::Most},
    {"au_abn", "83914571673"},
    {"au_acn", "004085616", Catches::Most},
    {"nz_ird", "49091850"},
    {"nz_ird", "136410132", Catches::Most},
    {"nz_nhi", "ZZZ0016"},
    {"nz_nhi", "ZBN77VL"},
    {"in_aadhaar", "234123412346"},
    {"in_gstin", "27AAPFU0939F1ZV"},
    {"th_citizen_id", "1234545678781", Catches::Most},
    {"sg_nric", "S0000001I"},
    {"sg_nric", "T0000001E"},
    {"sg_nric", "F1768598T"},
    {"sg_nric", "G0000001P"},
    {"hk_hkid", "A1234563"},
    {"hk_hkid", "AB9876543"},
    {"tw_national_id", "A123456789", Catches::Most},
    {"jp_my_number", "123456789018"},
    {"jp_corporate_number", "5835678256246"},
    {"kr_rrn", "9710139019902", Catches::Most},
    {"cn_resident_id", "11010519491231002X"},
    {"za_id", "7503305044089"},
    {"imei", "490154203237518"},
    {"vin", "1M8GDM9AXKP042788"},
    {"cusip", "037833100"},  // Apple's shares
    {"cusip", "17275R102"},
    {"pt_nib", "000201231234567890154"},
    {"ar_cbu", "2850590940090418135201"},
    {"no_bank_account", "86011117947"},
    {"sepa_creditor_id", "DE98ZZZ09999999999"},
    {"de_malo_id", "41373559241", Catches::Most},  // twice 0 to 9 has five endings
    {"uk_mpan", "2012345678906", Catches::Most},
    {"es_cups", "ES1234123456789012JY"},
    {"br_pis", "12056445117", Catches::Most},
    {"gt_nit", "576937K"},
    {"sg_uen", "00192200M"},
    {"sg_uen", "197401143C"},
    {"sg_uen", "T01FC6132D", Catches::Most},
    {"kr_brn", "1168200276", Catches::Most},
    {"md_idnp", "1008600038413"},
    {"eid", "89049032004008882600004112233402"},
    {"medical_device", "00884838000025"},
    {"ltc_address", "ltc1qqpzry9x8gf2tvdw0s3jn54khce6mua7l4r80sk"},
    {"ltc_address", "LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1"},
    {"doge_address", "DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L"},
    {"trx_address", "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t"},
    {"xrp_address", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh"},
    {"ada_address", "addr1vx2fxv2umyhttkxyxp8x0dlpdt3k6cwng5pxj3jhsydzers66hrl8"},
    {"bch_address", "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a"},
    {"xmr_address",
     "888tNkZrPN6JsEgekjMnABU4TBzc2Dt29EPAvkRxbANsAnjyPbb3iQ1YBRk1UXcdRsiKc9dhwMVgN5S9cQUiyoogDavup"
     "3H"},
    {"wallet_key", "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"},
    {"wallet_key", "KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn"},
    {"extended_key",
     "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGt"
     "RBeJgk"
     "33yuGBxrMPHi"},
    {"bech32_key", "AGE-SECRET-KEY-1QPZRY9X8GF2TVDW0S3JN54KHCE6MUA7LQPZRY9X8GF2TVDW0S3JNQEPTQ2"},
    {"bech32_key", "nsec1vl029mgpspedva04g90vltkh6fvh240zqtv9k0t9af8935ke9laqsnlfe5"},
};

Check::Outcome outcome(std::string_view validator, std::string_view value) {
  const Validator run = find_validator(validator);
  EXPECT_NE(run, nullptr) << validator;
  return run == nullptr ? Check::Outcome::Fail : run(value);
}

TEST(CheckDigits, VouchForPublishedExamples) {
  for (const Vouched& sample : kVouched) {
    EXPECT_EQ(outcome(sample.validator, sample.value), Check::Outcome::Strong)
        << sample.validator << " " << sample.value;
  }
}

TEST(CheckDigits, NoticeOneMistypedDigit) {
  for (const Vouched& sample : kVouched) {
    int tried = 0;
    int missed = 0;
    std::string value(sample.value);
    for (char& c : value) {
      if (c < '0' || c > '9') continue;
      const char right = c;
      for (char wrong = '0'; wrong <= '9'; ++wrong) {
        if (wrong == right) continue;
        c = wrong;
        ++tried;
        missed += outcome(sample.validator, value) == Check::Outcome::Strong ? 1 : 0;
      }
      c = right;
    }
    const int missed_max = sample.catches == Catches::All ? 0 : tried / 5;
    EXPECT_LE(missed, missed_max) << sample.validator << " " << sample.value << " of " << tried;
  }
}

TEST(CheckDigits, RefuseWhatIsTooShortOrTooLong) {
  for (const Vouched& sample : kVouched) {
    if (sample.validator == "luhn") continue;  // has no length of its own
    const std::string longer = std::string(sample.value) + "00000000000000000000";
    EXPECT_EQ(outcome(sample.validator, longer), Check::Outcome::Fail) << longer;
    EXPECT_EQ(outcome(sample.validator, sample.value.substr(0, 4)), Check::Outcome::Fail);
    EXPECT_EQ(outcome(sample.validator, ""), Check::Outcome::Fail) << sample.validator;
  }
}

TEST(CheckDigits, RefusePlaceholders) {
  for (const Vouched& sample : kVouched) {
    for (const char filler : {'0', '9'}) {
      if (sample.value.find_first_not_of("0123456789") != std::string_view::npos) continue;
      const std::string value(sample.value.size(), filler);
      EXPECT_NE(outcome(sample.validator, value), Check::Outcome::Strong)
          << sample.validator << " " << value;
    }
  }
}

// The schemes themselves, against every neighbour swap that a hurried typist makes.
TEST(CheckDigits, VerhoeffNoticesEverySwapOfNeighbours) {
  std::string value = "234123412346";
  for (std::size_t i = 0; i + 1 < value.size(); ++i) {
    if (value[i] == value[i + 1]) continue;
    std::swap(value[i], value[i + 1]);
    EXPECT_FALSE(verhoeff_holds(value)) << value;
    std::swap(value[i], value[i + 1]);
  }
}

TEST(CheckDigits, IbanNoticesEverySwapOfNeighbouringDigits) {
  std::string value = "DE89370400440532013000";
  for (std::size_t i = 2; i + 1 < value.size(); ++i) {
    if (value[i] == value[i + 1]) continue;
    std::swap(value[i], value[i + 1]);
    EXPECT_EQ(outcome("iban", value), Check::Outcome::Fail) << value;
    std::swap(value[i], value[i + 1]);
  }
}

}  // namespace
}  // namespace holdfast::detect
