// What the pool and its workers say to each other, apart from the content.

#pragma once

#include <string>

#include "engine/extract/document.h"

namespace holdfast::sandbox {

// A worker's first frame: how it is confined, or why it could not be.
struct Hello {
  bool has_landlock = false;
  std::string problem;  // empty when all is well
};

// One file to read. The file's bytes follow the encoded order in the same frame.
struct Order {
  extract::MediaType media_type = extract::MediaType::Unknown;
  extract::Limits limits;
};

// Every parse returns Corrupted for what its encode would not have written.
ByteVector encode(const Hello& hello);
Result<Hello> parse_hello(Bytes bytes);

inline constexpr std::size_t kOrderBytes = 1 + 5 * 8;
ByteVector encode(const Order& order);
Result<Order> parse_order(Bytes bytes);  // the first kOrderBytes

// An answer is a document or the error that reading gave, InvalidInput or LimitExceeded. Reasons
// are short and in ASCII: they are ours, not the file's.
ByteVector encode_answer(const Result<extract::Document>& answer);
// The outer Result is about the form of the bytes.
Result<Result<extract::Document>> parse_answer(Bytes bytes);

}  // namespace holdfast::sandbox
