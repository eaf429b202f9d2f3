// Reads a piece of text with the model and says where names of persons stand.

#pragma once

#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "engine/detect/names/name_features.h"
#include "engine/detect/names/name_model.h"
#include "engine/detect/names/name_tokens.h"

namespace holdfast::detect {

// Fills in the lists and languages of words.
void look_up_names(const NameModel& model, std::span<NameToken> tokens);

// Bytes [begin, end) of the text that was read.
struct NameSpan {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  float confidence = 0;  // 0 to 1
};

// Buffers for one thread; nothing is allocated once they have grown. Whole numbers throughout: the
// same text has the same spans on every machine.
class NameTagger {
 public:
  // Replaces `spans`. Linear in the text; some 60 bytes of buffers a token.
  void tag(const NameModel& model, std::string_view text, bool is_asked,
           std::vector<NameSpan>& spans);

 private:
  using Scores = std::array<std::int32_t, kNameLabels>;

  void score(const NameModel& model, const NameSetting& setting);
  void score_forward(const NameModel& model);
  void score_backward(const NameModel& model);
  void read_spans(const NameModel& model, std::vector<NameSpan>& spans);
  std::size_t label_of(std::size_t index) const;
  int margin_of(std::size_t index) const;

  std::vector<NameToken> tokens_;
  std::vector<Scores> scores_;    // of each token alone
  std::vector<Scores> forward_;   // of the best labels up to it
  std::vector<Scores> backward_;  // of the best labels after it
};

}  // namespace holdfast::detect
