#include "engine/detect/validators/public_suffix.h"

#include <algorithm>
#include <cstring>

#include "base/embedded.h"
#include "engine/detect/validators/digits.h"
#include "engine/detect/validators/suffix_table.h"

namespace holdfast {
extern const EmbeddedFile detect_public_suffixes[];
}

namespace holdfast::detect {
namespace {

constexpr std::size_t kNameMax = 253;
constexpr std::size_t kLabelMax = 63;

// Kept by RFC 2606, RFC 6762 and ICANN for documents, tests and networks of one's own: nobody can
// register them, but people write addresses in them.
constexpr std::string_view kKept[] = {"example", "internal", "invalid", "local", "test"};

bool is_same(std::string_view name, std::string_view lower_case) {
  return std::ranges::equal(name, lower_case, [](char a, char b) { return lower(a) == b; });
}

// The packed list. Entries lie where the program has them.
class SuffixTable {
 public:
  SuffixTable() {
    const std::string_view bytes = detect_public_suffixes[0].content();
    SuffixTableHeader header;
    std::memcpy(&header, bytes.data(), sizeof(header));
    mask_ = header.slot_count - 1;
    slots_ = bytes.data() + sizeof(header);
    entries_ = slots_ + std::size_t{header.slot_count} * sizeof(std::uint32_t);
  }

  // -1 for a name that no rule has or ends in.
  int flags_of(std::string_view name, std::uint32_t hash) const {
    for (std::uint32_t slot = hash & mask_;; slot = (slot + 1) & mask_) {
      std::uint32_t place;
      std::memcpy(&place, slots_ + std::size_t{slot} * sizeof(place), sizeof(place));
      if (place == 0) return -1;
      const char* entry = entries_ + place - 1;
      const std::string_view known(entry + 2, static_cast<unsigned char>(entry[1]));
      if (known.size() == name.size() && is_same(name, known)) {
        return static_cast<unsigned char>(entry[0]);
      }
    }
  }

 private:
  std::uint32_t mask_;
  const char* slots_;
  const char* entries_;
};

const SuffixTable& table() {
  static const SuffixTable suffixes;
  return suffixes;
}

// Where the label begins that ends at `end`.
std::size_t label_begin(std::string_view name, std::size_t end) {
  const std::size_t dot = end == 0 ? std::string_view::npos : name.rfind('.', end - 1);
  return dot == std::string_view::npos ? 0 : dot + 1;
}

std::string_view last_label(std::string_view name) {
  return name.substr(label_begin(name, name.size()));
}

bool is_kept(std::string_view label) {
  return std::ranges::any_of(kKept,
                             [label](std::string_view kept) { return is_same(label, kept); });
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kLabelMax && label.front() != '-' &&
         label.back() != '-' && all_of(label, [](char c) {
           return is_alnum(c) || c == '-' || static_cast<unsigned char>(c) >= 0x80;
         });
}

// "Thanks" behind "example.com": written with a capital, what stands before it without.
bool begins_sentence(std::string_view name, std::size_t begin) {
  if (begin == 0 || name.size() - begin < 2) return false;
  const std::string_view label = name.substr(begin);
  const char before = name[label_begin(name, begin - 1)];
  return is_upper(label[0]) && is_lower(label[1]) && !is_upper(before);
}

// Endings that what stands before them would be enough without: nobody registers "com.call".
bool is_word_behind_domain(std::string_view name, const DomainParts& parts) {
  constexpr std::string_view kOld[] = {"com", "net", "org", "info", "de", "fr",
                                       "es",  "nl",  "pt",  "uk",   "ch", "eu"};
  if (parts.suffix.size() < 3 || parts.suffix.find('.') != std::string_view::npos) return false;
  if (is_same(parts.suffix, "com") || is_same(parts.suffix, "net") ||
      is_same(parts.suffix, "org")) {
    return false;
  }
  const std::string_view rest = name.substr(0, name.size() - parts.suffix.size() - 1);
  const std::string_view before = last_label(rest);
  return before.size() < rest.size() && std::ranges::any_of(
                                            kOld,
                                            [before](std::string_view old) {
                                              return before.size() == old.size() &&
                                                     is_same(before, old);
                                            });
}

}  // namespace

DomainParts domain_parts(std::string_view name, SuffixSection section) {
  if (name.empty() || name.front() == '.' || name.back() == '.' ||
      name.find("..") != std::string_view::npos) {
    return {};
  }
  const bool has_private = section == SuffixSection::WithPrivate;
  const int is_suffix = SuffixFlags::kInternet | (has_private ? SuffixFlags::kPrivate : 0);
  const int is_below = SuffixFlags::kInternetBelow | (has_private ? SuffixFlags::kPrivateBelow : 0);
  DomainParts parts;
  std::size_t suffix = label_begin(name, name.size());  // the rule that holds for all others
  std::uint32_t hash = kSuffixHash;
  bool is_below_wildcard = false;
  for (std::size_t end = name.size();;) {
    const std::size_t begin = label_begin(name, end);
    if (end != name.size()) hash = hash_before(".", hash);
    hash = hash_before(name.substr(begin, end - begin), hash);
    const int flags = table().flags_of(name.substr(begin), hash);
    if (flags >= 0 && (flags & SuffixFlags::kException) != 0) {
      suffix = end + 1;
      break;
    }
    if (is_below_wildcard || (flags >= 0 && (flags & is_suffix) != 0)) suffix = begin;
    if (flags < 0) break;
    if (end == name.size()) parts.is_listed = (flags & SuffixFlags::kIsOfInternet) != 0;
    is_below_wildcard = (flags & is_below) != 0;
    if (begin == 0) break;
    end = begin - 1;
  }
  parts.suffix = name.substr(suffix);
  if (suffix > 0) parts.registrable = name.substr(label_begin(name, suffix - 1));
  return parts;
}

std::string_view registrable_domain(std::string_view name) {
  return domain_parts(name).registrable;
}

bool is_top_level_domain(std::string_view label) {
  if (label.find('.') != std::string_view::npos) return false;
  return domain_parts(label, SuffixSection::Internet).is_listed || is_kept(label);
}

bool is_domain(std::string_view name) {
  if (name.size() > kNameMax) return false;
  const DomainParts parts = domain_parts(name, SuffixSection::Internet);
  if (parts.registrable.empty() || !(parts.is_listed || is_kept(parts.suffix))) return false;
  for (std::size_t end = name.size();;) {
    const std::size_t begin = label_begin(name, end);
    if (!is_label(name.substr(begin, end - begin))) return false;
    if (begin == 0) return true;
    end = begin - 1;
  }
}

std::size_t domain_size(std::string_view text) {
  text = text.substr(0, kNameMax);
  while (!text.empty()) {
    while (!text.empty() && (text.back() == '.' || text.back() == '-')) text.remove_suffix(1);
    const std::size_t last = label_begin(text, text.size());
    if (last == 0) return 0;
    if (!begins_sentence(text, last) && is_domain(text) &&
        !is_word_behind_domain(text, domain_parts(text, SuffixSection::Internet))) {
      return text.size();
    }
    // Quotation marks and the like are beyond ASCII: what stands before them is tried first.
    const std::string_view label = text.substr(last);
    const std::size_t ascii = static_cast<std::size_t>(
        std::ranges::find_if(label, [](char c) { return static_cast<unsigned char>(c) >= 0x80; }) -
        label.begin());
    text = text.substr(0, ascii > 0 && ascii < label.size() ? last + ascii : last - 1);
  }
  return 0;
}

}  // namespace holdfast::detect
