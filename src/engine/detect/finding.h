// What detect() says: where sensitive data stands in a text, what it is, how sure, and why.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace holdfast::detect {

enum class Category : std::uint8_t {
  Payment,
  Bank,
  GovernmentId,
  ContactDetail,
  Person,
  Credential,
  Health,
  SpecialCategory,  // GDPR article 9
  Network,          // device and network
  Vehicle,
  SecretKey,
  Custom,
};

std::string_view to_string(Category category);  // "payment", "government_id", "special_category" …

// Index into Rules::types(); stable within one set of rules, never stored: store the name.
using TypeIndex = std::uint16_t;

struct EntityType {
  std::string name;  // snake_case, DESIGN.md's fixed names
  Category category;
  std::string region;          // ISO 3166 alpha-2, or "" for everywhere
  std::uint8_t sensitivity;    // 1 (low) to 4 (nothing derived from it may be kept)
  bool keeps_nothing_derived;  // card codes, PINs, passwords …: no digest, no mask, no length
  // The same thing's name there, "" where there is none; aws is Comprehend.
  std::string presidio, google, aws, macie;
  std::vector<std::string> other_names;  // what those products call parts of it
};

// Why a finding was made. `what` is the pattern's name, the check's name ("luhn"), the cue word's
// canonical form, or the role of the question before; never text of the customer's.
struct Evidence {
  enum class Kind : std::uint8_t { Pattern, Check, Context, Conversation, Model, Demotion };
  Kind kind;
  std::string what;
  float weight = 0;  // what it added to the confidence
};

std::string_view to_string(Evidence::Kind kind);

// A type that lost arbitration for the same place.
struct RunnerUp {
  TypeIndex type;
  float confidence;
};

// Bytes [begin, end) of the text given.
struct Finding {
  TypeIndex type = 0;
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  float confidence = 0;  // 0 to 1
  std::vector<Evidence> evidence;
  std::vector<RunnerUp> runners_up;
  // Spans that are pieces of one value share a number from 1; 0 stands alone.
  std::uint32_t entity = 0;
};

}  // namespace holdfast::detect
