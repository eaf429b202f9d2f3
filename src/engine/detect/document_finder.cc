#include "engine/detect/document_finder.h"

#include <algorithm>
#include <bit>

namespace holdfast::detect {
namespace {

constexpr std::size_t kFilterBitsAPrint = 16;
constexpr std::size_t kSpansMax = 64;
// Between two stretches that are read as one: what a form is filled in with.
constexpr std::uint32_t kJoinBytes = 24;

using Span = std::pair<std::uint32_t, std::uint32_t>;

// The longest stretches, in order of begin.
std::vector<Span> joined(std::vector<Span> spans) {
  std::sort(spans.begin(), spans.end());
  std::vector<Span> all;
  for (const Span& span : spans) {
    if (!all.empty() && span.first <= all.back().second + kJoinBytes) {
      all.back().second = std::max(all.back().second, span.second);
    } else {
      all.push_back(span);
    }
  }
  if (all.size() <= kSpansMax) return all;
  std::sort(all.begin(), all.end(),
            [](const Span& a, const Span& b) { return a.second - a.first > b.second - b.first; });
  all.resize(kSpansMax);
  std::sort(all.begin(), all.end());
  return all;
}

}  // namespace

Result<> DocumentFinder::add(DetectorIndex detector, Bytes file, float contains_min) {
  DocumentPrints prints = TRY(DocumentPrints::read(file));
  for (RegisteredDocument& document : prints.documents) {
    const auto number = static_cast<std::uint32_t>(documents_.size());
    for (const std::uint64_t hash : document.prints) entries_.push_back({hash, number});
    documents_.push_back({detector, contains_min, std::move(document.name),
                          static_cast<std::uint32_t>(document.prints.size())});
  }
  return {};
}

void DocumentFinder::finish() {
  std::sort(entries_.begin(), entries_.end());
  entries_.erase(std::unique(entries_.begin(), entries_.end()), entries_.end());
  if (entries_.empty()) return;
  filter_.assign(std::bit_ceil(entries_.size() * kFilterBitsAPrint / 64 + 1), 0);
  filter_mask_ = filter_.size() - 1;
  for (const Entry& entry : entries_) {
    filter_[entry.hash & filter_mask_] |= 1ULL << (entry.hash >> 58);
  }
}

std::vector<DocumentFinder::Hit> DocumentFinder::hits_in(std::string_view text) const {
  std::vector<Hit> hits;
  for_each_print(text, [&](const Print& print) {
    if (!may_have(print.hash)) return;
    auto entry = std::lower_bound(entries_.begin(), entries_.end(), Entry{print.hash, 0});
    for (; entry != entries_.end() && entry->hash == print.hash; ++entry) {
      hits.push_back({entry->document, print.hash, print.begin, print.end});
    }
  });
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    if (a.document != b.document) return a.document < b.document;
    return a.hash != b.hash ? a.hash < b.hash : a.begin < b.begin;
  });
  return hits;
}

std::vector<DocumentMatch> DocumentFinder::find(std::string_view text) const {
  std::vector<DocumentMatch> found;
  const std::vector<Hit> hits = hits_in(text);
  for (std::size_t first = 0; first < hits.size();) {
    std::size_t last = first;
    std::uint32_t distinct = 0;
    std::vector<Span> spans;
    for (; last < hits.size() && hits[last].document == hits[first].document; ++last) {
      if (last == first || hits[last].hash != hits[last - 1].hash) ++distinct;
      spans.emplace_back(hits[last].begin, hits[last].end);
    }
    const Document& document = documents_[hits[first].document];
    const float share = static_cast<float>(distinct) / static_cast<float>(document.print_count);
    if (share >= document.contains_min) {
      found.push_back({document.detector, document.name, share, document.contains_min,
                       joined(std::move(spans))});
    }
    first = last;
  }
  // Where two share a place, the one of which there is more.
  std::stable_sort(found.begin(), found.end(), [](const DocumentMatch& a, const DocumentMatch& b) {
    return a.containment > b.containment;
  });
  return found;
}

}  // namespace holdfast::detect
