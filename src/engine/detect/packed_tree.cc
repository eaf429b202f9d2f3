#include "engine/detect/packed_tree.h"

#include <cstdint>
#include <cstring>

#include "base/check.h"

namespace holdfast::detect {
namespace {

void put_number(std::string& out, std::size_t value) {
  const auto number = static_cast<std::uint32_t>(value);
  char bytes[sizeof number];
  std::memcpy(bytes, &number, sizeof number);
  out.append(bytes, sizeof number);
}

void put_text(std::string& out, std::string_view text) {
  put_number(out, text.size());
  out += text;
}

void put_node(std::string& out, const YamlNode& node) {
  out += static_cast<char>(node.kind);
  put_number(out, static_cast<std::size_t>(node.line));
  put_text(out, node.scalar);
  put_number(out, node.keys.size());
  for (const std::string& key : node.keys) put_text(out, key);
  put_number(out, node.items.size());
  for (const YamlNode& item : node.items) put_node(out, item);
}

class Unpacker {
 public:
  explicit Unpacker(std::string_view packed) : rest_(packed) {}

  YamlNode node() {
    YamlNode node;
    node.kind = static_cast<YamlNode::Kind>(bytes(1)[0]);
    node.line = static_cast<int>(number());
    node.scalar = text();
    node.keys.resize(number());
    for (std::string& key : node.keys) key = text();
    node.items.resize(number());
    for (YamlNode& item : node.items) item = this->node();
    return node;
  }

  bool is_done() const { return rest_.empty(); }

 private:
  std::string_view bytes(std::size_t count) {
    CHECK(count <= rest_.size());
    const std::string_view taken = rest_.substr(0, count);
    rest_.remove_prefix(count);
    return taken;
  }
  std::uint32_t number() {
    std::uint32_t value = 0;
    std::memcpy(&value, bytes(sizeof value).data(), sizeof value);
    return value;
  }
  std::string_view text() { return bytes(number()); }

  std::string_view rest_;
};

}  // namespace

std::string pack(const YamlNode& root) {
  std::string out;
  put_node(out, root);
  return out;
}

YamlNode unpack(std::string_view packed) {
  Unpacker unpacker(packed);
  YamlNode root = unpacker.node();
  CHECK(unpacker.is_done());
  return root;
}

}  // namespace holdfast::detect
