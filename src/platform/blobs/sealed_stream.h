// A file's bytes: libsodium's secretstream (XChaCha20-Poly1305) in pieces of 64 KB.
//
//   4 bytes "HFB1", 24 bytes header, then per piece its ciphertext and 17 bytes. Every piece is
//   bound to the blob's id and to all pieces before it; the last one is marked, so that neither a
//   cut end nor an exchanged piece opens.

#pragma once

#include <cstdint>

#include <sodium.h>

#include "base/bytes.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/secret_bytes.h"

namespace holdfast::blobs {

inline constexpr std::size_t kPieceBytes = 64 * 1024;
inline constexpr std::size_t kHeaderBytes = 4 + crypto_secretstream_xchacha20poly1305_HEADERBYTES;
inline constexpr std::size_t kPieceOverheadBytes = crypto_secretstream_xchacha20poly1305_ABYTES;

// The content's size from the file's. Corrupted when no content makes such a file.
Result<std::uint64_t> content_bytes(std::uint64_t file_bytes);

class StreamSealer {
 public:
  StreamSealer(const SecretBytes& key, const Uuid& blob);
  ~StreamSealer();

  // Comes first in the file.
  const ByteVector& header() const { return header_; }
  // All pieces but the last have kPieceBytes. The result is valid until the next call.
  Bytes seal(Bytes piece, bool is_last);

 private:
  crypto_secretstream_xchacha20poly1305_state state_;
  const Uuid blob_;
  ByteVector header_;
  ByteVector sealed_;
};

class StreamOpener {
 public:
  static Result<StreamOpener> begin(Bytes header, const SecretBytes& key, const Uuid& blob);
  StreamOpener(const StreamOpener&) = default;
  StreamOpener& operator=(const StreamOpener&) = default;
  ~StreamOpener();

  // The piece in clear, valid until the next call. Corrupted, also when `is_last` is not what it
  // was.
  Result<Bytes> open(Bytes sealed, bool is_last);

 private:
  explicit StreamOpener(const Uuid& blob) : blob_(blob) {}

  crypto_secretstream_xchacha20poly1305_state state_{};
  Uuid blob_;
  ByteVector plain_;
};

}  // namespace holdfast::blobs
