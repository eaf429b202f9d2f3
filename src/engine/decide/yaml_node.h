// The YAML that rules are written in: mappings, lists and scalars, each with its place in the text.
//
// Anchors, aliases, tags and several documents in one text are refused: a rule is read by people,
// and what it says must stand where it is said. A key given twice is refused as well.

#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast::decide {

struct Place {
  std::uint32_t line = 1;  // from 1
  std::uint32_t column = 1;
};

// InvalidInput: "line 12, column 7: <problem>".
Error error_at(Place place, std::string_view problem);

struct YamlNode {
  enum class Kind : std::uint8_t { Null, Scalar, Sequence, Mapping };

  Kind kind = Kind::Null;
  bool is_quoted = false;  // a quoted scalar is text, never a number or a truth value
  Place place;
  std::string scalar;
  std::vector<YamlNode> keys;   // of a mapping, as many as items
  std::vector<YamlNode> items;  // of a sequence or a mapping

  bool is_scalar() const { return kind == Kind::Scalar; }
  bool is_sequence() const { return kind == Kind::Sequence; }
  bool is_mapping() const { return kind == Kind::Mapping; }

  Result<std::string_view> text() const;  // a scalar that is not empty
  Result<double> number() const;
  Result<bool> boolean() const;

  Error error(std::string_view problem) const { return error_at(place, problem); }
};

struct YamlLimits {
  std::size_t bytes_max = 1U << 20;
  std::size_t nodes_max = 100'000;
  std::size_t depth_max = 32;
};

// InvalidInput with line and column; LimitExceeded by `limits`.
Result<YamlNode> parse_yaml(std::string_view text, const YamlLimits& limits = {});

// The members of one mapping, strictly: finish() refuses those nobody asked for, with the nearest
// name that was asked for.
class YamlMembers {
 public:
  // `what` names the mapping in messages: "a rule".
  static Result<YamlMembers> of(const YamlNode& node, std::string_view what);

  const YamlNode* optional(std::string_view name);
  Result<const YamlNode*> required(std::string_view name);
  Result<std::string_view> required_text(std::string_view name);
  Result<std::string_view> text_or(std::string_view name, std::string_view otherwise);
  Result<> finish() const;

 private:
  YamlMembers(const YamlNode& node, std::string_view what) : node_(&node), what_(what) {}

  const YamlNode* node_;
  std::string_view what_;
  std::vector<std::string> known_;
};

}  // namespace holdfast::decide
