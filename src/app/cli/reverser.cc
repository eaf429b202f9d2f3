#include "app/cli/reverser.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/random.h"
#include "engine/protect/token.h"

namespace holdfast::cli {

std::optional<std::string> Reverser::counted(Result<std::string> value) {
  ++(value ? reversed_count_ : refused_count_);
  if (!value) return std::nullopt;
  return *std::move(value);
}

std::optional<std::string> Reverser::undone(const protect::Operator& what, std::string_view value,
                                            std::string_view type_name,
                                            const protect::Occasion& occasion) {
  const auto reverse = protect::reverse_of(what);
  if (!reverse) return std::nullopt;
  SystemRandom random;
  return counted(protect::operate(*reverse, value, type_name, random, occasion));
}

std::vector<extract::Replacement> Reverser::replacements(std::string_view text,
                                                         std::vector<Place> places,
                                                         const protect::Occasion& occasion) {
  std::vector<extract::Replacement> all;
  const auto add = [&](std::size_t begin, std::size_t end, std::optional<std::string> value) {
    if (!value) return;
    all.push_back(
        {static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(end), *std::move(value)});
  };
  for (const Place& place : places) {
    if (place.end > text.size()) {
      ++refused_count_;
      continue;
    }
    add(place.begin, place.end,
        undone(plan_.for_type(place.type_name), text.substr(place.begin, place.end - place.begin),
               place.type_name, occasion));
  }
  for (const auto& token : protect::find_tokens(text)) {
    const std::string_view value = text.substr(token.begin, token.end - token.begin);
    add(token.begin, token.end, counted(plan_.open_token(value, occasion)));
  }
  if (plan_.vault() != nullptr) {
    for (const auto& token : protect::find_numbered_tokens(text)) {
      const std::string_view value = text.substr(token.begin, token.end - token.begin);
      add(token.begin, token.end, counted(plan_.open_token(value, occasion)));
    }
  }
  std::ranges::sort(all, {}, &extract::Replacement::begin);
  // A place within a token, or another place: the files do not belong together.
  std::vector<extract::Replacement> apart;
  for (extract::Replacement& replacement : all) {
    if (!apart.empty() && replacement.begin < apart.back().end) {
      ++refused_count_;
    } else {
      apart.push_back(std::move(replacement));
    }
  }
  return apart;
}

std::optional<std::string> Reverser::cell(const OperatorPlan::Column& column,
                                          std::string_view value,
                                          const protect::Occasion& occasion) {
  if (value == fmt::format("[{}]", column.type_name)) return std::nullopt;
  return undone(column.what, value, column.type_name, occasion);
}

std::string replaced(std::string_view text, const std::vector<extract::Replacement>& replacements) {
  std::string out;
  std::size_t at = 0;
  for (const extract::Replacement& replacement : replacements) {
    out.append(text, at, replacement.begin - at);
    out += replacement.text;
    at = replacement.end;
  }
  return out.append(text, at);
}

}  // namespace holdfast::cli
