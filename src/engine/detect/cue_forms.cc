#include "engine/detect/cue_forms.h"

#include <algorithm>

#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

constexpr std::size_t kHeadMin = 3;     // letters of a compound before its ending
constexpr std::size_t kJoinedMin = 3;   // letters of each of two words that may be written as one
constexpr std::size_t kAcronymMin = 3;  // letters of a word that may be written with dots
constexpr std::size_t kAcronymMax = 4;

std::string joined(const std::vector<std::string>& words, std::string_view by) {
  std::string text;
  for (const std::string& word : words) {
    if (!text.empty()) text += by;
    text += word;
  }
  return text;
}

bool is_ascii_word(std::string_view word) {
  return std::all_of(word.begin(), word.end(), is_ascii_letter);
}

std::vector<std::string> words_of(std::string_view phrase) {
  std::vector<std::string> words;
  for_each_word(phrase, [&](std::size_t begin, std::size_t end) {
    words.push_back(folded(phrase.substr(begin, end - begin)));
  });
  return words;
}

std::size_t count_words(std::string_view phrase) {
  std::size_t count = 0;
  for_each_word(phrase, [&count](std::size_t, std::size_t) { ++count; });
  return count;
}

}  // namespace

CueForms::CueForms(const ContextRules& context) {
  for (const std::string& word : context.small_words) small_.insert(folded(word));
  for (const WordForm& form : context.word_forms) {
    words_[folded(form.word)].push_back(folded(form.form));
  }
  for (const WordForm& form : context.ending_forms) {
    endings_[folded(form.word)].push_back(folded(form.form));
  }
}

// "data di nascita" is also "data nascita", "numero della carta" "numero carta".
void CueForms::leave_out_small(std::vector<Words>& forms) const {
  const Words& whole = forms.front();
  Words without;
  Words shorter;  // one of several small words in a row stays: "número de tarjeta"
  for (std::size_t i = 0; i < whole.size(); ++i) {
    const bool is_small = i > 0 && i + 1 < whole.size() && small_.contains(whole[i]);
    const bool follows_small = is_small && i > 1 && small_.contains(whole[i - 1]);
    if (!is_small) without.push_back(whole[i]);
    if (!follows_small) shorter.push_back(whole[i]);
  }
  const bool is_shorter = shorter.size() < whole.size();
  if (without.size() < whole.size() && without.size() > 1) forms.push_back(std::move(without));
  if (is_shorter) forms.push_back(std::move(shorter));
}

void CueForms::replace_words(std::vector<Words>& forms) const {
  for (std::size_t form = 0, known = forms.size(); form < known; ++form) {
    for (std::size_t i = 0; i < forms[form].size(); ++i) {
      const auto others = words_.find(forms[form][i]);
      if (others == words_.end()) continue;
      for (const std::string& other : others->second) {
        Words words = forms[form];
        words[i] = other;
        forms.push_back(std::move(words));
      }
    }
  }
}

// The last word, or the last part of a compound, which may also stand apart.
void CueForms::replace_ending(std::vector<Words>& forms) const {
  for (std::size_t form = 0, known = forms.size(); form < known; ++form) {
    const std::string last = forms[form].back();
    for (const auto& [ending, others] : endings_) {
      if (!last.ends_with(ending)) continue;
      const std::string head = last.substr(0, last.size() - ending.size());
      if (head.empty() ? forms[form].size() == 1 : head.size() < kHeadMin) continue;
      const auto add = [&](const std::string& end, bool is_apart) {
        Words words = forms[form];
        words.back() = is_apart ? head + " " + end : head + end;
        forms.push_back(std::move(words));
      };
      if (!head.empty()) add(ending, true);
      for (const std::string& other : others) {
        if (other == ending) continue;
        add(other, false);
        if (!head.empty()) add(other, true);
      }
    }
  }
}

std::vector<std::string> CueForms::of(std::string_view phrase) const {
  std::vector<Words> forms{words_of(phrase)};
  leave_out_small(forms);
  replace_words(forms);
  replace_ending(forms);
  const Words words = forms.front();
  if (words.size() == 2 && std::all_of(words.begin(), words.end(), [](const std::string& word) {
        return word.size() >= kJoinedMin && is_ascii_word(word);
      })) {
    forms.push_back({joined(words, "")});
  }
  if (words.size() == 1 && words[0].size() >= kAcronymMin && words[0].size() <= kAcronymMax &&
      is_ascii_word(words[0])) {
    Words letters;
    for (const char letter : words[0]) letters.emplace_back(1, letter);
    forms.push_back(std::move(letters));
  }
  std::vector<std::string> texts{std::string(phrase)};
  for (std::size_t i = 1; i < forms.size() && texts.size() < kFormsMax; ++i) {
    std::string text = joined(forms[i], " ");
    const std::size_t count = count_words(text);
    if (count == 0 || count > kCueWordsMax) continue;
    if (std::find(texts.begin(), texts.end(), text) == texts.end())
      texts.push_back(std::move(text));
  }
  return texts;
}

}  // namespace holdfast::detect
