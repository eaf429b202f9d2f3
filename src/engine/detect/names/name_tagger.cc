#include "engine/detect/names/name_tagger.h"

#include <algorithm>
#include <cstring>

namespace holdfast::detect {
namespace {

constexpr std::int32_t kBias = 128;  // of a stored weight
static_assert(kNameFeatures * 255 < 1U << 16, "sums of weights share a word, 16 bits each");

// The four labels side by side, in one register.
static_assert(kNameLabels == 4);
using Quad = std::int32_t __attribute__((vector_size(16)));

Quad loaded(const std::array<std::int32_t, kNameLabels>& scores) {
  Quad quad;
  std::memcpy(&quad, scores.data(), sizeof quad);
  return quad;
}

void store(const Quad& quad, std::array<std::int32_t, kNameLabels>& scores) {
  std::memcpy(scores.data(), &quad, sizeof quad);
}

// For each label the most of reached[i] + steps[i][label].
Quad best_of(const Quad (&steps)[kNameLabels], const Quad& reached) {
  Quad best = steps[0] + reached[0];
  for (std::size_t i = 1; i < kNameLabels; ++i) {
    const Quad next = steps[i] + reached[i];
    best = best > next ? best : next;
  }
  return best;
}

}  // namespace

void look_up_names(const NameModel& model, std::span<NameToken> tokens) {
  for (NameToken& token : tokens) {
    if (!token.is_word()) continue;
    NameListEntry entry = model.lists_of(token.word);
    if (entry.lists == 0 && token.head != 0) entry = model.lists_of(token.head);
    token.lists = entry.lists;
    token.language = entry.language;
  }
}

void NameTagger::score(const NameModel& model, const NameSetting& setting) {
  const NameWindow window(tokens_, setting);
  scores_.resize(tokens_.size());
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    std::uint32_t even = 0;  // labels 0 and 2, side by side
    std::uint32_t odd = 0;
    window.visit_features(i, [&](std::uint64_t hash) {
      const std::uint32_t weights = model.weights_of(hash);
      even += weights & 0x00FF00FFU;
      odd += weights >> 8 & 0x00FF00FFU;
    });
    const auto sum = [](std::uint32_t packed) {
      return static_cast<std::int32_t>(packed) - static_cast<std::int32_t>(kNameFeatures) * kBias;
    };
    scores_[i] = {sum(even & 0xFFFF), sum(odd & 0xFFFF), sum(even >> 16), sum(odd >> 16)};
  }
}

// The best of the labels before, for each label that may follow.
void NameTagger::score_forward(const NameModel& model) {
  forward_.resize(tokens_.size());
  Quad from[kNameLabels];
  for (std::size_t label = 0; label < kNameLabels; ++label) {
    for (std::size_t to = 0; to < kNameLabels; ++to) {
      from[label][to] = model.transition(label, to);
    }
  }
  Quad best{};
  for (std::size_t to = 0; to < kNameLabels; ++to) best[to] = model.first(to);
  for (std::size_t i = 0; i < tokens_.size(); ++i) {
    const Quad here = best + loaded(scores_[i]);
    store(here, forward_[i]);
    best = best_of(from, here);
  }
}

void NameTagger::score_backward(const NameModel& model) {
  backward_.resize(tokens_.size());
  Quad to[kNameLabels];
  for (std::size_t label = 0; label < kNameLabels; ++label) {
    for (std::size_t from = 0; from < kNameLabels; ++from) {
      to[label][from] = model.transition(from, label);
    }
  }
  Quad best{};
  for (std::size_t i = tokens_.size(); i-- > 0;) {
    store(best, backward_[i]);
    best = best_of(to, best + loaded(scores_[i]));
  }
}

std::size_t NameTagger::label_of(std::size_t index) const {
  std::size_t best = 0;
  for (std::size_t label = 1; label < kNameLabels; ++label) {
    if (forward_[index][label] + backward_[index][label] >
        forward_[index][best] + backward_[index][best]) {
      best = label;
    }
  }
  return best;
}

// By how much the best labels with a name here lead those without.
int NameTagger::margin_of(std::size_t index) const {
  const auto total = [&](std::size_t label) {
    return forward_[index][label] + backward_[index][label];
  };
  return std::max(total(kNameBegins), total(kNameGoesOn)) -
         std::max(total(kNoName), total(kOtherName));
}

void NameTagger::read_spans(const NameModel& model, std::vector<NameSpan>& spans) {
  for (std::size_t i = 0; i < tokens_.size();) {
    const std::size_t label = label_of(i);
    if (label != kNameBegins && label != kNameGoesOn) {
      ++i;
      continue;
    }
    std::int64_t margins = 0;
    std::size_t last = i;
    std::size_t count = 0;
    bool has_word = false;
    const std::size_t first = i;
    do {
      margins += margin_of(i);
      ++count;
      if (tokens_[i].is_word()) last = i;
      has_word |= tokens_[i].is_word() && tokens_[i].shape != NameShape::Initial &&
                  tokens_[i].shape != NameShape::Letter;
      ++i;
    } while (i < tokens_.size() && label_of(i) == kNameGoesOn);
    // Letters alone are spelled out, and no name.
    if (!tokens_[first].is_word() || !has_word) continue;
    const int margin = static_cast<int>(margins / static_cast<std::int64_t>(count));
    spans.push_back({tokens_[first].begin, tokens_[last].end, model.confidence_of(margin)});
  }
}

void NameTagger::tag(const NameModel& model, std::string_view text, bool is_asked,
                     std::vector<NameSpan>& spans) {
  spans.clear();
  read_name_tokens(text, tokens_);
  if (tokens_.empty()) return;
  look_up_names(model, tokens_);
  score(model, name_setting_of(tokens_, is_asked));
  score_forward(model);
  score_backward(model);
  read_spans(model, spans);
}

}  // namespace holdfast::detect
