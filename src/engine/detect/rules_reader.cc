#include "engine/detect/rules_reader.h"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>

#include "base/join.h"
#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

constexpr std::size_t kTextBytesMax = 500;

}  // namespace

Result<MapReader> MapReader::open(std::string_view file, const YamlNode& node) {
  MapReader reader(file, node);
  if (node.kind != YamlNode::Kind::Map) return reader.error("expected `key: value` members");
  return reader;
}

Error MapReader::error(const YamlNode& at, std::string_view problem) const {
  return Error{ErrorCode::InvalidInput, fmt::format("{}:{}: {}", file_, at.line, problem)};
}

const YamlNode* MapReader::optional(std::string_view key) {
  known_.push_back(key);
  const YamlNode* found = node_->find(key);
  return found == nullptr || found->kind == YamlNode::Kind::Null ? nullptr : found;
}

Result<const YamlNode*> MapReader::required(std::string_view key) {
  const YamlNode* found = optional(key);
  if (found == nullptr) return error(fmt::format("`{}` is missing", key));
  return found;
}

Result<std::string> MapReader::text(std::string_view key) {
  const YamlNode* node = TRY(required(key));
  if (node->kind != YamlNode::Kind::Scalar || node->scalar.empty()) {
    return error(*node, fmt::format("`{}` must be a text", key));
  }
  return node->scalar;
}

Result<std::string> MapReader::text_or(std::string_view key, std::string_view otherwise) {
  if (optional(key) == nullptr) return std::string(otherwise);
  const YamlNode* node = node_->find(key);
  if (node->kind != YamlNode::Kind::Scalar) {
    return error(*node, fmt::format("`{}` must be a text", key));
  }
  return node->scalar;
}

Result<bool> MapReader::boolean_or(std::string_view key, bool otherwise) {
  const YamlNode* node = optional(key);
  if (node == nullptr) return otherwise;
  if (node->scalar == "true") return true;
  if (node->scalar == "false") return false;
  return error(*node, fmt::format("`{}` must be true or false", key));
}

Result<float> MapReader::fraction(std::string_view key) {
  const YamlNode* node = TRY(required(key));
  float value = -1;
  const char* end = node->scalar.data() + node->scalar.size();
  const auto [at, problem] = std::from_chars(node->scalar.data(), end, value);
  if (problem != std::errc{} || at != end || !(value >= 0 && value <= 1)) {
    return error(*node, fmt::format("`{}` must be a number from 0 to 1", key));
  }
  return value;
}

Result<float> MapReader::fraction_or(std::string_view key, float otherwise) {
  if (optional(key) == nullptr) return otherwise;
  return fraction(key);
}

Result<std::vector<std::string>> MapReader::texts_of(const YamlNode& list,
                                                     std::string_view key) const {
  if (list.kind != YamlNode::Kind::List) {
    return error(list, fmt::format("`{}` must be a list: [a, b]", key));
  }
  std::vector<std::string> texts;
  for (const YamlNode& item : list.items) {
    if (item.kind != YamlNode::Kind::Scalar || item.scalar.empty()) {
      return error(item, fmt::format("`{}` may hold texts only; quote \"no\" and \"yes\"", key));
    }
    if (item.scalar.size() > kTextBytesMax) {
      return error(item, fmt::format("`{}` has a text of more than {} bytes", key, kTextBytesMax));
    }
    texts.push_back(item.scalar);
  }
  return texts;
}

Result<std::vector<std::string>> MapReader::texts(std::string_view key) {
  const YamlNode* node = optional(key);
  if (node == nullptr) return std::vector<std::string>{};
  return texts_of(*node, key);
}

Result<std::vector<std::pair<std::string, std::string>>> MapReader::texts_with_languages(
    std::string_view key) {
  std::vector<std::pair<std::string, std::string>> all;
  const YamlNode* node = optional(key);
  if (node == nullptr) return all;
  if (node->kind != YamlNode::Kind::Map) {
    return error(*node, fmt::format("`{}` must be given by language: {{en: [..], es: [..]}}", key));
  }
  for (std::size_t i = 0; i < node->keys.size(); ++i) {
    const std::string& language = node->keys[i];
    const YamlNode& list = node->items[i];
    if (language.size() != 2) {
      return error(list, fmt::format("\"{}\" is no language; use a two-letter code", language));
    }
    for (std::string& text : TRY(texts_of(list, key))) {
      std::size_t words = 0;
      for_each_word(text, [&words](std::size_t, std::size_t) { ++words; });
      if (words == 0 || words > kCueWordsMax) {
        return error(list, fmt::format("\"{}\" must have 1 to {} words", text, kCueWordsMax));
      }
      all.emplace_back(language, std::move(text));
    }
  }
  return all;
}

Result<std::vector<std::string>> MapReader::texts_by_language(std::string_view key) {
  std::vector<std::string> all;
  for (auto& [language, text] : TRY(texts_with_languages(key))) all.push_back(std::move(text));
  return all;
}

Result<std::size_t> MapReader::choice(std::string_view key, std::string_view text,
                                      std::span<const std::string_view> choices) const {
  const auto found = std::find(choices.begin(), choices.end(), text);
  if (found != choices.end()) return static_cast<std::size_t>(found - choices.begin());
  return error(
      fmt::format("`{}: {}` is not possible; use one of {}", key, text, join(choices, ", ")));
}

Result<> MapReader::finish() const {
  for (std::size_t i = 0; i < node_->keys.size(); ++i) {
    if (std::find(known_.begin(), known_.end(), node_->keys[i]) == known_.end()) {
      return error(node_->items[i],
                   fmt::format("`{}` is not a key that belongs here", node_->keys[i]));
    }
  }
  return {};
}

}  // namespace holdfast::detect
