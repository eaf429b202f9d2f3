#include "engine/detect/word_lists.h"

#include <algorithm>
#include <bit>

#include <fmt/core.h>

#include "base/utf8.h"

namespace holdfast::detect {
namespace {

constexpr std::size_t kEntryBytesMin = 2;
constexpr std::size_t kFilterBitsAWord = 16;

Error refused(std::string_view problem) {
  return Error{ErrorCode::InvalidInput, std::string(problem)};
}

std::string_view trimmed(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ' || line.back() == '\t')) {
    line.remove_suffix(1);
  }
  while (!line.empty() && (line.front() == ' ' || line.front() == '\t')) line.remove_prefix(1);
  return line;
}

}  // namespace

Result<> WordLists::add(std::string_view file, std::string_view lines, std::uint16_t owner) {
  std::size_t number = 0;
  std::size_t count = 0;
  if (lines.starts_with("\xEF\xBB\xBF")) lines.remove_prefix(3);
  while (!lines.empty()) {
    const std::size_t end = std::min(lines.find('\n'), lines.size());
    const std::string_view line = trimmed(lines.substr(0, end));
    lines.remove_prefix(std::min(end + 1, lines.size()));
    ++number;
    if (line.empty() || line.front() == '#') continue;
    Result<> added = add_line(line, owner);
    if (added && ++count > kListEntriesMax) added = refused("a list holds at most a million");
    if (added && ++entry_count_ > kListsEntriesMax) added = refused("all lists hold 4 million");
    if (!added) {
      return refused(fmt::format("{}:{}: {}", file, number, added.error().message));
    }
  }
  if (count == 0) return refused(fmt::format("{}:1: the list is empty", file));
  return {};
}

Result<> WordLists::add_line(std::string_view line, std::uint16_t owner) {
  if (!is_utf8(line)) return refused("not UTF-8");
  if (line.size() < kEntryBytesMin) return refused("one character would be found everywhere");
  std::size_t words = 0;
  std::uint64_t hash = 0;
  bool is_too_long = false;
  for_each_word(line, [&](std::size_t begin, std::size_t end) {
    const std::uint64_t word = word_hash_in(line, begin, end);
    is_too_long |= word == 0;
    if (++words > kCueWordsMax) return;
    if (words == 1) {
      first_words_.push_back(word);
    } else {
      entries_.push_back({hash, kBeginning});
    }
    hash = phrase_hash(hash, word);
  });
  if (is_too_long) return refused(fmt::format("a word of more than {} bytes", kWordBytesMax));
  if (words == 0 || words > kCueWordsMax) {
    return refused(fmt::format("an entry must have 1 to {} words", kCueWordsMax));
  }
  entries_.push_back({hash, owner});
  return {};
}

void WordLists::finish() {
  std::sort(entries_.begin(), entries_.end());
  entries_.erase(std::unique(entries_.begin(), entries_.end()), entries_.end());
  std::sort(first_words_.begin(), first_words_.end());
  first_words_.erase(std::unique(first_words_.begin(), first_words_.end()), first_words_.end());
  if (entries_.empty()) return;
  slots_.assign(std::bit_ceil(entries_.size() * 2), Slot());
  for (const Entry& entry : entries_) {
    std::size_t at = entry.hash & (slots_.size() - 1);
    while (slots_[at].tag != 0) at = (at + 1) & (slots_.size() - 1);
    slots_[at] = {tag_of(entry.hash), entry.owner};
  }
  filter_.assign(std::bit_ceil(first_words_.size() * kFilterBitsAWord / 64 + 1), 0);
  filter_mask_ = filter_.size() - 1;
  for (const std::uint64_t word : first_words_) {
    filter_[word & filter_mask_] |= 1ULL << (word >> 58);
  }
  entries_ = {};
  first_words_ = {};
}

}  // namespace holdfast::detect
