#include "engine/decide/yaml_node.h"

#include <algorithm>
#include <charconv>
#include <exception>
#include <istream>
#include <optional>
#include <streambuf>

#include <fmt/core.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

#include "base/utf8.h"
#include "engine/decide/near_name.h"

namespace holdfast::decide {
namespace {

constexpr std::size_t kKeyBytesMax = 128;
constexpr std::size_t kMembersMax = 256;

Place place_of(const YAML::Mark& mark) {
  if (mark.is_null()) return {};
  return {static_cast<std::uint32_t>(mark.line) + 1, static_cast<std::uint32_t>(mark.column) + 1};
}

// Thrown through yaml-cpp's parser, which knows no other way to stop, and caught in parse_yaml().
struct Refused : std::exception {
  explicit Refused(Error why) : error(std::move(why)) {}
  Error error;
};

// Builds the tree from the parser's events. Nodes under construction stand on a stack.
class TreeBuilder final : public YAML::EventHandler {
 public:
  explicit TreeBuilder(const YamlLimits& limits) : limits_(limits) {}

  std::optional<YamlNode> root;

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}
  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    refuse_anchor(mark, anchor);
    add(node(YamlNode::Kind::Null, mark));
  }
  void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
    throw Refused(error_at(place_of(mark),
                           "aliases (*name) are not part of the language: "
                           "write the value out"));
  }
  void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                const std::string& value) override {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    YamlNode scalar = node(YamlNode::Kind::Scalar, mark);
    scalar.is_quoted = tag == "!";
    scalar.scalar = value;
    const bool is_null = !scalar.is_quoted && (value.empty() || value == "~" || value == "null");
    if (is_null) scalar.kind = YamlNode::Kind::Null;
    add(std::move(scalar));
  }
  void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::Sequence, mark, tag, anchor);
  }
  void OnSequenceEnd() override { close(); }
  void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlNode::Kind::Mapping, mark, tag, anchor);
  }
  void OnMapEnd() override { close(); }

 private:
  YamlNode node(YamlNode::Kind kind, const YAML::Mark& mark) {
    if (++nodes_ > limits_.nodes_max) {
      throw Refused(Error{ErrorCode::LimitExceeded,
                          fmt::format("more than {} values in one document", limits_.nodes_max)});
    }
    YamlNode made;
    made.kind = kind;
    made.place = place_of(mark);
    return made;
  }

  void open(YamlNode::Kind kind, const YAML::Mark& mark, const std::string& tag,
            YAML::anchor_t anchor) {
    refuse_anchor(mark, anchor);
    refuse_tag(mark, tag);
    if (open_.size() >= limits_.depth_max) {
      throw Refused(
          error_at(place_of(mark), fmt::format("nested deeper than {} levels", limits_.depth_max)));
    }
    open_.push_back(node(kind, mark));
  }

  void close() {
    YamlNode done = std::move(open_.back());
    open_.pop_back();
    add(std::move(done));
  }

  void add(YamlNode made) {
    if (open_.empty()) {
      root = std::move(made);
      return;
    }
    YamlNode& parent = open_.back();
    if (parent.is_mapping() && parent.keys.size() == parent.items.size()) {
      refuse_bad_key(parent, made);
      parent.keys.push_back(std::move(made));
    } else {
      parent.items.push_back(std::move(made));
    }
  }

  static void refuse_bad_key(const YamlNode& parent, const YamlNode& key) {
    if (!key.is_scalar() || key.scalar.size() > kKeyBytesMax) {
      throw Refused(key.error("a key must be a word"));
    }
    // Also keeps the search for a repeated key short.
    if (parent.keys.size() >= kMembersMax) {
      throw Refused(key.error(fmt::format("more than {} members in one mapping", kMembersMax)));
    }
    for (const YamlNode& other : parent.keys) {
      if (other.scalar != key.scalar) continue;
      throw Refused(key.error(
          fmt::format("'{}' is given twice, first on line {}", key.scalar, other.place.line)));
    }
  }
  static void refuse_anchor(const YAML::Mark& mark, YAML::anchor_t anchor) {
    if (anchor == YAML::NullAnchor) return;
    throw Refused(error_at(place_of(mark), "anchors (&name) are not part of the language"));
  }
  static void refuse_tag(const YAML::Mark& mark, const std::string& tag) {
    if (tag.empty() || tag == "?" || tag == "!") return;
    throw Refused(error_at(place_of(mark), "tags (!name) are not part of the language"));
  }

  const YamlLimits& limits_;
  std::vector<YamlNode> open_;
  std::size_t nodes_ = 0;
};

// yaml-cpp reads streams; this one reads the text where it lies.
class TextBuffer final : public std::streambuf {
 public:
  explicit TextBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // std::streambuf never writes to a get area
    setg(begin, begin, begin + text.size());
  }
};

// Control characters other than line breaks and tabs are no part of a YAML text, and the parser
// takes a NUL for the end of it: what a person sees must be what is read.
Result<> refuse_control_characters(std::string_view text) {
  Place place;
  for (const char c : text) {
    const auto code = static_cast<unsigned char>(c);
    if ((code < 0x20 && c != '\n' && c != '\r' && c != '\t') || code == 0x7f) {
      return error_at(place, "a control character: remove it");
    }
    ++place.column;
    if (c == '\n') place = {place.line + 1, 1};
  }
  return {};
}

Result<YamlNode> parse_events(std::string_view text, const YamlLimits& limits) {
  TextBuffer buffer(text);
  std::istream stream(&buffer);
  try {
    YAML::Parser parser(stream);
    TreeBuilder tree(limits);
    if (!parser.HandleNextDocument(tree) || !tree.root) return YamlNode{};
    YamlNode root = std::move(*tree.root);
    TreeBuilder rest(limits);
    if (parser.HandleNextDocument(rest)) {
      return Error{ErrorCode::InvalidInput, "one document only: remove what follows '---'"};
    }
    return root;
  } catch (const Refused& refused) {
    return refused.error;
  } catch (const YAML::Exception& problem) {
    return error_at(place_of(problem.mark), fmt::format("not YAML: {}", problem.msg));
  } catch (const std::exception&) {
    return Error{ErrorCode::InvalidInput, "not YAML"};
  }
}

}  // namespace

Error error_at(Place place, std::string_view problem) {
  return {ErrorCode::InvalidInput,
          fmt::format("line {}, column {}: {}", place.line, place.column, problem)};
}

Result<YamlNode> parse_yaml(std::string_view text, const YamlLimits& limits) {
  if (text.size() > limits.bytes_max) {
    return Error{ErrorCode::LimitExceeded,
                 fmt::format("{} bytes, {} allowed", text.size(), limits.bytes_max)};
  }
  if (!is_utf8(text)) return Error{ErrorCode::InvalidInput, "not UTF-8: save it as UTF-8"};
  TRY(refuse_control_characters(text));
  return parse_events(text, limits);
}

Result<std::string_view> YamlNode::text() const {
  if (!is_scalar() || scalar.empty()) return error("text is expected here");
  return std::string_view(scalar);
}

Result<double> YamlNode::number() const {
  double value = 0;
  const char* end = scalar.data() + scalar.size();
  const auto [stopped, problem] = std::from_chars(scalar.data(), end, value);
  const bool is_number = is_scalar() && !is_quoted && problem == std::errc() && stopped == end;
  // "inf" and "nan" would make a comparison that never or always holds.
  if (!is_number || !(value > -1e15 && value < 1e15)) return error("a number is expected here");
  return value;
}

Result<bool> YamlNode::boolean() const {
  if (is_scalar() && !is_quoted && scalar == "true") return true;
  if (is_scalar() && !is_quoted && scalar == "false") return false;
  return error("true or false is expected here");
}

Result<YamlMembers> YamlMembers::of(const YamlNode& node, std::string_view what) {
  if (!node.is_mapping()) return node.error(fmt::format("{} is written as 'name: value'", what));
  return YamlMembers(node, what);
}

const YamlNode* YamlMembers::optional(std::string_view name) {
  known_.emplace_back(name);
  for (std::size_t i = 0; i < node_->keys.size(); ++i) {
    if (node_->keys[i].scalar != name) continue;
    return node_->items[i].kind == YamlNode::Kind::Null ? nullptr : &node_->items[i];
  }
  return nullptr;
}

Result<const YamlNode*> YamlMembers::required(std::string_view name) {
  if (const YamlNode* found = optional(name)) return found;
  return node_->error(fmt::format("{} needs '{}'", what_, name));
}

Result<std::string_view> YamlMembers::required_text(std::string_view name) {
  const YamlNode* found = TRY(required(name));
  return found->text();
}

Result<std::string_view> YamlMembers::text_or(std::string_view name, std::string_view otherwise) {
  const YamlNode* found = optional(name);
  return found == nullptr ? Result(otherwise) : found->text();
}

Result<> YamlMembers::finish() const {
  for (const YamlNode& key : node_->keys) {
    if (std::ranges::find(known_, key.scalar) != known_.end()) continue;
    return key.error(
        fmt::format("{} has no '{}'{}", what_, key.scalar, hint_for(key.scalar, known_)));
  }
  return {};
}

}  // namespace holdfast::decide
