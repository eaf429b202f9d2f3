// The one matcher grammar, for data rules here and access rules in domain/access.
//
//   when:
//     all:
//       - channel: {in: [chat, mail]}
//       - not: {recipient.kind: {eq: internal}}
//       - any: [ {finding.type: {eq: payment_card}}, {finding.category: {eq: secret_key}} ]
//
// Operators: eq, in, gte, lte, glob. A bare value means eq, a bare list means in. An attribute the
// schema does not know, or an operator that does not fit its kind, is an error when parsed. An
// attribute that is missing at evaluation makes its condition not match, under `not` as well.

#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/result.h"

namespace holdfast::decide {

enum class AttributeKind : std::uint8_t { Text, Number, Boolean };

// The attributes that a language of rules knows. `choices`, when not empty, are all values allowed.
struct Attribute {
  std::string name;
  AttributeKind kind;
  std::vector<std::string> choices;
  std::string meaning;  // one line, for `policy check` and the guide
};

using AttributeValue = std::variant<std::string_view, double, bool>;

// Looks attributes up at evaluation. One attribute may have several values (recipients' domains):
// the condition matches when any does.
class Facts {
 public:
  virtual ~Facts() = default;
  // Empty when missing. The span is valid until the next call.
  virtual std::span<const AttributeValue> values(std::string_view attribute) const = 0;
};

}  // namespace holdfast::decide
