#include "engine/detect/validators/phone_tables.h"

#include <fmt/core.h>

#include <algorithm>
#include <array>
#include <map>
#include <optional>

#include "engine/detect/validators/phone_automata.h"
#include "engine/detect/validators/phone_number.h"

namespace holdfast::detect {
namespace {

constexpr std::size_t kRegionsMax = 254;  // an index of eight bits whose 0 is none

// A label of the programs for numbers: the region's place among those of its calling code, and a
// kind, or what stands for `general` and `leading`.
constexpr std::uint16_t kGeneral = kPhoneKinds.size();
constexpr std::uint16_t kLeading = kGeneral + 1;
constexpr std::uint16_t kPerRegion = kLeading + 1;

constexpr std::array<PhoneType, kPhoneKinds.size()> kTypes = {
    PhoneType::PremiumRate,    PhoneType::TollFree, PhoneType::SharedCost, PhoneType::Voip,
    PhoneType::PersonalNumber, PhoneType::Pager,    PhoneType::Uan,        PhoneType::Voicemail,
    PhoneType::FixedLine,      PhoneType::Mobile};

bool has(std::span<const std::uint16_t> matched, std::size_t label) {
  return std::ranges::find(matched, label) != matched.end();
}

bool fits(const PhoneKindFacts& kind, std::size_t length) {
  return kind.lengths == 0 || (kind.lengths >> length & 1) != 0;
}

// What a number of `length` digits is in the region whose labels begin at `base`.
PhoneType type_in(const PhoneRegionFacts& region, std::span<const std::uint16_t> matched,
                  std::size_t base, std::size_t length) {
  const auto is_kind = [&](std::size_t kind) {
    return has(matched, base + kind) && fits(region.kinds[kind], length);
  };
  if (!has(matched, base + kGeneral) || !fits(region.general, length)) return PhoneType::Unknown;
  for (std::size_t kind = 0; kind < kFixedLineKind; ++kind) {
    if (is_kind(kind)) return kTypes[kind];
  }
  if (is_kind(kFixedLineKind)) {
    return region.has_one_pattern || is_kind(kMobileKind) ? PhoneType::FixedLineOrMobile
                                                          : PhoneType::FixedLine;
  }
  return !region.has_one_pattern && is_kind(kMobileKind) ? PhoneType::Mobile : PhoneType::Unknown;
}

// The label of PhoneCode::numbers where these patterns of the regions match.
std::uint16_t number_label(std::span<const PhoneRegionFacts> regions,
                           std::span<const std::uint16_t> matched, std::size_t length) {
  for (std::size_t place = 0; place < regions.size(); ++place) {
    const std::size_t base = place * kPerRegion;
    const PhoneType type = type_in(regions[place], matched, base, length);
    const bool is_here = regions[place].leading.empty() || regions.size() == 1
                             ? type != PhoneType::Unknown
                             : has(matched, base + kLeading);
    if (is_here) {
      return static_cast<std::uint16_t>((place + 1) * 16 + static_cast<std::size_t>(type));
    }
  }
  return 0;
}

Result<PhoneProgram> number_program(std::span<const PhoneRegionFacts> regions) {
  PhoneProgram program;
  // One way in for all patterns: a chain of splits that is filled in once their begins are known.
  std::vector<std::uint32_t> begins;
  PhoneProgram body;
  for (std::size_t place = 0; place < regions.size(); ++place) {
    const PhoneRegionFacts& region = regions[place];
    const auto add = [&](const std::string& pattern, std::size_t label,
                         bool is_prefix = false) -> Result<unsigned> {
      if (pattern.empty()) return 0U;
      begins.push_back(static_cast<std::uint32_t>(body.size()));
      return append_pattern(body, pattern, static_cast<std::uint16_t>(place * kPerRegion + label),
                            is_prefix);
    };
    for (std::size_t kind = 0; kind < kPhoneKinds.size(); ++kind) {
      TRY(add(region.kinds[kind].pattern, kind));
    }
    TRY(add(region.general.pattern, kGeneral));
    TRY(add(region.leading, kLeading, true));
  }
  return joined(body, begins);
}

class TableBuilder {
 public:
  Result<std::string> build(std::span<const PhoneRegionFacts> facts);

 private:
  Result<void> add_code(std::span<const PhoneRegionFacts> regions);
  Result<void> add_region(const PhoneRegionFacts& facts);
  std::string pack() const;

  AutomatonBuilder automata_;
  std::vector<PhoneRegion> regions_;
  std::vector<PhoneCode> codes_;
  std::array<std::uint8_t, kPhoneCodeSlots> code_index_{};
  std::array<std::uint8_t, kPhoneRegionSlots> region_index_{};
};

Result<void> TableBuilder::add_region(const PhoneRegionFacts& facts) {
  PhoneRegion region{};
  std::copy(facts.name.begin(), facts.name.end(), region.name.begin());
  region.calling_code = static_cast<std::uint16_t>(facts.calling_code);
  region.lengths = facts.general.lengths;
  region.local_lengths = facts.general.local_lengths;
  PhoneProgram general;
  TRY(append_pattern(general, facts.general.pattern, 0));
  region.general = automata_.add_numbers(
      general, [](std::span<const std::uint16_t> matched, std::size_t) -> std::uint16_t {
        return matched.empty() ? 0 : 1;
      });
  region.prefix = TRY(automata_.add_cuts(facts.prefix, facts.transform));
  region.international = TRY(automata_.add_cuts(facts.international, ""));
  regions_.push_back(region);
  const std::string& name = facts.name;
  if (name.size() == 2) {
    const auto slot = static_cast<std::size_t>((name[0] - 'A') * 26 + (name[1] - 'A'));
    if (slot >= region_index_.size() || region_index_[slot] != 0) {
      return Error{ErrorCode::InvalidInput,
                   fmt::format("phone facts: region {} is no name, or stands twice", name)};
    }
    region_index_[slot] = static_cast<std::uint8_t>(regions_.size());
  }
  return {};
}

Result<void> TableBuilder::add_code(std::span<const PhoneRegionFacts> regions) {
  const unsigned calling_code = regions[0].calling_code;
  if (code_index_[calling_code] != 0) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("phone facts: regions of {} do not stand together", calling_code)};
  }
  const PhoneProgram program = TRY(number_program(regions));
  codes_.push_back(
      {.numbers = automata_.add_numbers(
           program, [&](std::span<const std::uint16_t> matched,
                        std::size_t length) { return number_label(regions, matched, length); }),
       .region_first = static_cast<std::uint8_t>(regions_.size()),
       .region_count = static_cast<std::uint8_t>(regions.size())});
  code_index_[calling_code] = static_cast<std::uint8_t>(codes_.size());
  for (const PhoneRegionFacts& facts : regions) TRY(add_region(facts));
  return {};
}

template <typename T>
void put(std::string& out, const T* items, std::size_t count) {
  out.append(reinterpret_cast<const char*>(items), count * sizeof(T));
  out.resize((out.size() + 3) / 4 * 4);
}

std::string TableBuilder::pack() const {
  const PhonePlanHeader header{
      .region_count = static_cast<std::uint32_t>(regions_.size()),
      .code_count = static_cast<std::uint32_t>(codes_.size()),
      .cut_count = static_cast<std::uint32_t>(automata_.cuts().size()),
      .state_count = static_cast<std::uint32_t>(automata_.states().size())};
  std::string out;
  put(out, &header, 1);
  put(out, regions_.data(), regions_.size());
  put(out, codes_.data(), codes_.size());
  put(out, automata_.cuts().data(), automata_.cuts().size());
  put(out, automata_.states().data(), automata_.states().size());
  put(out, code_index_.data(), code_index_.size());
  put(out, region_index_.data(), region_index_.size());
  return out;
}

Result<std::string> TableBuilder::build(std::span<const PhoneRegionFacts> facts) {
  if (facts.size() > kRegionsMax) {
    return Error{ErrorCode::LimitExceeded,
                 fmt::format("{} regions, {} fit the tables", facts.size(), kRegionsMax)};
  }
  while (!facts.empty()) {
    std::size_t count = 1;
    while (count < facts.size() && facts[count].calling_code == facts[0].calling_code) ++count;
    TRY(add_code(facts.first(count)));
    facts = facts.subspan(count);
  }
  if (automata_.states().size() > kPhoneStatesMax) {
    return Error{ErrorCode::LimitExceeded, fmt::format("{} states, {} fit the tables",
                                                       automata_.states().size(), kPhoneStatesMax)};
  }
  return pack();
}

}  // namespace

Result<std::string> build_phone_tables(std::span<const PhoneRegionFacts> regions) {
  return TableBuilder().build(regions);
}

}  // namespace holdfast::detect
