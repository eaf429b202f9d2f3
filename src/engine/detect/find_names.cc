// Names of persons, read by the model: around cheap signs of them, and in answers to the question
// for one. What cues and lists found before is one more reason for what the model finds there.

#include <algorithm>

#include "engine/detect/find.h"
#include "engine/detect/name_signs.h"

namespace holdfast::detect {
namespace {

constexpr std::uint32_t kReachBack = 80;  // bytes around a sign, at most
constexpr std::uint32_t kReachAhead = 80;
// A sign within so many bytes of its line is read with the line before: a name stands below "Kind
// regards,". Farther on, the model's window no longer reaches there.
constexpr std::uint32_t kLineHead = 12;
constexpr std::uint32_t kAnswerMax = 160;

struct Region {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// A sentence ends behind `at`: not "Mr. Smith", not "3.5".
bool ends_sentence(std::string_view text, std::uint32_t at) {
  const char c = text[at];
  if (c != '.' && c != '!' && c != '?') return false;
  const char after = char_at(text, std::int64_t{at} + 1);
  if (after != ' ' && after != '\n') return false;
  return c != '.' || (class_of(char_at(text, std::int64_t{at} - 1)) != CharClass::Other &&
                      class_of(char_at(text, std::int64_t{at} - 2)) != CharClass::Other &&
                      class_of(char_at(text, std::int64_t{at} - 3)) != CharClass::Other &&
                      class_of(char_at(text, std::int64_t{at} - 4)) != CharClass::Other);
}

// Where the sentence begins, or the line before it. Whole words, not below `least`.
std::uint32_t region_begin(std::string_view text, std::uint32_t at, std::uint32_t least) {
  const std::uint32_t from = std::max(least, at - std::min(at, kReachBack));
  std::uint32_t begin = at;
  while (begin > from && text[begin - 1] != '\n' && !ends_sentence(text, begin - 1)) --begin;
  if (begin > from && text[begin - 1] == '\n' && at - begin <= kLineHead) {
    while (begin > from && text[begin - 1] == '\n') --begin;
    while (begin > from && text[begin - 1] != '\n') --begin;
  }
  while (begin > least && begin < at && text[begin - 1] != ' ' && text[begin - 1] != '\n') ++begin;
  return begin;
}

std::uint32_t region_end(std::string_view text, std::uint32_t at) {
  const auto size = static_cast<std::uint32_t>(text.size());
  const std::uint32_t most = size - at > kReachAhead ? at + kReachAhead : size;
  std::uint32_t end = at;
  while (end < most && (text[end] != '\n' || end == at) && !ends_sentence(text, end)) ++end;
  if (end < most) return end + (text[end] == '\n' ? 0 : 1);
  while (end < size && end > at && text[end] != ' ') --end;
  return end > at ? end : most;
}

bool asks_for_name(const Compiled& rules, const Work& work, TypeIndex type) {
  return std::ranges::any_of(work.question, [&](const QuestionCue& question) {
    return std::ranges::any_of(rules.cues.speaks_for(question.cue),
                               [&](DetectorIndex index) { return rules.rule(index).type == type; });
  });
}

// Candidates that are there already, in order of `begin`: those of the type, and of others only
// what would be reported.
void list_known(const Compiled& rules, Work& work, TypeIndex type) {
  NameReading& names = work.names;
  names.known.clear();
  names.others.clear();
  for (std::uint32_t i = 0; i < work.weighed.size(); ++i) {
    const bool is_of_type = rules.rule(work.weighed[i].detector).type == type;
    if (is_of_type) names.known.push_back(i);
    if (!is_of_type && work.weighed[i].confidence >= kUsualConfidence) names.others.push_back(i);
  }
  for (std::vector<std::uint32_t>* list : {&names.known, &names.others}) {
    std::ranges::sort(*list, [&work](std::uint32_t a, std::uint32_t b) {
      const Weighed& one = work.weighed[a];
      const Weighed& other = work.weighed[b];
      return one.begin != other.begin ? one.begin < other.begin : a < b;
    });
  }
}

// Parts of something longer: "anna" of "anna@example.com", "Canela" of "Canela-7502".
bool is_part_of_token(std::string_view text, std::uint32_t begin, std::uint32_t end) {
  const auto joins = [&](std::int64_t at, std::int64_t beyond) {
    const char c = char_at(text, at);
    return c == '@' || c == '_' || c == '/' || c == '\\' || c == '=' || c == '&' || is_digit(c) ||
           ((c == '.' || c == '-' || c == '+') && is_alnum(char_at(text, beyond)));
  };
  return joins(end, std::int64_t{end} + 1) ||
         joins(std::int64_t{begin} - 1, std::int64_t{begin} - 2);
}

// Adds what the model found, in order of `begin`.
class Adder {
 public:
  Adder(const Compiled& rules, Work& work, DetectorIndex detector)
      : rules_(rules), work_(work), detector_(detector) {
    list_known(rules, work, rules.rule(detector).type);
  }

  void add(const NameSpan& span, std::uint32_t base) {
    const Confidence& levels = rules_.rule(detector_).confidence;
    if (span.confidence < levels.bare) return;
    Weighed weighed{.begin = base + span.begin, .end = base + span.end, .detector = detector_};
    const float own = std::min(span.confidence, levels.cued);
    if (is_part_of_token(work_.text, weighed.begin, weighed.end) || is_something_else(weighed)) {
      return;
    }
    weighed.add(Evidence::Kind::Model, Reason::Source::Detector, detector_, own);
    const float other = best_within(weighed);
    if (other > own) {
      weighed.add(Evidence::Kind::Context, Reason::Source::Detector, other_detector_, other - own);
    }
    weighed.confidence = std::max(own, other);
    work_.weighed.push_back(weighed);
  }

 private:
  // The most that is known of a part of the span.
  float best_within(const Weighed& span) {
    const std::vector<std::uint32_t>& known = work_.names.known;
    while (next_ < known.size() && work_.weighed[known[next_]].begin < span.begin) ++next_;
    float best = 0;
    for (; next_ < known.size() && work_.weighed[known[next_]].begin < span.end; ++next_) {
      const Weighed& candidate = work_.weighed[known[next_]];
      if (candidate.end > span.end || candidate.confidence <= best) continue;
      best = candidate.confidence;
      other_detector_ = candidate.detector;
    }
    return best;
  }

  // A value of another type is there, found by its form or by words for it: a street, an answer to
  // a security question.
  bool is_something_else(const Weighed& span) {
    const std::vector<std::uint32_t>& others = work_.names.others;
    // Ends do not rise with begins, but the furthest so far does.
    for (; next_other_ < others.size() && work_.weighed[others[next_other_]].begin < span.end;
         ++next_other_) {
      others_end_ = std::max(others_end_, work_.weighed[others[next_other_]].end);
    }
    return others_end_ > span.begin;
  }

  const Compiled& rules_;
  Work& work_;
  DetectorIndex detector_;
  DetectorIndex other_detector_ = 0;
  std::size_t next_ = 0;        // in work.names.known
  std::size_t next_other_ = 0;  // in work.names.others
  std::uint32_t others_end_ = 0;
};

void read_region(Work& work, Adder& adder, const Region& region, bool is_asked) {
  NameReading& names = work.names;
  const std::string_view text = work.text.substr(region.begin, region.end - region.begin);
  names.bytes_read += text.size();
  names.tagger.tag(shipped_names(), text, is_asked, names.spans);
  for (const NameSpan& span : names.spans) adder.add(span, region.begin);
}

}  // namespace

void find_names(const Compiled& rules, Work& work) {
  const DetectorIndex detector = rules.name_readers.front();
  if (work.text.size() <= kAnswerMax && asks_for_name(rules, work, rules.rule(detector).type)) {
    Adder adder(rules, work, detector);
    read_region(work, adder, {0, static_cast<std::uint32_t>(work.text.size())}, true);
    return;
  }
  find_name_signs(rules, work.text, work.masks, work.context, work.names.signs);
  if (work.names.signs.empty()) return;
  Adder adder(rules, work, detector);
  std::uint32_t read_until = 0;
  for (const std::uint32_t sign : work.names.signs) {
    if (sign < read_until || sign >= work.text.size()) continue;
    const Region region{region_begin(work.text, sign, read_until), region_end(work.text, sign)};
    if (region.end <= region.begin) continue;
    read_region(work, adder, region, false);
    read_until = region.end;
  }
}

}  // namespace holdfast::detect
