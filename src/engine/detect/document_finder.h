// Registered documents in a text: how much of each is in it, and where.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/detect/cues.h"
#include "engine/detect/document_prints.h"
#include "engine/detect/rules.h"

namespace holdfast::detect {

struct DocumentMatch {
  DetectorIndex detector = 0;
  std::string_view name;   // of the document; as long as the finder
  float containment = 0;   // share of its fingerprints that the text has, 0 to 1
  float contains_min = 0;  // the rule's
  // Where it stands: stretches of shared words, in order, never overlapping.
  std::vector<std::pair<std::uint32_t, std::uint32_t>> spans;
};

// Immutable, shared by all threads.
class DocumentFinder {
 public:
  // Corrupted, InvalidInput as DocumentPrints::read().
  Result<> add(DetectorIndex detector, Bytes file, float contains_min);
  void finish();  // after the last

  bool is_empty() const { return documents_.empty(); }
  // One pass over the words; of text that shares nothing, one look into a filter a fingerprint.
  std::vector<DocumentMatch> find(std::string_view text) const;

 private:
  struct Document {
    DetectorIndex detector = 0;
    float contains_min = 0;
    std::string name;
    std::uint32_t print_count = 0;
  };
  struct Entry {
    std::uint64_t hash = 0;
    std::uint32_t document = 0;
    auto operator<=>(const Entry&) const = default;
  };
  struct Hit {
    std::uint32_t document = 0;
    std::uint64_t hash = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };

  std::vector<Hit> hits_in(std::string_view text) const;
  bool may_have(std::uint64_t hash) const {
    return filter_[hash & filter_mask_] >> (hash >> 58) & 1;
  }

  std::vector<Document> documents_;
  std::vector<Entry> entries_;  // in order after finish()
  std::vector<std::uint64_t> filter_;
  std::uint64_t filter_mask_ = 0;
};

}  // namespace holdfast::detect
