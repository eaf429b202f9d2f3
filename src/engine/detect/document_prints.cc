#include "engine/detect/document_prints.h"

#include <algorithm>
#include <array>
#include <cstring>

#include <fmt/core.h>

#include "base/check.h"
#include "engine/detect/exact_format.h"
#include "engine/detect/fold.h"

namespace holdfast::detect {
namespace {

constexpr std::string_view kMagic = "HFPRINT\n";
constexpr std::uint32_t kVersion = 1;
constexpr std::uint64_t kSeed = 0x5052494E54;

Error damaged(std::string_view what) {
  return Error{ErrorCode::Corrupted,
               fmt::format("{}: build it again (holdfast rules documents build)", what)};
}

template <typename Number>
void put(ByteVector& out, Number value) {
  const auto bytes = std::as_bytes(std::span(&value, 1));
  out.insert(out.end(), bytes.begin(), bytes.end());
}

class PrintsReader {
 public:
  explicit PrintsReader(Bytes bytes) : rest_(bytes) {}

  template <typename Number>
  bool take(Number& value) {
    if (rest_.size() < sizeof value) return false;
    std::memcpy(&value, rest_.data(), sizeof value);
    rest_ = rest_.subspan(sizeof value);
    return true;
  }
  bool take(std::string& text, std::size_t size) {
    if (rest_.size() < size) return false;
    text = as_text(rest_.first(size));
    rest_ = rest_.subspan(size);
    return true;
  }
  bool take(std::vector<std::uint64_t>& numbers, std::size_t count) {
    if (rest_.size() / 8 < count) return false;
    numbers.resize(count);
    std::memcpy(numbers.data(), rest_.data(), 8 * count);
    rest_ = rest_.subspan(8 * count);
    return true;
  }
  bool is_at_end() const { return rest_.empty(); }

 private:
  Bytes rest_;
};

// The last words of the text, and the last shingles.
class Winnower {
 public:
  explicit Winnower(const std::function<void(const Print&)>& visit) : visit_(visit) {}

  void add_word(std::uint64_t hash, std::size_t begin, std::size_t end) {
    words_[word_count_++ % kShingleWords] = {hash, static_cast<std::uint32_t>(begin),
                                             static_cast<std::uint32_t>(end)};
    if (word_count_ < kShingleWords) return;
    const Print& first = words_[word_count_ % kShingleWords];
    std::uint64_t shingle = 0;
    for (std::size_t i = 0; i < kShingleWords; ++i) {
      shingle = phrase_hash(shingle, words_[(word_count_ + i) % kShingleWords].hash);
    }
    add_shingle({shingle, first.begin, static_cast<std::uint32_t>(end)});
  }

 private:
  void add_shingle(const Print& shingle) {
    const std::size_t number = shingle_count_++;
    window_[number % kWinnowWindow] = shingle;
    if (shingle_count_ < kWinnowWindow) return;
    const std::size_t begin = shingle_count_ - kWinnowWindow;
    // Of those that are alike the last, as published: fewer are kept where words repeat.
    std::size_t least = begin;
    for (std::size_t i = begin + 1; i <= number; ++i) {
      if (window_[i % kWinnowWindow].hash <= window_[least % kWinnowWindow].hash) least = i;
    }
    if (has_kept_ && least == kept_) return;
    has_kept_ = true;
    kept_ = least;
    visit_(window_[least % kWinnowWindow]);
  }

  const std::function<void(const Print&)>& visit_;
  std::array<Print, kShingleWords> words_{};
  std::array<Print, kWinnowWindow> window_{};
  std::size_t word_count_ = 0;
  std::size_t shingle_count_ = 0;
  std::size_t kept_ = 0;
  bool has_kept_ = false;
};

}  // namespace

void for_each_print(std::string_view text, const std::function<void(const Print&)>& visit) {
  Winnower winnower(visit);
  for_each_word(text, [&](std::size_t begin, std::size_t end) {
    // Digits are what forms are filled in with.
    if (is_digit(text[begin])) return;
    const std::uint64_t hash = word_hash_in(text, begin, end);
    if (hash != 0) winnower.add_word(hash, begin, end);
  });
}

std::vector<std::uint64_t> prints_of(std::string_view text) {
  std::vector<std::uint64_t> prints;
  for_each_print(text, [&prints](const Print& print) { prints.push_back(print.hash); });
  std::sort(prints.begin(), prints.end());
  prints.erase(std::unique(prints.begin(), prints.end()), prints.end());
  return prints;
}

ByteVector DocumentPrints::write() const {
  ByteVector out = to_vector(as_bytes(kMagic));
  put(out, kVersion);
  put(out, static_cast<std::uint32_t>(documents.size()));
  for (const RegisteredDocument& document : documents) {
    CHECK(document.name.size() <= kDocumentNameMax);
    put(out, static_cast<std::uint32_t>(document.name.size()));
    put(out, static_cast<std::uint32_t>(document.prints.size()));
    const Bytes name = as_bytes(document.name);
    out.insert(out.end(), name.begin(), name.end());
    const Bytes prints = std::as_bytes(std::span(document.prints));
    out.insert(out.end(), prints.begin(), prints.end());
  }
  put(out, exact_checksum(out, kSeed));
  return out;
}

Result<DocumentPrints> DocumentPrints::read(Bytes file) {
  if (file.size() < kMagic.size() + 16 || as_text(file.first(kMagic.size())) != kMagic) {
    return damaged("no fingerprints of documents, or only the begin of them");
  }
  PrintsReader reader(file.subspan(kMagic.size(), file.size() - kMagic.size() - 8));
  std::uint32_t version = 0;
  std::uint32_t count = 0;
  reader.take(version);
  reader.take(count);
  if (version != kVersion) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("written in version {} of the format, this program reads {}: build it "
                             "again",
                             version, kVersion)};
  }
  std::uint64_t sum = 0;
  std::memcpy(&sum, file.data() + file.size() - 8, 8);
  if (sum != exact_checksum(file.first(file.size() - 8), kSeed) || count > kDocumentsMax) {
    return damaged("the fingerprints are damaged");
  }
  DocumentPrints prints;
  for (std::uint32_t i = 0; i < count; ++i) {
    std::uint32_t name_size = 0;
    std::uint32_t print_count = 0;
    RegisteredDocument document;
    if (!reader.take(name_size) || !reader.take(print_count) || name_size > kDocumentNameMax ||
        !reader.take(document.name, name_size) || !reader.take(document.prints, print_count) ||
        print_count < kPrintsMin) {
      return damaged("the fingerprints are damaged");
    }
    prints.documents.push_back(std::move(document));
  }
  if (!reader.is_at_end()) return damaged("the fingerprints are damaged");
  return prints;
}

}  // namespace holdfast::detect
