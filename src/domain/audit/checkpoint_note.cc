#include "domain/audit/checkpoint_note.h"

#include <algorithm>
#include <charconv>

#include <fmt/core.h>

namespace holdfast::audit {
namespace {

constexpr std::byte kEd25519{0x01};
constexpr std::string_view kSignatureMark = "\xE2\x80\x94 ";  // An em dash and a space.
constexpr std::size_t kKeyHashBytes = 4;

// Which of a name's keys signed: the first bytes of SHA-256(name, line feed, algorithm, key).
Hash key_hash(std::string_view name, const crypto::PublicKey& key) {
  return sha256({as_bytes(name), as_bytes("\n"), {&kEd25519, 1}, key});
}

std::string body_of(std::string_view origin, const Checkpoint& checkpoint) {
  return fmt::format("{}\n{}\n{}\n", origin, checkpoint.tree_size, to_base64(checkpoint.root));
}

Error not_ours(std::string_view why) {
  return {ErrorCode::Corrupted, fmt::format("the checkpoint {}", why)};
}

// Takes the text up to the next line feed off the front.
std::string_view take_line(std::string_view& text) {
  const std::size_t end = std::min(text.find('\n'), text.size());
  const std::string_view line = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return line;
}

Result<Checkpoint> parse_body(std::string_view body, std::string_view origin) {
  if (take_line(body) != origin) return not_ours("belongs to another log");
  const std::string_view size = take_line(body);
  Checkpoint checkpoint;
  const auto [end, problem] =
      std::from_chars(size.data(), size.data() + size.size(), checkpoint.tree_size);
  if (problem != std::errc() || end != size.data() + size.size()) {
    return not_ours("has no tree size");
  }
  const Result<ByteVector> root = from_base64(take_line(body));
  if (!root || root->size() != checkpoint.root.size()) return not_ours("has no root");
  std::ranges::copy(*root, checkpoint.root.begin());
  return checkpoint;
}

}  // namespace

std::string CheckpointSigner::origin(std::string_view tenant) const {
  const Hash installation = sha256({signer_.public_key()});
  return fmt::format("holdfast.local/{}/{}", to_hex(Bytes(installation).first(4)), tenant);
}

std::string CheckpointSigner::sign(std::string_view tenant, const Checkpoint& checkpoint) const {
  const std::string name = origin(tenant);
  std::string note = body_of(name, checkpoint);
  const crypto::Signature signature = signer_.sign(as_bytes(note));
  const Hash key = key_hash(name, signer_.public_key());
  ByteVector line(key.begin(), key.begin() + kKeyHashBytes);
  line.insert(line.end(), signature.begin(), signature.end());
  note += fmt::format("\n{}{} {}\n", kSignatureMark, name, to_base64(line));
  return note;
}

Result<Checkpoint> CheckpointSigner::read(std::string_view tenant, std::string_view note) const {
  const std::string name = origin(tenant);
  const std::size_t split = note.find("\n\n");
  if (split == std::string_view::npos) return not_ours("has no signature");
  const std::string_view body = note.substr(0, split + 1);
  const Checkpoint checkpoint = TRY(parse_body(body, name));
  if (body_of(name, checkpoint) != body) return not_ours("is not well formed");

  std::string_view lines = note.substr(split + 2);
  const Hash key = key_hash(name, signer_.public_key());
  const std::string start = fmt::format("{}{} ", kSignatureMark, name);
  while (!lines.empty()) {  // Witnesses may have added signatures of their own.
    const std::string_view line = take_line(lines);
    if (!line.starts_with(start)) continue;
    const Result<ByteVector> bytes = from_base64(line.substr(start.size()));
    crypto::Signature signature;
    if (!bytes || bytes->size() != kKeyHashBytes + signature.size()) continue;
    if (to_base64(*bytes) != line.substr(start.size())) continue;
    if (!std::equal(key.begin(), key.begin() + kKeyHashBytes, bytes->begin())) continue;
    std::copy(bytes->begin() + kKeyHashBytes, bytes->end(), signature.begin());
    if (crypto::verifies(signature, as_bytes(body), signer_.public_key())) return checkpoint;
  }
  return not_ours("is not signed with this installation's key");
}

std::string CheckpointSigner::verifier_key(std::string_view tenant) const {
  const std::string name = origin(tenant);
  const Hash hash = key_hash(name, signer_.public_key());
  ByteVector key{kEd25519};
  key.insert(key.end(), signer_.public_key().begin(), signer_.public_key().end());
  return fmt::format("{}+{}+{}", name, to_hex(Bytes(hash).first(kKeyHashBytes)), to_base64(key));
}

}  // namespace holdfast::audit
