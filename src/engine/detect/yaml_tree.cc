#include "engine/detect/yaml_tree.h"

#include <istream>
#include <map>
#include <streambuf>

#include <fmt/core.h>
#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace holdfast::detect {
namespace {

constexpr std::size_t kDepthMax = 20;
constexpr std::size_t kNodesMax = 1'000'000;

// yaml-cpp reads streams; this one reads the bytes where they are.
class ViewBuffer : public std::streambuf {
 public:
  explicit ViewBuffer(std::string_view text) {
    char* begin = const_cast<char*>(text.data());  // a get area is never written to
    setg(begin, begin, begin + text.size());
  }
};

class TreeBuilder : public YAML::EventHandler {
 public:
  explicit TreeBuilder(std::string_view file) : file_(file) {}

  void OnDocumentStart(const YAML::Mark&) override {}
  void OnDocumentEnd() override {}

  void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    add(YamlNode{.line = line_of(mark)}, anchor);
  }

  void OnAlias(const YAML::Mark& mark, YAML::anchor_t anchor) override {
    if (has_failed()) return;
    const auto found = anchors_.find(anchor);
    if (found == anchors_.end())
      return fail(line_of(mark), "an alias stands inside its own anchor");
    count_ += size_of(found->second);
    add(found->second, 0);
  }

  void OnScalar(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                const std::string& value) override {
    add(YamlNode{.kind = YamlNode::Kind::Scalar, .line = line_of(mark), .scalar = value}, anchor);
  }

  void OnSequenceStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                       YAML::EmitterStyle::value) override {
    open(YamlNode{.kind = YamlNode::Kind::List, .line = line_of(mark)}, anchor);
  }
  void OnSequenceEnd() override { close(); }

  void OnMapStart(const YAML::Mark& mark, const std::string&, YAML::anchor_t anchor,
                  YAML::EmitterStyle::value) override {
    open(YamlNode{.kind = YamlNode::Kind::Map, .line = line_of(mark)}, anchor);
  }
  void OnMapEnd() override { close(); }

  Result<YamlNode> take() {
    if (!problem_.empty()) return Error{ErrorCode::InvalidInput, problem_};
    return std::move(root_);
  }
  bool has_failed() const { return !problem_.empty(); }

 private:
  struct Open {
    YamlNode node;
    YAML::anchor_t anchor;
    std::string key;
    bool has_key;
  };

  static int line_of(const YAML::Mark& mark) { return mark.line + 1; }

  static std::size_t size_of(const YamlNode& node) {
    std::size_t size = 1;
    for (const YamlNode& item : node.items) size += size_of(item);
    return size;
  }

  void fail(int line, std::string_view problem) {
    if (problem_.empty()) problem_ = fmt::format("{}:{}: {}", file_, line, problem);
  }

  void open(YamlNode node, YAML::anchor_t anchor) {
    if (open_.size() == kDepthMax) fail(node.line, "nested too deeply");
    if (has_failed()) {
      ++skipped_;
      return;
    }
    open_.push_back({std::move(node), anchor, {}, false});
  }

  void close() {
    if (skipped_ > 0) {
      --skipped_;
      return;
    }
    if (open_.empty()) return;
    Open done = std::move(open_.back());
    open_.pop_back();
    add(std::move(done.node), done.anchor);
  }

  void add(YamlNode node, YAML::anchor_t anchor) {
    if (++count_ > kNodesMax) fail(node.line, "too many values");
    if (has_failed()) return;
    if (anchor != 0) anchors_[anchor] = node;
    if (open_.empty()) {
      root_ = std::move(node);
      return;
    }
    Open& parent = open_.back();
    if (parent.node.kind == YamlNode::Kind::List) {
      parent.node.items.push_back(std::move(node));
    } else if (!parent.has_key) {
      take_key(parent, node);
    } else {
      parent.node.keys.push_back(std::move(parent.key));
      parent.node.items.push_back(std::move(node));
      parent.has_key = false;
    }
  }

  void take_key(Open& parent, YamlNode& node) {
    if (node.kind != YamlNode::Kind::Scalar) return fail(node.line, "a key must be a plain text");
    if (parent.node.find(node.scalar) != nullptr) {
      return fail(node.line, fmt::format("\"{}\" is given twice; keep one", node.scalar));
    }
    parent.key = std::move(node.scalar);
    parent.has_key = true;
  }

  std::string_view file_;
  std::string problem_;
  YamlNode root_;
  std::vector<Open> open_;
  std::size_t skipped_ = 0;
  std::size_t count_ = 0;
  std::map<YAML::anchor_t, YamlNode> anchors_;
};

}  // namespace

const YamlNode* YamlNode::find(std::string_view key) const {
  for (std::size_t i = 0; i < keys.size(); ++i) {
    if (keys[i] == key) return &items[i];
  }
  return nullptr;
}

Result<YamlNode> parse_yaml(std::string_view file, std::string_view yaml) {
  TreeBuilder builder(file);
  try {
    ViewBuffer buffer(yaml);
    std::istream stream(&buffer);
    YAML::Parser parser(stream);
    if (!parser.HandleNextDocument(builder)) return YamlNode{.line = 1};
  } catch (const YAML::Exception& exception) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("{}:{}: not YAML: {}", file, exception.mark.line + 1, exception.msg)};
  }
  return builder.take();
}

}  // namespace holdfast::detect
