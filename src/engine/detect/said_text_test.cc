#include "engine/detect/said_text.h"

#include <gtest/gtest.h>

#include "engine/detect/detector_impl.h"
#include "engine/detect/test_rules.h"

namespace holdfast::detect {
namespace {

class SaidTextTest : public testing::Test {
 protected:
  static const Compiled& rules() { return shipped().impl().rules; }

  // The text with what is said written down; empty when nothing is.
  std::string written(std::string_view text) {
    scan_masks(text, masks_);
    context_.read(text, masks_, rules().cues);
    return said_.write(rules(), text, context_.spoken()) ? std::string(said_.text()) : "";
  }

  Masks masks_;
  ContextReader context_;
  SaidText said_;
};

TEST_F(SaidTextTest, DigitsPairsAndRepeats) {
  EXPECT_EQ(written("it's four one one one, double two three four"), "it's 4111 2234");
  EXPECT_EQ(written("forty one eleven"), "4111");
  EXPECT_EQ(written("twenty-seven oh five"), "2705");
  EXPECT_EQ(written("triple five uh six"), "555 6");
  EXPECT_EQ(written("cuatro uno, once doce"), "41 1112");
  EXPECT_EQ(written("vier zwo null"), "420");
  EXPECT_EQ(written("quatre-vingt-dix-sept soixante et onze"), "9771");
}

TEST_F(SaidTextTest, HundredsAndThousands) {
  EXPECT_EQ(written("four hundred and twelve"), "412");
  EXPECT_EQ(written("one thousand nine hundred eighty five"), "1985");
  EXPECT_EQ(written("two thousand and three"), "2003");
  EXPECT_EQ(written("mil novecientos ochenta y cinco"), "1985");
  EXPECT_EQ(written("mille neuf cent quatre-vingt-cinq"), "1985");
  EXPECT_EQ(written("deux mille trois"), "2003");
  EXPECT_EQ(written("erster mai neunzehnhundertfünfundachtzig"), "1. mai 1985");
  EXPECT_EQ(written("dritter zweiter zweitausenddrei"), "3.2.2003");
  EXPECT_EQ(written("tre maggio millenovecentosessantatre"), "3 maggio 1963");
  EXPECT_EQ(written("derde mei negentienhonderdvijfentachtig"), "3. mei 1985");
}

TEST_F(SaidTextTest, NumbersOfThreeDigitsInARow) {
  EXPECT_EQ(written("two hundred and sixty four hundred and ninety five"), "260495");
  EXPECT_EQ(written("sechshunderteins einhundertdreiundachtzig"), "601183");
  EXPECT_EQ(written("tweehonderddertig honderdvierenzestig"), "230164");
  EXPECT_EQ(written("seicentouno centosessantatré centottanta"), "601163180");
  EXPECT_EQ(written("cero trescientos veinte ciento setenta y cinco"), "0320175");
  EXPECT_EQ(written("six cent un cent deux quatre cent onze"), "601102411");
  EXPECT_EQ(written("cento e noventa e nove duzentos e seis"), "199206");
}

TEST_F(SaidTextTest, LettersByThemselvesAndByWords) {
  EXPECT_EQ(written("q q one two three four five six c"), "QQ123456C");
  EXPECT_EQ(written("Q for Queen, one two three"), "Q 123");
  EXPECT_EQ(written("b as in bravo one two three"), "B123");
  EXPECT_EQ(written("alpha bravo seven eight nine"), "AB789");
  EXPECT_EQ(written("X wie Xanthippe eins zwei drei"), "X123");
  EXPECT_EQ(written("double b one two three"), "BB123");
}

TEST_F(SaidTextTest, DatesKeepTheirMonth) {
  EXPECT_EQ(written("the fifth of april nineteen eighty five"), "the 5. of april 1985");
  EXPECT_EQ(written("april twenty first nineteen ninety"), "april 21 1990");
  EXPECT_EQ(written("cinco de abril de mil novecientos noventa"), "5 de abril de 1990");
  EXPECT_EQ(written("fünfter April neunzehnhundertneunzig"), "5. April 1990");
}

TEST_F(SaidTextTest, MonthAndYearOfACard) {
  EXPECT_EQ(written("expires oh four twenty seven"), "expires 04/27");
  EXPECT_EQ(written("bis vier dreißig"), "bis 4/30");
  EXPECT_EQ(written("it is nine fifty one"), "it is 951");
}

TEST_F(SaidTextTest, DigitsAmongWords) { EXPECT_EQ(written("4111 one one one one"), "4111 1111"); }

TEST_F(SaidTextTest, APauseIsNoNumberWhereTheLanguageSaysSo) {
  EXPECT_EQ(written("four um five six"), "4 56");
  EXPECT_EQ(written("quatro um cinco seis"), "4156");
}

TEST_F(SaidTextTest, CorrectionsTakeBackWhatTheyReplace) {
  EXPECT_EQ(written("four one one two, no wait, four one one one, five five"), "4111 55");
  EXPECT_EQ(written("four one one two no wait one, five five"), "4111 55");
  EXPECT_EQ(written("cuatro cinco seis, perdón, cuatro cinco siete"), "457");
  EXPECT_EQ(written("no wait four one one"), "no wait 411");
  EXPECT_EQ(written("six oh one one one nine one six no wait one three one six five three"),
            "6011131653");
  EXPECT_EQ(written("um três meia sete quatro oito oito não espere quatro oito zero"), "1367480");
}

TEST_F(SaidTextTest, LettersThatAreWordsInAnotherLanguage) {
  EXPECT_EQ(written("it is s one zero two y y"), "it is S102YY");
  EXPECT_EQ(written("e x one five b y"), "EX15BY");
  EXPECT_EQ(written("d e eight nine three seven"), "DE8937");
  EXPECT_EQ(written("b n three four g h i think"), "BN34GH i think");
  EXPECT_EQ(written("y cuatro cinco y seis siete"), "y 45 67");
}

TEST_F(SaidTextTest, OrdinaryTalkHasNothingToWrite) {
  EXPECT_EQ(written("one of the two parcels came, and the first one is broken"), "");
  EXPECT_EQ(written("I have a question for two of you"), "");
  EXPECT_EQ(written("my order 4711 has not come"), "");
}

TEST_F(SaidTextTest, SpansLeadBackToWholeWords) {
  const std::string_view text = "card is four one double one please";
  ASSERT_EQ(written(text), "card is 4111 please");
  EXPECT_FALSE(said_.is_said(0, 7));
  EXPECT_TRUE(said_.is_said(8, 12));
  EXPECT_EQ(said_.original_begin(8), text.find("four"));
  EXPECT_EQ(said_.original_end(12), text.find(" please"));
  EXPECT_EQ(said_.original_begin(9), text.find("one double"));
  EXPECT_EQ(said_.original_begin(13), text.find("please"));
}

}  // namespace
}  // namespace holdfast::detect
