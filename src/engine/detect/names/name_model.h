// The trained model of names: lists of known words and the weights of features, as one file.
//
// The layout, little endian throughout:
//   8 bytes    "hfnames1"
//   u32, u32   list_bits, weight_bits: the tables below have 2^bits entries of four bytes
//   i16[20]    transitions: to each label from the begin, then to each from each (from * 4 + to)
//   u16        margin_step, not 0
//   u8[32]     confidence in 1/255 by margin / margin_step; never falls
//   14 bytes   zeros
//   u32[]      lists: upper half the tag of a word, then language (4 bits) and lists (8 bits); open
//              addressing by the lower bits of the word's hash; at least one entry is 0
//   u8[4][]    weights of the four labels, 128 more than they are

#pragma once

#include <array>
#include <cstdint>
#include <cstring>

#include "base/bytes.h"
#include "base/result.h"
#include "engine/detect/names/name_tokens.h"

namespace holdfast::detect {

// What a token is: no name, the first or a later one of a person's name, some other name.
enum NameLabel : std::uint8_t { kNoName, kNameBegins, kNameGoesOn, kOtherName };
inline constexpr std::size_t kNameLabels = 4;

// Lists a word may be in. Several may be true: "Rose" is in the first and the last.
enum NameList : std::uint8_t {
  kGivenNames = 1,
  kSurnames = 2,
  kPlaces = 4,
  kProducts = 8,            // and companies
  kWords = 16,              // of everyday language
  kForeignGivenNames = 32,  // of where none of the languages served is spoken
  kForeignSurnames = 64,
};

struct NameListEntry {
  std::uint8_t lists = 0;     // NameList
  std::uint8_t language = 0;  // that the word tells of: 1 to 7, or 0
};

class NameModel {
 public:
  static constexpr std::size_t kHeaderBytes = 128;
  static constexpr std::uint32_t kListBitsMax = 20;
  static constexpr std::uint32_t kWeightBitsMax = 22;

  // Reads in place: the bytes must outlive the model. InvalidInput when they are none.
  static Result<NameModel> parse(Bytes file);

  NameListEntry lists_of(std::uint64_t word) const {
    const std::uint32_t mask = (1U << list_bits_) - 1;
    const auto tag = static_cast<std::uint32_t>(word >> 48);
    for (auto at = static_cast<std::uint32_t>(word) & mask;; at = (at + 1) & mask) {
      const std::uint32_t slot = load(lists_, at);
      if (slot == 0) return {};
      if (slot >> 16 == tag) {
        return {static_cast<std::uint8_t>(slot & 0xFF),
                static_cast<std::uint8_t>(slot >> 8 & 0x0F)};
      }
    }
  }

  // The weights of a feature's hash: a byte for each label, 128 more than the weight.
  std::uint32_t weights_of(std::uint64_t hash) const {
    return load(weights_, static_cast<std::uint32_t>(hash >> (64 - weight_bits_)));
  }

  // In the same unit as the weights.
  int first(std::size_t label) const { return transitions_[label]; }
  int transition(std::size_t from, std::size_t to) const {
    return transitions_[kNameLabels + from * kNameLabels + to];
  }

  // How sure a span is whose labels lead by so much, from 0 to 1.
  float confidence_of(int margin) const;

 private:
  static constexpr std::size_t kSteps = 32;

  static std::uint32_t load(const std::byte* table, std::size_t index) {
    std::uint32_t value = 0;
    std::memcpy(&value, table + 4 * index, sizeof value);
    return value;
  }

  const std::byte* lists_ = nullptr;
  const std::byte* weights_ = nullptr;
  std::uint32_t list_bits_ = 0;
  std::uint32_t weight_bits_ = 0;
  std::array<std::int16_t, kNameLabels + kNameLabels * kNameLabels> transitions_{};
  int margin_step_ = 1;
  std::array<std::uint8_t, kSteps> confidences_{};
};

}  // namespace holdfast::detect
