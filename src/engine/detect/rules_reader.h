// Reading one map of a rule file: every member asked for by name, the rest refused.

#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/detect/yaml_tree.h"

namespace holdfast::detect {

// The node and the file must outlive it.
class MapReader {
 public:
  // InvalidInput unless the node is a map.
  static Result<MapReader> open(std::string_view file, const YamlNode& node);

  const YamlNode* optional(std::string_view key);
  Result<const YamlNode*> required(std::string_view key);

  Result<std::string> text(std::string_view key);
  Result<std::string> text_or(std::string_view key, std::string_view otherwise);
  Result<bool> boolean_or(std::string_view key, bool otherwise);
  Result<float> fraction_or(std::string_view key, float otherwise);  // 0 to 1
  Result<float> fraction(std::string_view key);
  Result<std::vector<std::string>> texts(std::string_view key);  // empty when absent
  // The texts of all languages: {en: [..], es: [..]}. Empty when absent.
  Result<std::vector<std::string>> texts_by_language(std::string_view key);
  // The same, each behind its language.
  Result<std::vector<std::pair<std::string, std::string>>> texts_with_languages(
      std::string_view key);

  // Position of the member's text among the choices; InvalidInput lists them.
  Result<std::size_t> choice(std::string_view key, std::string_view text,
                             std::span<const std::string_view> choices) const;

  // InvalidInput that names a member nobody asked for.
  Result<> finish() const;

  std::string_view file() const { return file_; }
  Error error(const YamlNode& at, std::string_view problem) const;
  Error error(std::string_view problem) const { return error(*node_, problem); }

 private:
  MapReader(std::string_view file, const YamlNode& node) : file_(file), node_(&node) {}
  Result<std::vector<std::string>> texts_of(const YamlNode& list, std::string_view key) const;

  std::string_view file_;
  const YamlNode* node_;
  std::vector<std::string_view> known_;
};

}  // namespace holdfast::detect
