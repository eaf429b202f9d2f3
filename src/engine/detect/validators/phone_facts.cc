#include "engine/detect/validators/phone_facts.h"

#include <fmt/core.h>

#include <algorithm>
#include <charconv>
#include <optional>

namespace holdfast::detect {
namespace {

std::string_view take_until(std::string_view& rest, char end) {
  const std::size_t at = std::min(rest.find(end), rest.size());
  const std::string_view taken = rest.substr(0, at);
  rest.remove_prefix(std::min(rest.size(), at + 1));
  return taken;
}

std::optional<unsigned> number_in(std::string_view text, unsigned max) {
  unsigned value = 0;
  const auto read = std::from_chars(text.data(), text.data() + text.size(), value);
  if (read.ec != std::errc() || read.ptr != text.data() + text.size() || value > max) return {};
  return value;
}

// "7,9-11" is not written: every length is named.
std::optional<std::uint32_t> lengths_in(std::string_view text) {
  std::uint32_t lengths = 0;
  if (text == "-") return lengths;
  while (!text.empty()) {
    const auto length = number_in(take_until(text, ','), 31);
    if (!length) return {};
    lengths |= std::uint32_t{1} << *length;
  }
  return lengths;
}

bool read_kind(std::string_view rest, PhoneKindFacts& kind) {
  const auto lengths = lengths_in(take_until(rest, ' '));
  const auto local = lengths_in(take_until(rest, ' '));
  const std::string_view example = take_until(rest, ' ');
  if (!lengths || !local || rest.empty()) return false;
  kind = {.lengths = *lengths,
          .local_lengths = *local,
          .example = example == "-" ? "" : std::string(example),
          .pattern = std::string(rest)};
  return true;
}

bool read_region(std::string_view rest, std::vector<PhoneRegionFacts>& regions) {
  const std::string_view name = take_until(rest, ' ');
  const auto code = number_in(rest, 999);
  if (name.size() < 2 || name.size() > 3 || !code || *code == 0) return false;
  PhoneRegionFacts& region = regions.emplace_back();
  region.name = name;
  region.calling_code = *code;
  return true;
}

bool read_line(std::string_view line, std::vector<PhoneRegionFacts>& regions) {
  const std::string_view word = take_until(line, ' ');
  if (word == "region") return read_region(line, regions);
  if (regions.empty()) return false;
  PhoneRegionFacts& region = regions.back();
  if (word == "one_pattern") return region.has_one_pattern = true;
  if (line.empty()) return false;
  if (word == "international") return !(region.international = line).empty();
  if (word == "prefix") return !(region.prefix = line).empty();
  if (word == "transform") return !(region.transform = line).empty();
  if (word == "leading") return !(region.leading = line).empty();
  if (word == "general") return read_kind(line, region.general) && region.general.lengths != 0;
  const auto* kind = std::ranges::find(kPhoneKinds, word);
  return kind != kPhoneKinds.end() &&
         read_kind(line, region.kinds[static_cast<std::size_t>(kind - kPhoneKinds.begin())]);
}

}  // namespace

Result<std::vector<PhoneRegionFacts>> read_phone_facts(std::string_view text) {
  std::vector<PhoneRegionFacts> regions;
  for (int number = 1; !text.empty(); ++number) {
    const std::string_view line = take_until(text, '\n');
    if (line.empty() || line.starts_with('#')) continue;
    if (!read_line(line, regions)) {
      return Error{ErrorCode::InvalidInput,
                   fmt::format("phone facts, line {}: not as phone_facts.h describes", number)};
    }
  }
  for (const PhoneRegionFacts& region : regions) {
    if (region.general.pattern.empty()) {
      return Error{ErrorCode::InvalidInput,
                   fmt::format("phone facts, region {}: no line 'general'", region.name)};
    }
  }
  return regions;
}

}  // namespace holdfast::detect
