// Fingerprints of documents: forms and templates that an organisation knows again, filled in, in
// part or reordered.
//
// Winnowing (Schleimer, Wilkerson, Aiken: "Winnowing: local algorithms for document
// fingerprinting", SIGMOD 2003) over shingles of four words, folded, without digits and
// punctuation: of each four shingles in a row the least hash is kept, so that any seven words in a
// row that two texts share give one fingerprint of both.

#pragma once

#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/bytes.h"
#include "base/result.h"

namespace holdfast::detect {

inline constexpr std::size_t kShingleWords = 4;
inline constexpr std::size_t kWinnowWindow = 4;
inline constexpr std::size_t kPrintsMin = 8;  // of one document: some 25 words
inline constexpr std::size_t kDocumentsMax = 10'000;
inline constexpr std::size_t kDocumentNameMax = 200;

struct Print {
  std::uint64_t hash = 0;
  std::uint32_t begin = 0;  // of its words in the text
  std::uint32_t end = 0;
};

// Calls visit for each fingerprint of the text, in order. Linear.
void for_each_print(std::string_view text, const std::function<void(const Print&)>& visit);

// The distinct fingerprints of a text, in order of hash.
std::vector<std::uint64_t> prints_of(std::string_view text);

struct RegisteredDocument {
  std::string name;
  std::vector<std::uint64_t> prints;  // distinct, in order
};

// The file: registered documents by name, no text of theirs. Whoever knows a document can tell that
// it is registered.
struct DocumentPrints {
  std::vector<RegisteredDocument> documents;

  ByteVector write() const;
  // Corrupted: damaged, cut short, or no such file. InvalidInput: of a later version.
  static Result<DocumentPrints> read(Bytes file);
};

}  // namespace holdfast::detect
