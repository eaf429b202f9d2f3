#include "engine/detect/cues.h"

#include <algorithm>
#include <limits>
#include <unordered_map>

#include "base/check.h"
#include "engine/detect/cue_forms.h"

namespace holdfast::detect {
namespace {

void add_once(std::vector<DetectorIndex>& list, DetectorIndex index) {
  if (std::find(list.begin(), list.end(), index) == list.end()) list.push_back(index);
}

CueSigns signs_of(const Cue& cue, const RuleSet& rules) {
  CueSigns signs;
  for (const DetectorIndex index : cue.speaks_for) {
    const DetectorRule& rule = rules.detectors[index];
    signs.shapes |= 1U << static_cast<unsigned>(rule.shape);
    if (rule.shape == Shape::Digits) signs.lengths |= rule.lengths;
  }
  signs.acts = !cue.is_value_of.empty() || cue.has_value_after || cue.is_dot || cue.is_begin ||
               !cue.calls.empty();
  signs.is_look_alike = cue.is_look_alike;
  signs.is_spoken = cue.is_spoken;
  signs.is_spoken_only = cue.is_spoken && !signs.acts && !cue.is_look_alike &&
                         cue.speaks_for.empty() && cue.speaks_against.empty();
  return signs;
}

// Languages by number, in the order in which they come.
class Languages {
 public:
  std::uint16_t bit(const std::string& language) {
    auto found = std::find(known_.begin(), known_.end(), language);
    if (found == known_.end()) found = known_.insert(known_.end(), language);
    // More than sixteen share the last bit, which only makes them harder to tell apart.
    return static_cast<std::uint16_t>(1U << std::min<std::ptrdiff_t>(found - known_.begin(), 15));
  }

 private:
  std::vector<std::string> known_;
};

}  // namespace

// Half of all phrases are cues of several detectors: their forms are worked out once.
struct CueTable::PhraseForms {
  explicit PhraseForms(const ContextRules& context) : made(context) {}

  CueForms made;
  std::unordered_map<std::string_view, std::vector<CueIndex>> cues;  // of each phrase so far
};

Result<CueTable> CueTable::build(const RuleSet& rules) {
  CueTable table;
  // As many as the shipped rules have with their forms: growing would move and enter all anew.
  constexpr std::size_t kCuesUsual = 1U << 15;
  table.slots_.resize(2 * kCuesUsual);
  table.cues_.reserve(kCuesUsual);
  PhraseForms forms(rules.context);
  for (std::size_t i = 0; i < rules.detectors.size(); ++i) {
    const DetectorRule& rule = rules.detectors[i];
    const auto index = static_cast<DetectorIndex>(i);
    TRY(table.add_forms(forms, rule.cues, [&](Cue& cue) {
      add_once(cue.speaks_for, index);
      if (rule.shape == Shape::AfterCue) cue.has_value_after = true;
    }));
    for (const std::string& phrase : rule.words) {
      add_once(TRY(table.add(phrase))->is_value_of, index);
    }
    TRY(table.add_forms(forms, rule.anti_cues,
                        [&](Cue& cue) { add_once(cue.speaks_against, index); }));
    for (const std::vector<std::string>* words : {&rule.street.before, &rule.street.after}) {
      for (const std::string& word : *words) add_once(TRY(table.add(word))->calls, index);
    }
  }
  for (const LookAlike& look_alike : rules.context.look_alikes) {
    TRY(table.add_forms(forms, look_alike.words, [](Cue& cue) { cue.is_look_alike = true; }));
  }
  Languages languages;
  for (const SpokenWord& word : rules.context.spoken) {
    Cue* cue = TRY(table.add(word.phrase));
    // "otto" is eight in Italian, and the German word for an o only behind that letter.
    if (cue->is_spoken && word.kind == SpokenWord::Kind::Sign) continue;
    cue->is_spoken = true;
    cue->spoken = {.kind = word.kind,
                   .value = word.value,
                   .languages = static_cast<std::uint16_t>(cue->spoken.languages |
                                                           languages.bit(word.language)),
                   .takes_no_one = word.takes_no_one};
  }
  for (const std::string_view word : kDotWords) TRY(table.add(word))
  ->is_dot = true;
  TRY(table.add("begin"))
  ->is_begin = true;
  for (Cue& cue : table.cues_) {
    cue.is_context = true;
    table.mark_words(cue);
  }
  TRY(table.mark(rules.context.connectors, &Cue::is_connector));
  TRY(table.mark(rules.context.announcers, &Cue::is_announcer));
  TRY(table.mark(rules.context.links_back, &Cue::is_link_back));
  TRY(table.mark(rules.context.non_answers, &Cue::is_non_answer));
  for (const auto& [language, phrase] : rules.context.fillers) {
    TRY(table.add(phrase))
    ->filler_languages |= languages.bit(language);
  }
  TRY(table.mark(rules.context.corrections, &Cue::is_correction));
  TRY(table.mark(rules.context.spelling_joints, &Cue::is_spelling_joint));
  for (const Cue& cue : table.cues_) table.add_signs(cue, rules);
  for (Slot& slot : table.slots_)
    slot.is_context = slot.tag != 0 && table.cues_[slot.cue].is_context;
  return table;
}

Result<Cue*> CueTable::add(std::string_view phrase) {
  std::uint64_t hash = 0;
  std::size_t count = 0;
  for_each_word(phrase, [&](std::size_t begin, std::size_t end) {
    hash = phrase_hash(hash, word_hash_in(phrase, begin, end));
    ++count;
  });
  CHECK(count >= 1 && count <= kCueWordsMax);  // as rules_reader saw to
  if (const Slot* known = find_slot(hash)) {
    CHECK(cues_[known->cue].hash == hash);  // or two cues need different tags
    return &cues_[known->cue];
  }
  if (cues_.size() == std::numeric_limits<CueIndex>::max()) {
    return Error{ErrorCode::InvalidInput, "there are more than 65,535 cues"};
  }
  grow();
  enter(hash, static_cast<CueIndex>(cues_.size()));
  cues_.push_back(Cue{.text = std::string(phrase), .hash = hash});
  return &cues_.back();
}

template <typename Visit>
Result<> CueTable::add_forms(PhraseForms& forms, std::span<const std::string> phrases,
                             Visit visit) {
  for (const std::string& phrase : phrases) {
    const auto [known, is_new] = forms.cues.try_emplace(phrase);
    if (is_new) {
      for (const std::string& form : forms.made.of(phrase)) {
        const Cue* cue = TRY(add(form));
        known->second.push_back(static_cast<CueIndex>(cue - cues_.data()));
      }
    }
    for (const CueIndex index : known->second) visit(cues_[index]);
  }
  return {};
}

Result<> CueTable::mark(std::span<const std::string> phrases, bool Cue::* flag) {
  for (const std::string& phrase : phrases) {
    Cue* cue = TRY(add(phrase));
    cue->*flag = true;
  }
  return {};
}

// Enters the cue's words where longest() looks first.
void CueTable::mark_words(const Cue& cue) {
  std::vector<std::string_view> words;
  for_each_word(cue.text, [&](std::size_t begin, std::size_t end) {
    words.push_back(std::string_view(cue.text).substr(begin, end - begin));
  });
  beginnings_.add(words[0], words.size() == 1 ? std::string_view{} : words[1]);
  (words.size() == 1 ? single_words_ : first_words_).add(word_hash(words[0]));
  if (words.size() == 1) return;
  std::uint64_t hash = phrase_hash(0, word_hash(words[0]));
  for (std::size_t i = 1; i < words.size(); ++i) {
    hash = phrase_hash(hash, word_hash(words[i]));
    phrases_.add(hash);
  }
}

void CueTable::add_signs(const Cue& cue, const RuleSet& rules) {
  CueSigns signs = signs_of(cue, rules);
  signs.speakers = static_cast<std::uint32_t>(speakers_.size());
  signs.for_count = static_cast<std::uint16_t>(cue.speaks_for.size());
  signs.against_count = static_cast<std::uint16_t>(cue.speaks_against.size());
  speakers_.insert(speakers_.end(), cue.speaks_for.begin(), cue.speaks_for.end());
  speakers_.insert(speakers_.end(), cue.speaks_against.begin(), cue.speaks_against.end());
  signs_.push_back(signs);
}

void CueTable::enter(std::uint64_t hash, CueIndex cue) {
  const std::size_t last = slots_.size() - 1;
  std::size_t at = hash & last;
  while (slots_[at].tag != 0) at = (at + 1) & last;
  slots_[at] = {.tag = tag_of(hash), .cue = cue};
}

void CueTable::grow() {
  if (cues_.size() * 2 < slots_.size()) return;
  slots_.assign(slots_.size() * 2, {});
  for (std::size_t i = 0; i < cues_.size(); ++i) enter(cues_[i].hash, static_cast<CueIndex>(i));
}

CueTable::Match CueTable::find(std::uint64_t hash) const {
  const Slot* slot = find_slot(hash);
  if (slot == nullptr) return {};
  return {slot->cue, 1};
}

}  // namespace holdfast::detect
