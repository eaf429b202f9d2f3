// Names of persons, read by the model: around cheap signs of them, and in answers to the question for
// one. What cues and lists found before is one more reason for what the model finds there.

#include <algorithm>

#include "engine/detect/find.h"
#include "engine/detect/name_signs.h"

namespace holdfast::detect {
namespace {

constexpr std::uint32_t kReachBack = 96;   // bytes around a sign, at most
constexpr std::uint32_t kReachAhead = 96;
constexpr std::uint32_t kShortLine = 60;   // the line before one as short is read with it
constexpr std::uint32_t kAnswerMax = 160;

struct Region {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
};

// Where the line begins, or the line before it: a name below "Kind regards," belongs to that. Whole
// words, not below `least`.
std::uint32_t region_begin(std::string_view text, std::uint32_t at, std::uint32_t least) {
  const std::uint32_t from = std::max(least, at - std::min(at, kReachBack));
  std::uint32_t begin = at;
  while (begin > from && text[begin - 1] != '\n') --begin;
  if (at - begin <= kShortLine) {
    while (begin > from && text[begin - 1] == '\n') --begin;
    while (begin > from && text[begin - 1] != '\n') --begin;
  }
  while (begin > least && begin < at && text[begin - 1] != ' ' && text[begin - 1] != '\n') ++begin;
  return begin;
}

std::uint32_t region_end(std::string_view text, std::uint32_t at) {
  const auto size = static_cast<std::uint32_t>(text.size());
  const std::uint32_t most = size - at > kReachAhead ? at + kReachAhead : size;
  const std::size_t line = text.find('\n', std::min(at + 1, most));
  if (line < most) return static_cast<std::uint32_t>(line);
  std::uint32_t end = most;
  while (end < size && end > at && text[end] != ' ') --end;
  return end > at ? end : most;
}

bool asks_for_name(const Compiled& rules, const Work& work, TypeIndex type) {
  return std::ranges::any_of(work.question, [&](const QuestionCue& question) {
    return std::ranges::any_of(rules.cues.speaks_for(question.cue), [&](DetectorIndex index) {
      return rules.rule(index).type == type;
    });
  });
}

// Candidates of the type that are there already, in order of `begin`.
void list_known(const Compiled& rules, Work& work, TypeIndex type) {
  std::vector<std::uint32_t>& known = work.names.known;
  known.clear();
  for (std::uint32_t i = 0; i < work.weighed.size(); ++i) {
    if (rules.rule(work.weighed[i].detector).type == type) known.push_back(i);
  }
  std::ranges::sort(known, [&work](std::uint32_t a, std::uint32_t b) {
    const Weighed& one = work.weighed[a];
    const Weighed& other = work.weighed[b];
    return one.begin != other.begin ? one.begin < other.begin : a < b;
  });
}

// Adds what the model found in a region. `next` is the first of the known candidates that may lie in
// it or behind it, and moves on.
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

  const Compiled& rules_;
  Work& work_;
  DetectorIndex detector_;
  DetectorIndex other_detector_ = 0;
  std::size_t next_ = 0;  // in work.names.known
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
