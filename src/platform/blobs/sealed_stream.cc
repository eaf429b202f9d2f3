#include "platform/blobs/sealed_stream.h"

#include <algorithm>

#include "base/check.h"

namespace holdfast::blobs {
namespace {

constexpr std::string_view kMagic = "HFB1";

unsigned char* raw(std::byte* bytes) { return reinterpret_cast<unsigned char*>(bytes); }
const unsigned char* raw(const std::byte* bytes) {
  return reinterpret_cast<const unsigned char*>(bytes);
}

void ensure_sodium() {
  static const bool is_ready = sodium_init() >= 0;
  CHECK(is_ready);
}

Error damaged() {
  return {ErrorCode::Corrupted,
          "a sealed file does not open: it was changed, cut or sealed with another key"};
}

}  // namespace

Result<std::uint64_t> content_bytes(std::uint64_t file_bytes) {
  constexpr std::uint64_t kSealedPieceBytes = kPieceBytes + kPieceOverheadBytes;
  if (file_bytes < kHeaderBytes + kPieceOverheadBytes) return damaged();
  const std::uint64_t body = file_bytes - kHeaderBytes;
  const std::uint64_t pieces = (body + kSealedPieceBytes - 1) / kSealedPieceBytes;
  if (body < pieces * kPieceOverheadBytes) return damaged();
  return body - pieces * kPieceOverheadBytes;
}

StreamSealer::StreamSealer(const SecretBytes& key, const Uuid& blob)
    : blob_(blob), header_(kHeaderBytes) {
  ensure_sodium();
  CHECK(key.size() == crypto_secretstream_xchacha20poly1305_KEYBYTES);
  std::ranges::copy(as_bytes(kMagic), header_.begin());
  crypto_secretstream_xchacha20poly1305_init_push(&state_, raw(header_.data() + kMagic.size()),
                                                  raw(key.reveal().data()));
}

StreamSealer::~StreamSealer() { sodium_memzero(&state_, sizeof state_); }

Bytes StreamSealer::seal(Bytes piece, bool is_last) {
  CHECK(is_last ? piece.size() <= kPieceBytes : piece.size() == kPieceBytes);
  sealed_.resize(piece.size() + kPieceOverheadBytes);
  crypto_secretstream_xchacha20poly1305_push(
      &state_, raw(sealed_.data()), nullptr, raw(piece.data()), piece.size(),
      raw(blob_.bytes.data()), blob_.bytes.size(),
      is_last ? crypto_secretstream_xchacha20poly1305_TAG_FINAL
              : crypto_secretstream_xchacha20poly1305_TAG_MESSAGE);
  return sealed_;
}

Result<StreamOpener> StreamOpener::begin(Bytes header, const SecretBytes& key, const Uuid& blob) {
  ensure_sodium();
  CHECK(key.size() == crypto_secretstream_xchacha20poly1305_KEYBYTES);
  if (header.size() != kHeaderBytes || as_text(header.first(kMagic.size())) != kMagic) {
    return damaged();
  }
  StreamOpener opener(blob);
  if (crypto_secretstream_xchacha20poly1305_init_pull(
          &opener.state_, raw(header.data() + kMagic.size()), raw(key.reveal().data())) != 0) {
    return damaged();
  }
  return opener;
}

StreamOpener::~StreamOpener() {
  sodium_memzero(&state_, sizeof state_);
  sodium_memzero(plain_.data(), plain_.size());
}

Result<Bytes> StreamOpener::open(Bytes sealed, bool is_last) {
  if (sealed.size() < kPieceOverheadBytes) return damaged();
  plain_.resize(sealed.size() - kPieceOverheadBytes);
  unsigned char tag = 0;
  const int outcome = crypto_secretstream_xchacha20poly1305_pull(
      &state_, raw(plain_.data()), nullptr, &tag, raw(sealed.data()), sealed.size(),
      raw(blob_.bytes.data()), blob_.bytes.size());
  const bool was_last = tag == crypto_secretstream_xchacha20poly1305_TAG_FINAL;
  if (outcome != 0 || was_last != is_last) return damaged();
  return Bytes(plain_);
}

}  // namespace holdfast::blobs
