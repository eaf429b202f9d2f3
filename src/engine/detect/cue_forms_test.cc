#include "engine/detect/cue_forms.h"

#include <gmock/gmock.h>

namespace holdfast::detect {
namespace {

using ::testing::Contains;
using ::testing::Each;
using ::testing::ElementsAre;
using ::testing::Not;

const CueForms& forms() {
  static const CueForms made = [] {
    ContextRules context;
    context.word_forms = {{"número", "nº"}, {"telephone", "tel"}};
    context.ending_forms = {{"nummer", "nr"}};
    context.small_words = {"de", "la", "of"};
    return CueForms(context);
  }();
  return made;
}

TEST(CueForms, BeginWithThePhraseAsItIsWritten) {
  EXPECT_EQ(forms().of("Número de la tarjeta").front(), "Número de la tarjeta");
  EXPECT_THAT(forms().of("pin code"), ElementsAre("pin code", "pincode"));
}

TEST(CueForms, LeaveOutSmallWordsWithinButNotAtTheEnds) {
  EXPECT_THAT(forms().of("date of birth"), Contains("date birth"));
  EXPECT_THAT(forms().of("número de la tarjeta"), Contains("numero de tarjeta"));
  EXPECT_THAT(forms().of("número de la tarjeta"), Contains("numero tarjeta"));
  EXPECT_THAT(forms().of("de la"), Each(Not("de")));
}

TEST(CueForms, ShortenWordsAndTheLastPartOfACompound) {
  EXPECT_THAT(forms().of("telephone contact"), Contains("tel contact"));
  EXPECT_THAT(forms().of("kundennummer"), Contains("kundennr"));
  EXPECT_THAT(forms().of("kundennummer"), Contains("kunden nr")) << "as Kunden-Nr. is read";
  EXPECT_THAT(forms().of("kundennummer"), Contains("kunden nummer"));
  EXPECT_THAT(forms().of("nummer"), ElementsAre("nummer")) << "alone it would say nothing";
}

TEST(CueForms, WriteAcronymsWithDots) {
  EXPECT_THAT(forms().of("DNI"), Contains("d n i"));
  EXPECT_THAT(forms().of("id"), ElementsAre("id"));
}

TEST(CueForms, AreNeverMoreThanTheyMayBe) {
  ContextRules context;
  for (int i = 0; i < 30; ++i) {
    const std::string other = "word" + std::string(1, static_cast<char>('a' + i % 26)) +
                              std::string(1, static_cast<char>('a' + i / 26));
    context.word_forms.push_back({"number", other});
    context.ending_forms.push_back({"card", other});
  }
  EXPECT_EQ(CueForms(context).of("number of the card").size(), CueForms::kFormsMax);
}

}  // namespace
}  // namespace holdfast::detect
