// Reads ad_hoc_recognizers. The words of the refusals are Python's, because clients know them.

#include <algorithm>
#include <initializer_list>

#include <fmt/core.h>
#include <re2/re2.h>

#include "channels/presidio/ad_hoc.h"
#include "channels/presidio/json_values.h"

namespace holdfast::presidio {
namespace {

constexpr std::size_t kRecognizersMax = 100;
constexpr std::size_t kPatternsMax = 200;      // of all recognizers
constexpr std::size_t kContextMax = 200;       // words of one recognizer
constexpr std::size_t kNameBytesMax = 200;     // each hit bears them
constexpr std::size_t kWordsMax = 10'000;      // of one list
constexpr std::size_t kBytesMax = 256U << 10;  // of all patterns and words together

Refusal too_many(std::string_view what) {
  return {413, fmt::format("too many {} in ad_hoc_recognizers", what)};
}

Outcome<bool> expect_members(const JsonValue& value,
                             std::initializer_list<std::string_view> known) {
  for (const auto& [name, member] : TRY(members_of(value))) {
    if (std::find(known.begin(), known.end(), name) == known.end()) {
      return type_error(fmt::format("__init__() got an unexpected keyword argument '{}'", name));
    }
  }
  return true;
}

Outcome<JsonValue> argument(ObjectReader& object, std::string_view name) {
  const auto found = object.optional(name);
  if (!found) {
    return type_error(fmt::format("__init__() missing 1 required positional argument: '{}'", name));
  }
  return *found;
}

Outcome<double> score_of(const JsonValue& value) {
  const auto score = value.number();
  if (!score) return type_error("score must be a number");
  if (*score < 0 || *score > 1) {
    return Refusal{500, fmt::format("Invalid score: {}. Score should be between 0 and 1", *score)};
  }
  return *score;
}

Outcome<std::string> as_name(std::string name) {
  if (name.size() <= kNameBytesMax) return name;
  return Refusal{413,
                 fmt::format("names in ad_hoc_recognizers have at most {} bytes", kNameBytesMax)};
}

class Reader {
 public:
  explicit Reader(unsigned flags) : flags_(flags) {}

  Outcome<AdHocRecognizer> recognizer(const JsonValue& value) {
    TRY(expect_members(value,
                       {"supported_entity", "name", "supported_language", "patterns", "deny_list",
                        "context", "deny_list_score", "global_regex_flags", "version"}));
    ObjectReader object = TRY(value.object());
    AdHocRecognizer recognizer;
    recognizer.name = TRY(as_name(TRY(text_or(object, "name", "PatternRecognizer"))));
    recognizer.entity = TRY(as_name(TRY(text_or(object, "supported_entity", ""))));
    recognizer.language = TRY(text_or(object, "supported_language", "en"));
    recognizer.context = TRY(texts_of(object, "context"));
    if (recognizer.entity.empty()) {
      return Refusal{500, "Pattern recognizer should be initialized with entity"};
    }
    if (recognizer.context.size() > kContextMax) return too_many("context words");
    for (std::string& word : recognizer.context) word = TRY(as_name(lower_case(word)));
    std::erase(recognizer.context, std::string());
    const unsigned flags = TRY(flags_of(object, "global_regex_flags", flags_));
    TRY(read_patterns(object, flags, recognizer));
    TRY(read_words(object, flags, recognizer));
    if (recognizer.patterns.empty()) {
      return Refusal{500,
                     "Pattern recognizer should be initialized with patterns or with deny list"};
    }
    return recognizer;
  }

 private:
  Outcome<bool> count(std::size_t bytes) {
    bytes_ += bytes;
    if (bytes_ > kBytesMax) return too_many("bytes");
    return true;
  }

  Outcome<bool> read_patterns(ObjectReader& object, unsigned flags, AdHocRecognizer& into) {
    const auto list = object.optional("patterns");
    if (!list) return true;
    const std::vector<JsonValue> values = TRY(items_of(*list));
    pattern_count_ += values.size();
    if (pattern_count_ > kPatternsMax) return too_many("patterns");
    for (const JsonValue& value : values) {
      TRY(expect_members(value, {"name", "regex", "score"}));
      ObjectReader pattern = TRY(value.object());
      AdHocPattern read;
      read.name = TRY(as_name(TRY(text_of(TRY(argument(pattern, "name"))))));
      const std::string source = TRY(text_of(TRY(argument(pattern, "regex"))));
      read.score = TRY(score_of(TRY(argument(pattern, "score"))));
      TRY(count(source.size()));
      read.regex = TRY(compile(source, flags, read.name));
      read.source = std::make_shared<const std::string>(source);
      into.patterns.push_back(std::move(read));
    }
    return true;
  }

  // A word of the list where no letter, digit or underscore touches it.
  Outcome<bool> read_words(ObjectReader& object, unsigned flags, AdHocRecognizer& into) {
    std::vector<std::string> words = TRY(texts_of(object, "deny_list"));
    std::erase(words, std::string());
    if (words.empty()) return true;
    if (words.size() > kWordsMax) return too_many("words");
    std::string alternatives;
    for (const std::string& word : words) {
      if (!alternatives.empty()) alternatives.push_back('|');
      alternatives += re2::RE2::QuoteMeta(word);
    }
    TRY(count(alternatives.size()));
    AdHocPattern read{.name = "deny_list",
                      .source = std::make_shared<const std::string>(
                          fmt::format(R"re((?:^|(?<=\W))({})(?:(?=\W)|$))re", alternatives)),
                      .score = 1,
                      .is_word_list = true};
    if (const auto score = object.optional("deny_list_score")) read.score = TRY(score_of(*score));
    constexpr std::string_view kOther = R"([^\pL\pM\pN_])";
    read.regex = TRY(
        compile(fmt::format("(?:^|{0})({1})(?:{0}|$)", kOther, alternatives), flags, read.name));
    into.patterns.push_back(std::move(read));
    return true;
  }

  const unsigned flags_;
  std::size_t bytes_ = 0;
  std::size_t pattern_count_ = 0;
};

}  // namespace

Outcome<std::vector<AdHocRecognizer>> read_recognizers(const JsonValue& list, unsigned flags) {
  const std::vector<JsonValue> values = TRY(items_of(list));
  if (values.size() > kRecognizersMax) return too_many("recognizers");
  Reader reader(flags);
  std::vector<AdHocRecognizer> recognizers;
  for (const JsonValue& value : values) recognizers.push_back(TRY(reader.recognizer(value)));
  return recognizers;
}

}  // namespace holdfast::presidio
