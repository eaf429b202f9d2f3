#include <fstream>
#include <iterator>
#include <string>
#include <string_view>
#include <vector>

#include <gtest/gtest.h>

#include "base/check.h"
#include "engine/detect/names/name_tagger.h"

namespace holdfast::detect {
namespace {

std::vector<std::string> tokens_of(std::string_view text) {
  std::vector<NameToken> tokens;
  read_name_tokens(text, tokens);
  std::vector<std::string> texts;
  for (const NameToken& token : tokens) {
    texts.emplace_back(text.substr(token.begin, token.end - token.begin));
  }
  return texts;
}

NameToken only_token(std::string_view word) {
  std::vector<NameToken> tokens;
  read_name_tokens(word, tokens);
  CHECK(tokens.size() == 1);
  return tokens[0];
}

// The model that ships, read as a file.
const NameModel& model() {
  static const std::string bytes = [] {
    std::ifstream file(HOLDFAST_SOURCE_DIR "/models/names/names.model", std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  }();
  static const NameModel parsed = [] {
    auto read = NameModel::parse(as_bytes(bytes));
    CHECK(read);
    return *read;
  }();
  return parsed;
}

std::vector<std::string> names_in(std::string_view text, bool is_asked = false) {
  NameTagger tagger;
  std::vector<NameSpan> spans;
  tagger.tag(model(), text, is_asked, spans);
  std::vector<std::string> names;
  for (const NameSpan& span : spans) {
    if (span.confidence < 0.5F) continue;
    names.emplace_back(text.substr(span.begin, span.end - span.begin));
  }
  return names;
}

using Names = std::vector<std::string>;

TEST(NameTokens, WordsKeepTheirDashesAndApostrophes) {
  EXPECT_EQ(tokens_of("Jean-Luc O'Brien, 12b\n\nok"),
            (Names{"Jean-Luc", "O'Brien", ",", "12b", "\n\n", "ok"}));
}

TEST(NameTokens, ArticlesAndGenitivesStandApart) {
  EXPECT_EQ(tokens_of("l'avocat Anna's d\u2019Élodie"),
            (Names{"l", "'", "avocat", "Anna", "'", "s", "d", "\u2019", "Élodie"}));
}

TEST(NameTokens, CaseAndAccentsDoNotMatter) {
  EXPECT_EQ(only_token("JÜRGEN").word, only_token("jurgen").word);
  EXPECT_EQ(only_token("Łukasz").word, only_token("lukasz").word);
  EXPECT_NE(only_token("jurgen").word, only_token("jurge").word);
}

TEST(NameTokens, ShapesTellCapitals) {
  EXPECT_EQ(only_token("Élodie").shape, NameShape::Capitalised);
  EXPECT_EQ(only_token("élodie").shape, NameShape::Lower);
  EXPECT_EQ(only_token("ÉLODIE").shape, NameShape::Shouted);
  EXPECT_EQ(only_token("McDonald").shape, NameShape::Inner);
  EXPECT_EQ(only_token("J").shape, NameShape::Initial);
  EXPECT_EQ(only_token("x2").shape, NameShape::Number);
}

// At the end of a text a word is read letter by letter, before that eight letters at a time.
TEST(NameTokens, AWordIsTheSameWhereverItStands) {
  for (const std::string_view word :
       {"a", "B", "ab", "Bo", "anna", "Anna", "ANNA", "McFly", "iPhone", "aNNA", "william",
        "Willia", "WILLIAM", "wilhelmi", "Wilhelmina"}) {
    const NameToken alone = only_token(word);
    std::vector<NameToken> tokens;
    for (const std::string_view behind :
         {" and so on", ", and on", "\n and so on", "\xE2\x80\xA6..."}) {
      read_name_tokens(std::string(word) + std::string(behind), tokens);
      EXPECT_EQ(tokens[0].end, word.size()) << word;
      EXPECT_EQ(tokens[0].word, alone.word) << word << behind;
      EXPECT_EQ(tokens[0].suffix, alone.suffix) << word << behind;
      EXPECT_EQ(tokens[0].shape, alone.shape) << word << behind;
    }
  }
}

TEST(NameTokens, AnyBytesAreRead) {
  EXPECT_EQ(tokens_of(""), Names{});
  EXPECT_EQ(tokens_of("\xC3"), Names{"\xC3"});
  EXPECT_EQ(tokens_of("a\xFF").size(), 1U);
}

TEST(NameModel, RefusesWhatIsNone) {
  const auto refused = [](std::string_view bytes) {
    const auto read = NameModel::parse(as_bytes(bytes));
    return !read && read.error().code == ErrorCode::InvalidInput;
  };
  EXPECT_TRUE(refused(""));
  EXPECT_TRUE(refused("hfnames1"));
  EXPECT_TRUE(refused(std::string(1000, 'x')));
  std::string header = "hfnames1" + std::string(NameModel::kHeaderBytes - 8, '\0');
  header[8] = header[12] = 1;                            // two entries in each table
  EXPECT_TRUE(refused(header + std::string(16, '\0')));  // a margin step of 0
  header[56] = 8;
  EXPECT_FALSE(refused(header + std::string(16, '\0')));
  EXPECT_TRUE(refused(header + std::string(15, '\0')));
  EXPECT_TRUE(refused(header + std::string(17, '\0')));
  EXPECT_TRUE(refused(header + std::string(16, '\1')));  // a look-up would never end
}

TEST(NameModel, ListsKnowNamesAndWords) {
  EXPECT_TRUE(model().lists_of(name_word_hash("Jürgen")).lists & kGivenNames);
  EXPECT_TRUE(model().lists_of(name_word_hash("rechnung")).lists & kWords);
  EXPECT_EQ(model().lists_of(name_word_hash("xqzvbn")).lists, 0);
}

TEST(NameTagger, NamesAsPeopleWriteThem) {
  EXPECT_EQ(names_in("my wife Katarzyna Kowalczyk will pick it up"),
            (Names{"Katarzyna Kowalczyk"}));
  EXPECT_EQ(names_in("i spoke with stephanie last week"), (Names{"stephanie"}));
  EXPECT_EQ(names_in("Mit freundlichen Grüßen,\nTorben Reinhardt"), (Names{"Torben Reinhardt"}));
  EXPECT_EQ(names_in("buongiorno sono giovanni ferraro, chiamo per la bolletta"),
            (Names{"giovanni ferraro"}));
  EXPECT_EQ(names_in("BONJOUR, JE SUIS CAROLINE DUBOIS"), (Names{"CAROLINE DUBOIS"}));
}

TEST(NameTagger, NoNames) {
  EXPECT_EQ(names_in("I ordered the red lamp on Monday and paid in March"), Names{});
  EXPECT_EQ(names_in("will you mark it as paid in may? i hope so"), Names{});
  EXPECT_EQ(names_in("Meine Rechnung vom Dienstag ist falsch, die Lieferung fehlt"), Names{});
  EXPECT_EQ(names_in("n o v five seven nine"), Names{});
}

TEST(NameTagger, TheQuestionDecidesWhatABareWordIs) {
  EXPECT_EQ(names_in("sure, it's annika", true), (Names{"annika"}));
  EXPECT_EQ(names_in("yes, one moment please", true), Names{});
}

TEST(NameTagger, OneTaggerReadsManyTexts) {
  NameTagger tagger;
  std::vector<NameSpan> spans;
  tagger.tag(model(), "Regards,\nMelissa Grant", false, spans);
  const std::size_t first = spans.size();
  tagger.tag(model(), "", false, spans);
  EXPECT_TRUE(spans.empty());
  tagger.tag(model(), "Regards,\nMelissa Grant", false, spans);
  EXPECT_EQ(spans.size(), first);
}

}  // namespace
}  // namespace holdfast::detect
