#include "domain/policies/types.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>

#include "base/json_writer.h"

namespace holdfast::policies {

std::string_view to_string(VersionState state) {
  constexpr std::array<std::string_view, 3> kNames = {"draft", "active", "superseded"};
  return kNames[static_cast<std::size_t>(state)];
}

std::string to_json(const Modes& modes) {
  JsonWriter json;
  json.begin_object();
  for (const auto& [queue, mode] : modes) json.member(queue, to_string(mode));
  json.end();
  return json.take();
}

std::optional<double> RulePrecision::precision() const {
  if (judged() == 0) return std::nullopt;
  return static_cast<double>(upheld) / static_cast<double>(judged());
}

RulePrecision::Interval RulePrecision::interval() const {
  if (judged() == 0) return {};
  constexpr double kZ = 1.959964;  // standard normal quantile for 95 %
  const double n = static_cast<double>(judged());
  const double p = *precision();
  const double denominator = 1 + kZ * kZ / n;
  const double centre = (p + kZ * kZ / (2 * n)) / denominator;
  const double half = kZ * std::sqrt(p * (1 - p) / n + kZ * kZ / (4 * n * n)) / denominator;
  return {.low = std::max(0.0, centre - half), .high = std::min(1.0, centre + half)};
}

}  // namespace holdfast::policies
