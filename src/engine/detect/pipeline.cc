#include "engine/detect/pipeline.h"

#include <algorithm>

#include "engine/detect/arbitrate.h"
#include "engine/detect/find.h"
#include "engine/detect/find_registered.h"
#include "engine/detect/fold.h"
#include "engine/detect/weigh.h"

namespace holdfast::detect {
namespace {

// A slice and its masks stay in the second-level cache.
constexpr std::size_t kSliceMax = 64U << 10U;
constexpr std::size_t kSliceMin = kSliceMax / 2;
constexpr int kTries = 64;  // for the end of a slice
constexpr std::size_t kRunnersUpMax = 3;
constexpr std::uint32_t kRivalsMax = 64;  // looked at for runners-up
constexpr float kRunnerUpMin = 0.1F;

bool has_digit_near(std::string_view text, std::size_t at) {
  constexpr std::size_t kNear = 24;
  const std::string_view around = text.substr(at - std::min(at, kNear), 2 * kNear);
  return std::any_of(around.begin(), around.end(), is_digit);
}

Finding to_finding(const Compiled& rules, const Work& work, const Weighed& weighed) {
  Finding finding{.type = rules.rule(weighed.detector).type,
                  .begin = work.view.original_begin(weighed.begin),
                  .end = work.view.original_end(weighed.end),
                  .confidence = weighed.confidence};
  finding.evidence.reserve(weighed.reason_count);
  for (std::size_t i = 0; i < weighed.reason_count; ++i) {
    const Reason& reason = weighed.reasons[i];
    finding.evidence.push_back(
        {reason.kind, std::string(text_of(rules, weighed.detector, reason)), reason.weight});
  }
  return finding;
}

void add_runner_up(Finding& finding, const RunnerUp& runner_up) {
  if (runner_up.type == finding.type || runner_up.confidence < kRunnerUpMin) return;
  for (RunnerUp& known : finding.runners_up) {
    if (known.type == runner_up.type) {
      known.confidence = std::max(known.confidence, runner_up.confidence);
      return;
    }
  }
  finding.runners_up.push_back(runner_up);
  std::sort(finding.runners_up.begin(), finding.runners_up.end(),
            [](const RunnerUp& a, const RunnerUp& b) { return a.confidence > b.confidence; });
  if (finding.runners_up.size() > kRunnersUpMax) finding.runners_up.pop_back();
}

bool is_wanted(const Options& options, TypeIndex type) {
  return options.only_types.empty() ||
         std::find(options.only_types.begin(), options.only_types.end(), type) !=
             options.only_types.end();
}

void add_runners_up(const Compiled& rules, const Work& work, const Winner& won, Finding& finding) {
  const Weighed& winner = work.weighed[won.index];
  for (std::uint32_t i = won.first; i < std::min(won.last, won.first + kRivalsMax); ++i) {
    const Weighed& rival = work.weighed[work.order[i]];
    if (rival.begin < winner.end && winner.begin < rival.end) {
      add_runner_up(finding, {rules.rule(rival.detector).type, rival.confidence});
    }
  }
}

// Whether the tenant said that this is nothing to report.
bool is_allowed(const Compiled& rules, const Options& options, std::string_view slice,
                const Finding& finding) {
  return rules.allow.allows(finding.type, slice.substr(finding.begin, finding.end - finding.begin),
                            options.field);
}

void report(const Compiled& rules, const Work& work, const Options& options, std::string_view slice,
            std::size_t base, std::vector<Finding>& findings) {
  for (const Winner& won : work.winners) {
    const Weighed& winner = work.weighed[won.index];
    if (winner.confidence < options.confidence_min ||
        !is_wanted(options, rules.rule(winner.detector).type)) {
      continue;
    }
    Finding finding = to_finding(rules, work, winner);
    if (!rules.allow.is_empty() && is_allowed(rules, options, slice, finding)) continue;
    add_runners_up(rules, work, won, finding);
    finding.begin += static_cast<std::uint32_t>(base);
    finding.end += static_cast<std::uint32_t>(base);
    findings.push_back(std::move(finding));
  }
}

void run_slice(const Compiled& rules, Work& work, std::string_view slice, const Options& options,
               std::size_t base, std::vector<Finding>& findings) {
  work.view.reset(slice);
  work.text = work.view.text();
  scan_masks(work.text, work.masks);
  find_all(rules, work);
  arbitrate(work);
  report(rules, work, options, slice, base, findings);
}

}  // namespace

std::size_t slice_end(std::string_view text, std::size_t begin) {
  if (text.size() - begin <= kSliceMax) return text.size();
  // The last line break, else the last space, that is far from any digit; in text dense with
  // numbers the last line break or space there is.
  const std::size_t base = begin + kSliceMin;
  std::size_t crowded = 0;
  for (const char mark : {'\n', ' '}) {
    std::size_t at = begin + kSliceMax;
    for (int tries = 0; tries < kTries; ++tries) {
      at = text.rfind(mark, at - 1);
      if (at == std::string_view::npos || at <= base) break;
      if (!has_digit_near(text, at)) return at + 1;
      if (crowded == 0) crowded = at + 1;
    }
  }
  if (crowded > 0) return crowded;
  std::size_t end = begin + kSliceMax;
  while (end > base && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return end == base ? begin + kSliceMax : end;
}

void run(const Compiled& rules, Work& work, std::string_view text, const Options& options,
         const Question& question, std::vector<Finding>& findings) {
  work.question.assign(question.cues.begin(), question.cues.end());
  work.question_weight = question.weight;
  work.attention.prepare(rules, options.confidence_min, work.question);
  for (std::size_t begin = 0; begin < text.size();) {
    const std::size_t end = slice_end(text, begin);
    run_slice(rules, work, text.substr(begin, end - begin), options, begin, findings);
    if (!rules.registered.is_empty()) {
      find_registered(rules, work, text, {.begin = begin, .end = end}, options, findings);
    }
    begin = end;
  }
}

}  // namespace holdfast::detect
