// The rule files, read and checked: what rules/README.md describes, as data the engine runs on.

#pragma once

#include <array>
#include <bitset>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/detect/detector.h"
#include "engine/detect/finding.h"
#include "engine/detect/template.h"
#include "engine/detect/validators/registry.h"

namespace holdfast::detect {

enum class Shape : std::uint8_t {
  Digits,
  Token,
  Prefix,
  Pem,
  Email,
  Url,
  Ip,
  Mac,
  Iban,
  Date,
  AfterCue,
  Street,
  Words,
  GivenName,
  Pattern,
  Exact,
  Document,
  NameModel
};
inline constexpr std::size_t kShapeCount = 18;

// Confidence before context: rules/README.md, "Keys of every shape".
struct Confidence {
  float bare = 0;
  float formatted = 0;
  float cued = 0;
  float strong = 0;
};

using CharSet = std::bitset<256>;

enum class Plus : std::uint8_t { Forbidden, Allowed, Required };
enum class ValueKind : std::uint8_t { Secret, Answer, Identifier, Name, Code, Line };
enum class NumberPlace : std::uint8_t { First, Last, Any };
enum class DatePrecision : std::uint8_t { Day, Month };

inline constexpr std::size_t kDigitsMax = 40;  // of one value

// Digits "2221" to "2720" may begin the value.
struct StartRange {
  std::uint32_t low = 0;
  std::uint32_t high = 0;
  std::uint8_t digits = 0;  // 1 to 9
};

// The sizes of the groups of digits, as in 3-2-4.
struct Grouping {
  std::array<std::uint8_t, 12> sizes{};
  std::uint8_t count = 0;
  bool operator==(const Grouping&) const = default;
};

struct LengthRange {
  std::uint16_t min = 0;
  std::uint16_t max = 0;
};

struct NamedCheck {
  std::string name;
  Validator run = nullptr;
};

struct StreetWords {
  std::vector<std::string> before, after, suffix;  // folded
};

// Columns of an index of records: so many of them, of one record.
struct ExactMatch {
  std::vector<std::string> columns;
  unsigned needed = 0;
};

struct ExactRule {
  std::string index;                // of RuleSet::attachments; "" is none
  std::vector<ExactMatch> matches;  // any of them
  std::uint32_t within = 300;       // bytes between the first value and each other
};

struct DocumentRule {
  std::string prints;    // of RuleSet::attachments; "" is none
  float contains = 0.5;  // share of a document, from which it is found
};

struct DetectorRule {
  std::string name;
  TypeIndex type = 0;
  Shape shape = Shape::Digits;
  std::vector<NamedCheck> checks;
  Confidence confidence;
  bool cue_required = false;
  bool ignores_look_alikes = false;
  std::vector<std::string> cues;  // as written; cues.h folds them
  std::vector<std::string> anti_cues;

  // digits
  std::uint64_t lengths = 0;  // bit n: n digits are possible
  std::vector<Grouping> groupings;
  Plus plus = Plus::Forbidden;
  std::vector<StartRange> starts;
  bool disguise = true;
  CharSet separators;  // none set: any
  // Names of detectors of digits whose values may follow right behind, in this order, each or not:
  // the expiry and the code behind a card. And where they are in RuleSet::detectors.
  std::vector<std::string> followed_by;
  std::vector<std::uint16_t> followers;

  std::vector<TokenTemplate> templates;  // token

  std::vector<std::string> prefixes;  // prefix
  CharSet charset;
  LengthRange length;

  std::vector<std::string> words;  // as written
  std::string words_file;          // words: of RuleSet::attachments; "" is none

  std::vector<std::string> patterns;  // pattern
  bool ignores_case = false;

  ExactRule exact;        // exact
  DocumentRule document;  // document

  std::vector<std::string> labels;  // pem: after BEGIN; url: schemes
  std::uint8_t ip_version = 0;      // 4, 6 or 0 for any
  DatePrecision precision = DatePrecision::Day;
  ValueKind value = ValueKind::Secret;
  StreetWords street;
  NumberPlace number = NumberPlace::Any;
};

// Words of rules/context.yaml, all as written.
struct LookAlike {
  std::string name;  // "order", "tracking"
  std::vector<std::string> words;
};

// A word or phrase of numbers, letters and signs as people say them.
struct SpokenWord {
  enum class Kind : std::uint8_t {
    Number,   // value: 0 to 9999
    Ordinal,  // value: 1 to 99
    Repeat,   // value: 2 or 3 times what is said next
    Scale,    // value: 100 or 1000 times what was said before
    Sign,     // value: the character, a lower-case letter or a sign
  };
  std::string phrase;  // "forty", "soixante dix", "bravo"
  Kind kind = Kind::Number;
  std::uint16_t value = 0;
  bool takes_no_one = false;  // a Scale that is said alone for one: "cent", never "un cent"
  std::string language;
};

// What may be written for a word of a cue: "núm" for "número".
struct WordForm {
  std::string word;
  std::string form;
};

struct ContextRules {
  std::vector<LookAlike> look_alikes;
  std::vector<WordForm> word_forms;      // for a word of a cue
  std::vector<WordForm> ending_forms;    // for its last word, or the last part of a compound
  std::vector<std::string> small_words;  // may be left out within a cue: of, de, della
  std::vector<std::string> announcers;  // right before a value that is far from its cue: is, lautet
  std::vector<std::string> links_back;  // between a value and a cue after it, with connectors
  std::vector<std::string> connectors;  // between a cue and its value: is, was, es, ist …
  std::vector<std::string> non_answers;  // what answers a question without giving the value
  std::vector<SpokenWord> spoken;
  std::vector<std::string> corrections;      // take back what was said last: "no wait"
  std::vector<std::string> spelling_joints;  // between a letter and a word for it: "for", "as in"
  // By language: said between the digits of one number.
  std::vector<std::pair<std::string, std::string>> fillers;
};

struct Example {
  std::string file;
  int line = 0;
  std::string type;
  bool matches = true;
  std::string ask;                                             // the agent's question, or ""
  std::string text;                                            // without marks
  std::vector<std::pair<std::uint32_t, std::uint32_t>> spans;  // marked, in bytes
};

// What is not reported although it is found: allow.yaml.
struct AllowRule {
  std::vector<TypeIndex> types;     // none: all
  std::vector<std::string> values;  // as written
  std::string values_file;          // of RuleSet::attachments; "" is none
  std::vector<std::string> patterns;
  std::vector<std::string> fields;  // with `*` for any characters
  std::string why;
};

// A list beside the rules. Valid as long as the files given to parse_rules().
struct Attachment {
  std::string name;
  std::string_view content;
  std::shared_ptr<const ExactIndex> exact = nullptr;
};

struct RuleSet {
  std::vector<EntityType> types;
  std::vector<DetectorRule> detectors;
  ContextRules context;
  std::vector<AllowRule> allow;
  std::vector<Attachment> attachments;
  std::vector<Example> examples;
  std::string digest;  // hex SHA-256 of all files, in order of their names
};

// Null when there is none of that name.
const Attachment* find_attachment(const RuleSet& rules, std::string_view name);

// InvalidInput names the file, the line and what to change.
Result<RuleSet> parse_rules(std::span<const RuleFile> files);

}  // namespace holdfast::detect
