#include "channels/presidio/analyze.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <chrono>
#include <string>
#include <vector>

namespace holdfast::presidio {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

const detect::Detector& detector() {
  static const detect::Detector detector = *detect::Detector::load_embedded();
  return detector;
}

// "ENTITY:value@start-end" of each hit, or "status error".
std::vector<std::string> analyze(const std::string& body) {
  static const EntityNames names(detector());
  static const Analyzer analyzer(detector(), names);
  const auto parsed = JsonDocument::parse(body);
  if (!parsed) return {"not JSON"};
  const auto request = read_analyze_request(*parsed);
  if (!request) return {std::to_string(request.error().status) + " " + request.error().error};
  const auto found = analyzer.analyze(*request);
  if (!found) return {std::to_string(found.error().status) + " " + found.error().error};
  std::vector<std::string> out;
  for (std::size_t i = 0; i < found->size(); ++i) {
    for (const Hit& hit : (*found)[i]) {
      out.push_back(hit.entity + ":" + request->texts[i].substr(hit.begin, hit.end - hit.begin));
    }
  }
  return out;
}

std::string rendered(const std::string& body) {
  const EntityNames names(detector());
  const auto parsed = JsonDocument::parse(body);
  const auto request = read_analyze_request(*parsed);
  return *render(*request, *Analyzer(detector(), names).analyze(*request));
}

std::string with(const std::string& text, const std::string& members) {
  return R"({"language": "en", "text": ")" + text + "\"" + (members.empty() ? "" : ", ") + members +
         "}";
}

TEST(Analyze, ReportsUnderPresidiosNames) {
  EXPECT_THAT(analyze(with("mail ann@example.com, nino AB123456C", "")),
              ElementsAre("EMAIL_ADDRESS:ann@example.com", "UK_NINO:AB123456C"));
}

TEST(Analyze, OffsetsAreCodePoints) {
  EXPECT_THAT(rendered(with("Zoë 😀 ann@example.com", R"("entities": ["EMAIL_ADDRESS"])")),
              HasSubstr(R"("end":21,"entity_type":"EMAIL_ADDRESS")"));
  EXPECT_THAT(rendered(with("Zoë 😀 ann@example.com", R"("entities": ["EMAIL_ADDRESS"])")),
              HasSubstr(R"("start":6})"));
}

TEST(Analyze, ABatchGivesAListOfLists) {
  const std::string body = R"({"language": "en", "text": ["none", "", "ann@example.com"]})";
  EXPECT_THAT(rendered(body), testing::StartsWith(R"([[],[],[{"analysis_explanation":null,)"));
}

TEST(Analyze, EntitiesAndThresholdNarrow) {
  const std::string text = "mail ann@example.com, card 4111 1111 1111 1111";
  EXPECT_THAT(analyze(with(text, R"("entities": ["CREDIT_CARD", "NO_SUCH"])")),
              ElementsAre("CREDIT_CARD:4111 1111 1111 1111"));
  EXPECT_THAT(analyze(with(text, R"("score_threshold": 1.1)")), IsEmpty());
  EXPECT_THAT(analyze(with(text, R"("entities": ["NO_SUCH"])")),
              ElementsAre("500 No matching recognizers were found to serve the request."));
}

TEST(Analyze, SaysWhyWhenAsked) {
  const std::string said =
      rendered(with("card 4111 1111 1111 1111", R"("return_decision_process": 1)"));
  EXPECT_THAT(said, HasSubstr(R"("recognizer":"PaymentCardRecognizer")"));
  EXPECT_THAT(said, HasSubstr(R"("validation_result":true)"));
  EXPECT_THAT(said, HasSubstr(R"("supportive_context_word":"card")"));
  EXPECT_THAT(rendered(with("card 4111 1111 1111 1111", R"("return_decision_process": 0)")),
              HasSubstr(R"("analysis_explanation":null)"));
}

TEST(Analyze, ContextIsWhatWasAskedBefore) {
  const std::string text = "yes, it is 04/11/1985";
  EXPECT_THAT(analyze(with(text, "")), IsEmpty());
  EXPECT_THAT(analyze(with(text, R"("context": ["date of birth"])")),
              ElementsAre("DATE_TIME:04/11/1985"));
}

TEST(Analyze, AllowedValuesAreNotReported) {
  const std::string text = "ann@example.com bob@example.com";
  EXPECT_THAT(analyze(with(text, R"("allow_list": ["ann@example.com"])")),
              ElementsAre("EMAIL_ADDRESS:bob@example.com"));
  EXPECT_THAT(analyze(with(text, R"("allow_list": ["^BOB@"], "allow_list_match": "regex")")),
              ElementsAre("EMAIL_ADDRESS:ann@example.com"));
  EXPECT_THAT(analyze(with(text, R"("allow_list": ["a"], "allow_list_match": "near")")),
              ElementsAre("500 allow_list_match must either be set to 'exact' or 'regex'."));
}

TEST(Analyze, RefusesInPresidiosWords) {
  EXPECT_THAT(analyze("{}"), ElementsAre("500 No text provided"));
  EXPECT_THAT(analyze(R"({"language": "en"})"), ElementsAre("500 No text provided"));
  EXPECT_THAT(analyze(R"({"language": "en", "text": []})"), ElementsAre("500 No text provided"));
  EXPECT_THAT(analyze(R"({"text": "x"})"), ElementsAre("500 No language provided"));
  EXPECT_THAT(analyze(R"({"text": "x", "language": "zz"})"),
              ElementsAre("500 No matching recognizers were found to serve the request."));
  EXPECT_THAT(analyze(R"({"text": 5, "language": "en"})"),
              ElementsAre(HasSubstr("400 Failed to parse /analyze")));
  EXPECT_THAT(analyze("[]"), ElementsAre(HasSubstr("400 ")));
}

const std::string kZip =
    R"json("name": "zip code (weak)", "regex": "(\\b\\d{5}(?:\\-\\d{4})?\\b)", "score": 0.01)json";

std::string ad_hoc(const std::string& members) {
  return R"("entities": ["ZIP"], "ad_hoc_recognizers": [{"supported_entity": "ZIP", )" + members +
         "}]";
}

TEST(AdHoc, APatternFindsAndContextRaisesItsScore) {
  const std::string text = "Zip code: 10023";
  EXPECT_THAT(rendered(with(text, ad_hoc(R"("patterns": [{)" + kZip + "}]"))),
              HasSubstr(R"("end":15,"entity_type":"ZIP","score":0.01,"start":10)"));
  EXPECT_THAT(
      rendered(with(text, ad_hoc(R"("context": ["ZIP", "code"], "patterns": [{)" + kZip + "}]"))),
      HasSubstr(R"("score":0.4)"));
  EXPECT_THAT(rendered(with("here: 10023",
                            R"("context": ["my zip"], )" +
                                ad_hoc(R"("context": ["zip"], "patterns": [{)" + kZip + "}]"))),
              HasSubstr(R"("score":0.4)"));
}

TEST(AdHoc, WordsOfADenyListStandAlone) {
  const std::string list = ad_hoc(R"("deny_list": ["Mr.", "Mrs.", "Bö", "a+b"])");
  EXPECT_THAT(analyze(with("mr. Smith, MRS. Lee,Mr.", list)),
              ElementsAre("ZIP:mr.", "ZIP:MRS.", "ZIP:Mr."));
  EXPECT_THAT(analyze(with("xMr. Bös Bö a+b aab", list)), ElementsAre("ZIP:Bö", "ZIP:a+b"));
  EXPECT_THAT(analyze(with("Mr. Mr. Mr.", list)).size(), 3U);
}

TEST(AdHoc, OnlyThoseOfTheLanguageAreAsked) {
  const std::string list =
      R"("ad_hoc_recognizers": [{"supported_entity": "Z", "supported_language": "de", "deny_list": ["x"]}])";
  EXPECT_THAT(analyze(with("x", list)), IsEmpty());
}

TEST(AdHoc, RefusesInPresidiosWords) {
  EXPECT_THAT(analyze(with("x", ad_hoc(R"("patterns": [{"type": "a", "bebex": "b"}])"))),
              ElementsAre("400 Failed to parse /analyze request for AnalyzerEngine.analyze(). "
                          "__init__() got an unexpected keyword argument 'type'"));
  EXPECT_THAT(
      analyze(with("x", ad_hoc(R"("name": "n")"))),
      ElementsAre("500 Pattern recognizer should be initialized with patterns or with deny list"));
  EXPECT_THAT(analyze(with("x", R"("ad_hoc_recognizers": [{"deny_list": ["x"]}])")),
              ElementsAre("500 Pattern recognizer should be initialized with entity"));
  EXPECT_THAT(analyze(with("x", R"("ad_hoc_recognizers": {})")), ElementsAre(HasSubstr("400 ")));
}

TEST(AdHoc, PatternsThatRe2HasNotAreRefusedByName) {
  for (const char* regex : {"(?<=a)b", "(a)\\\\1", "(", "a{1001}{1001}"}) {
    const std::string pattern = ad_hoc(R"("patterns": [{"name": "mine", "score": 1, "regex": ")" +
                                       std::string(regex) + "\"}]");
    EXPECT_THAT(analyze(with("ab", pattern)),
                ElementsAre(HasSubstr("400 pattern 'mine' cannot be used")))
        << regex;
  }
}

TEST(AdHoc, FlagsArePythons) {
  const std::string pattern =
      R"("ad_hoc_recognizers": [{"supported_entity": "Z", "patterns": [{"name": "n", "score": 1, "regex": "^ab$"}]}])";
  EXPECT_THAT(analyze(with("AB\\nx", pattern)), ElementsAre("Z:AB"));
  EXPECT_THAT(analyze(with("AB\\nx", R"("regex_flags": 8, )" + pattern)), IsEmpty());
  EXPECT_THAT(analyze(with("AB\\nx", R"("regex_flags": 2, )" + pattern)), IsEmpty());
  EXPECT_THAT(analyze(with("ab", R"("regex_flags": 64, )" + pattern)),
              ElementsAre(HasSubstr("400 ")));
}

// Catastrophic for a backtracking engine; empty matches must not hang the search either.
TEST(AdHoc, HostilePatternsEnd) {
  const std::string text(20'000, 'a');
  EXPECT_THAT(
      analyze(with(text, ad_hoc(R"("patterns": [{"name": "n", "score": 1, "regex": "(a+)+$b"}])"))),
      IsEmpty());
  EXPECT_THAT(
      analyze(with("äöü", ad_hoc(R"("patterns": [{"name": "n", "score": 1, "regex": "x*"}])"))),
      IsEmpty());
  const std::string each = ad_hoc(R"("patterns": [{"name": "n", "score": 1, "regex": "a"}])");
  EXPECT_EQ(analyze(with(text, each)).size(), text.size());
  EXPECT_THAT(analyze(with(std::string(kHitsMax + 1, 'a'), each)), ElementsAre(HasSubstr("413 ")));
}

// Each match looks at all that follows before it is known to be short: quadratic if let run.
TEST(AdHoc, SearchingEndsInTime) {
  const std::string pattern =
      ad_hoc(R"("patterns": [{"name": "n", "score": 1, "regex": "x+y|x"}])");
  const std::string body = with(std::string(1'000'000, 'x'), pattern);
  const auto parsed = JsonDocument::parse(body);
  const auto request = read_analyze_request(*parsed);
  ASSERT_TRUE(request);
  const EntityNames names(detector());
  const Analyzer hurried(detector(), names, std::chrono::milliseconds(20));
  const auto found = hurried.analyze(*request);
  ASSERT_FALSE(found);
  EXPECT_EQ(found.error().status, 413);
}

TEST(AdHoc, RequestsAreBounded) {
  const std::string one = R"({"name": "n", "score": 1, "regex": "q"})";
  std::string many = one;
  for (int i = 0; i < 200; ++i) many += ", " + one;
  EXPECT_THAT(analyze(with("x", ad_hoc(R"("patterns": [)" + many + "]"))),
              ElementsAre(HasSubstr("413 ")));
  const std::string name = R"("deny_list": ["x"], "name": ")" + std::string(201, 'n') + "\"";
  EXPECT_THAT(analyze(with("x", ad_hoc(name))), ElementsAre(HasSubstr("413 ")));
}

TEST(EntityNames, EveryTypeHasOneAndSecretsAreKnown) {
  const EntityNames names(detector());
  EXPECT_GE(names.types_of("NRP").size(), 2U);  // one name for several types
  EXPECT_EQ(names.types_of("UK_NINO").size(), 1U);
  EXPECT_THAT(names.types_of("credential_request"), IsEmpty());
  EXPECT_TRUE(names.keeps_nothing_derived("CARD_CVV"));
  EXPECT_FALSE(names.keeps_nothing_derived("CREDIT_CARD"));
  EXPECT_FALSE(names.keeps_nothing_derived("NO_SUCH"));
  EXPECT_TRUE(std::is_sorted(names.names().begin(), names.names().end()));
}

}  // namespace
}  // namespace holdfast::presidio
