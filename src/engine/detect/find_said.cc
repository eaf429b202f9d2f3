// Values that are read out, as transcripts of calls have them: written down, then found as in any
// other text.

#include <memory>

#include "engine/detect/find.h"

namespace holdfast::detect {
namespace {

void prepare(const Compiled& rules, const Work& work, Work& said) {
  said.view.reset(work.said_text.text());
  said.text = said.view.text();
  scan_masks(said.text, said.masks);
  said.is_said = true;
  said.question = work.question;
  said.question_weight = work.question_weight;
  said.attention.prepare(rules, work.attention.confidence_min(), said.question);
}

}  // namespace

void find_said(const Compiled& rules, Work& work) {
  if (!work.said_text.write(rules, work.text, work.context.spoken())) return;
  if (work.said == nullptr) work.said = std::make_unique<Work>();
  Work& said = *work.said;
  prepare(rules, work, said);
  find_written(rules, said);
  for (Weighed weighed : said.weighed) {
    const std::uint32_t begin = said.view.original_begin(weighed.begin);
    const std::uint32_t end = said.view.original_end(weighed.end);
    // What was written already is found where it stands.
    if (!work.said_text.is_said(begin, end)) continue;
    weighed.begin = work.said_text.original_begin(begin);
    weighed.end = work.said_text.original_end(end);
    work.weighed.push_back(weighed);
  }
}

}  // namespace holdfast::detect
