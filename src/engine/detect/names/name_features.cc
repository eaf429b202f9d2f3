#include "engine/detect/names/name_features.h"

#include <algorithm>

namespace holdfast::detect {
namespace {

constexpr std::size_t kLanguages = 16;

NameCase case_of(std::span<const NameToken> tokens) {
  unsigned lower = 0;
  unsigned capitalised = 0;
  unsigned shouted = 0;
  for (const NameToken& token : tokens) {
    lower += token.shape == NameShape::Lower ? 1U : 0U;
    capitalised +=
        token.shape == NameShape::Capitalised || token.shape == NameShape::Inner ? 1U : 0U;
    shouted += token.shape == NameShape::Shouted ? 1U : 0U;
  }
  if (shouted > 0 && 4 * (lower + capitalised) < shouted) return NameCase::Shouted;
  return capitalised == 0 && lower > 0 ? NameCase::Lower : NameCase::Mixed;
}

}  // namespace

NameSetting name_setting_of(std::span<const NameToken> tokens, bool is_asked) {
  NameSetting setting{.letters = case_of(tokens), .is_asked = is_asked};
  std::array<unsigned, kLanguages> votes{};
  for (const NameToken& token : tokens) ++votes[token.language % kLanguages];
  votes[0] = 0;
  const auto most = std::max_element(votes.begin(), votes.end());
  if (*most > 0) setting.language = static_cast<std::uint8_t>(most - votes.begin());
  return setting;
}

}  // namespace holdfast::detect
