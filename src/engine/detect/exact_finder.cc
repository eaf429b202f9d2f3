#include "engine/detect/exact_finder.h"

#include <algorithm>
#include <bit>

#include <fmt/core.h>

namespace holdfast::detect {
namespace {

// How far apart a name and a date that are looked for as a pair may stand, in bytes.
constexpr std::uint32_t kPairReach = 160;
// A shorter value is no finding by itself, however unique it is.
constexpr std::uint8_t kAloneLengthMin = 6;

std::uint32_t bit(std::size_t position) { return 1U << position; }

Error refused(std::string message) { return Error{ErrorCode::InvalidInput, std::move(message)}; }

std::uint32_t distance(std::uint32_t a_begin, std::uint32_t a_end, std::uint32_t b_begin,
                       std::uint32_t b_end) {
  if (a_end <= b_begin) return b_begin - a_end;
  return b_end <= a_begin ? a_begin - b_end : 0;
}

bool overlaps(const ExactPlace& place, std::uint32_t begin, std::uint32_t end) {
  return place.begin < end && begin < place.end;
}

std::string names_of(const ExactSchema& schema, std::uint32_t columns) {
  std::string names;
  for (std::size_t i = 0; i < schema.columns.size(); ++i) {
    if ((columns & bit(i)) == 0) continue;
    if (!names.empty()) names += ", ";
    names += schema.columns[i].name;
  }
  return names;
}

}  // namespace

ExactFinder::ExactFinder(std::shared_ptr<const ExactIndex> index)
    : index_(std::move(index)), wanted_(*index_) {
  const ExactSchema& schema = index_->schema();
  for (std::size_t i = 0; i < schema.columns.size(); ++i) {
    if (schema.columns[i].is_indexed) indexed_ |= bit(i);
  }
  for (const ExactPair& pair : schema.pairs) {
    pair_kinds_ |= bit(static_cast<std::size_t>(schema.columns[pair.other].kind));
  }
}

bool ExactFinder::is_found_together(std::uint32_t columns) const {
  if ((columns & indexed_) != 0) return true;
  const auto& pairs = index_->schema().pairs;
  return std::any_of(pairs.begin(), pairs.end(), [columns](const ExactPair& pair) {
    return (columns & bit(pair.name)) != 0 && (columns & bit(pair.other)) != 0;
  });
}

Result<ExactFinder::Condition> ExactFinder::condition_of(const ExactMatch& match) const {
  const ExactSchema& schema = index_->schema();
  Condition condition{.needed = match.needed};
  for (const std::string& name : match.columns) {
    std::size_t position = 0;
    if (schema.find(name, &position) == nullptr) {
      return refused(
          fmt::format("the index has no column {}; it has {}", name, names_of(schema, 0xFFFFFFFF)));
    }
    condition.columns |= bit(position);
  }
  const auto count = static_cast<unsigned>(std::popcount(condition.columns));
  if (count != match.columns.size() || condition.needed < 1 || condition.needed > count) {
    return refused("a `match` names each column once, and at least as many as it needs");
  }
  if (condition.needed == 1) {
    for (std::size_t i = 0; i < schema.columns.size(); ++i) {
      if ((condition.columns & bit(i)) != 0 && !schema.columns[i].is_unique) {
        return refused(
            fmt::format("{} alone is nobody in particular: declare the column `unique` "
                        "and build again, or name a second column",
                        schema.columns[i].name));
      }
    }
  }
  // Whichever of the columns a message has, they must lead to the record.
  for (std::uint32_t part = condition.columns; part != 0; part = (part - 1) & condition.columns) {
    if (static_cast<unsigned>(std::popcount(part)) == condition.needed &&
        !is_found_together(part)) {
      return refused(
          fmt::format("the index does not find records by {}: have one of them `indexed` "
                      "or add them to `pairs`, and build again",
                      names_of(schema, part)));
    }
  }
  return condition;
}

Result<> ExactFinder::add(DetectorIndex detector, const ExactRule& rule) {
  Rule added{.detector = detector, .within = rule.within};
  for (const ExactMatch& match : rule.matches) {
    added.conditions.push_back(TRY(condition_of(match)));
    added.columns |= added.conditions.back().columns;
  }
  within_max_ = std::max(within_max_, rule.within);
  rules_.push_back(std::move(added));
  return {};
}

void ExactFinder::add_anchors(const std::vector<ExactCandidate>& values,
                              std::vector<Anchor>& anchors) const {
  const ExactSchema& schema = index_->schema();
  RowList rows;
  for (const ExactCandidate& value : values) {
    for (std::size_t i = 0; i < schema.columns.size(); ++i) {
      if (schema.columns[i].kind != value.kind || !schema.columns[i].is_indexed) continue;
      const std::uint64_t entry = ExactHasher::entry(i, value.value);
      if (!index_->may_have(entry)) continue;
      index_->find(entry, rows);
      for (const RowNumber row : rows.view()) {
        anchors.push_back(
            {row, value.begin, value.end, static_cast<std::uint8_t>(i), value.length});
      }
    }
  }
}

void ExactFinder::add_pair_anchors(const std::vector<ExactCandidate>& values,
                                   const std::vector<ExactCandidate>& names,
                                   std::vector<Anchor>& anchors) const {
  const ExactSchema& schema = index_->schema();
  RowList rows;
  for (const ExactCandidate& value : values) {
    if ((pair_kinds_ & bit(static_cast<std::size_t>(value.kind))) == 0) continue;
    const std::uint32_t from = value.begin - std::min(value.begin, kPairReach);
    auto name = std::lower_bound(
        names.begin(), names.end(), from,
        [](const ExactCandidate& other, std::uint32_t at) { return other.begin < at; });
    for (; name != names.end() && name->begin < value.end + kPairReach; ++name) {
      for (std::size_t i = 0; i < schema.pairs.size(); ++i) {
        const ExactPair& pair = schema.pairs[i];
        if (schema.columns[pair.other].kind != value.kind) continue;
        const std::uint64_t entry = ExactHasher::pair_entry(i, name->value, value.value);
        if (!index_->may_have(entry)) continue;
        index_->find(entry, rows);
        for (const RowNumber row : rows.view()) {
          anchors.push_back({row, value.begin, value.end, pair.other, value.length});
        }
      }
    }
  }
}

// Names that begin near any of the places, in order of begin.
std::vector<ExactCandidate> ExactFinder::names_near(std::string_view text, std::uint32_t begin,
                                                    std::uint32_t end,
                                                    std::span<const ExactPlace> around) const {
  std::vector<ExactCandidate> names;
  std::uint32_t done = begin;
  for (const ExactPlace& place : around) {
    const std::uint32_t from = std::max(done, place.begin);
    const std::uint32_t to = std::min(end, place.end);
    if (from >= to) continue;
    collect_names(*index_, wanted_, text.substr(0, end), from, to, names);
    done = to;
  }
  return names;
}

ExactFinder::Marks ExactFinder::marks_of(const std::vector<ExactCandidate>& values,
                                         const std::vector<ExactCandidate>& names) const {
  const ExactSchema& schema = index_->schema();
  Marks marks(schema.columns.size());
  for (std::size_t i = 0; i < schema.columns.size(); ++i) {
    for (const std::vector<ExactCandidate>* candidates : {&values, &names}) {
      for (const ExactCandidate& candidate : *candidates) {
        if (candidate.kind != schema.columns[i].kind) continue;
        marks[i].push_back({ExactHasher::tag(i, candidate.value), candidate.begin, candidate.end});
      }
    }
    std::sort(marks[i].begin(), marks[i].end(), [](const Mark& a, const Mark& b) {
      return a.tag != b.tag ? a.tag < b.tag : a.begin < b.begin;
    });
  }
  return marks;
}

// The columns of the record that stand near the anchor, and where.
std::uint32_t ExactFinder::match(const Rule& rule, const Anchor& anchor, const RowTags& tags,
                                 const Marks& marks, std::vector<ExactPlace>& places) const {
  places.assign(1, {anchor.begin, anchor.end, anchor.column});
  std::uint32_t matched = bit(anchor.column);
  for (std::size_t i = 0; i < marks.size(); ++i) {
    if ((rule.columns & bit(i)) == 0 || (matched & bit(i)) != 0 || tags[i] == 0) continue;
    const auto first =
        std::lower_bound(marks[i].begin(), marks[i].end(), tags[i],
                         [](const Mark& mark, std::uint32_t tag) { return mark.tag < tag; });
    // The places of one value are in order: those from the anchor on, and the last before it.
    const auto last =
        std::upper_bound(first, marks[i].end(), tags[i],
                         [](std::uint32_t tag, const Mark& mark) { return tag < mark.tag; });
    auto near =
        std::lower_bound(first, last, anchor.begin,
                         [](const Mark& mark, std::uint32_t begin) { return mark.begin < begin; });
    constexpr int kTriedMax = 4;  // of either side: others may stand where a column already is
    const Mark* best = nullptr;
    std::uint32_t best_distance = rule.within;
    const auto consider = [&](const Mark& mark) {
      const std::uint32_t far = distance(mark.begin, mark.end, anchor.begin, anchor.end);
      const bool is_taken = std::any_of(places.begin(), places.end(), [&](const ExactPlace& place) {
        return overlaps(place, mark.begin, mark.end);
      });
      if (is_taken || far > best_distance) return;
      best = &mark;
      best_distance = far;
    };
    auto before = near;
    for (int tried = 0; tried < kTriedMax && before != first; ++tried) consider(*--before);
    for (int tried = 0; tried < kTriedMax && near != last; ++tried) consider(*near++);
    if (best == nullptr) continue;
    matched |= bit(i);
    places.push_back({best->begin, best->end, static_cast<std::uint8_t>(i)});
  }
  return matched;
}

bool ExactFinder::satisfies(const Rule& rule, std::uint32_t matched, const Anchor& anchor) const {
  return std::any_of(
      rule.conditions.begin(), rule.conditions.end(), [&](const Condition& condition) {
        const auto count = static_cast<unsigned>(std::popcount(condition.columns & matched));
        if (count < condition.needed) return false;
        // One value alone must be long enough not to be met by chance.
        return condition.needed > 1 ||
               ((condition.columns & bit(anchor.column)) != 0 && anchor.length >= kAloneLengthMin);
      });
}

void ExactFinder::apply(const Rule& rule, std::span<const Anchor> anchors, const Marks& marks,
                        std::vector<ExactRecord>& found) const {
  struct Group {
    RowNumber row;
    ExactPlace anchor;
    std::vector<ExactPlace> places;
  };
  std::vector<Group> groups;
  std::vector<ExactPlace> places;
  RowTags tags{};
  std::optional<RowNumber> row_read;
  for (const Anchor& anchor : anchors) {
    if ((rule.columns & bit(anchor.column)) == 0) continue;
    if (row_read != anchor.row) {
      if (!index_->tags_of(anchor.row, tags)) continue;
      row_read = anchor.row;
    }
    const std::uint32_t matched = match(rule, anchor, tags, marks, places);
    if (satisfies(rule, matched, anchor)) groups.push_back({anchor.row, places.front(), places});
  }
  // What matches more columns explains a value better; of those alike, the first.
  std::stable_sort(groups.begin(), groups.end(), [](const Group& a, const Group& b) {
    return a.places.size() != b.places.size() ? a.places.size() > b.places.size()
                                              : a.anchor.begin < b.anchor.begin;
  });
  std::vector<ExactPlace> taken;  // in order of begin, never overlapping
  const auto place_of = [&taken](const ExactPlace& place) {
    return std::lower_bound(
        taken.begin(), taken.end(), place.begin,
        [](const ExactPlace& other, std::uint32_t begin) { return other.end <= begin; });
  };
  for (Group& group : groups) {
    const auto anchor = place_of(group.anchor);
    if (anchor != taken.end() && overlaps(*anchor, group.anchor.begin, group.anchor.end)) continue;
    ExactRecord record{.detector = rule.detector};
    for (const ExactPlace& place : group.places) {
      const auto next = place_of(place);
      if (next != taken.end() && overlaps(*next, place.begin, place.end)) continue;
      taken.insert(next, place);
      record.places.push_back(place);
    }
    record.column_count = static_cast<unsigned>(group.places.size());
    for (const ExactPlace& place : group.places) record.columns |= bit(place.column);
    std::sort(record.places.begin(), record.places.end(),
              [](const ExactPlace& a, const ExactPlace& b) { return a.begin < b.begin; });
    found.push_back(std::move(record));
  }
}

std::vector<ExactRecord> ExactFinder::find(std::string_view text, std::uint32_t begin,
                                           std::uint32_t end,
                                           const std::vector<ExactCandidate>& values) const {
  std::vector<Anchor> anchors;
  add_anchors(values, anchors);
  std::vector<ExactPlace> around;
  const auto reach = [&around](std::uint32_t from, std::uint32_t to, std::uint32_t far) {
    around.push_back({from - std::min(from, far), to > 0xFFFFFFFF - far ? 0xFFFFFFFF : to + far});
  };
  for (const Anchor& anchor : anchors) reach(anchor.begin, anchor.end, within_max_);
  for (const ExactCandidate& value : values) {
    const bool is_of_pair = (pair_kinds_ & bit(static_cast<std::size_t>(value.kind))) != 0;
    if (is_of_pair) reach(value.begin, value.end, kPairReach);
  }
  if (around.empty()) return {};
  std::sort(around.begin(), around.end(),
            [](const ExactPlace& a, const ExactPlace& b) { return a.begin < b.begin; });
  std::vector<ExactCandidate> names = names_near(text, begin, end, around);
  if (pair_kinds_ != 0) {
    const std::size_t known = anchors.size();
    add_pair_anchors(values, names, anchors);
    if (anchors.size() > known && within_max_ > kPairReach) {
      for (std::size_t i = known; i < anchors.size(); ++i) {
        reach(anchors[i].begin, anchors[i].end, within_max_);
      }
      std::sort(around.begin(), around.end(),
                [](const ExactPlace& a, const ExactPlace& b) { return a.begin < b.begin; });
      names = names_near(text, begin, end, around);
    }
  }
  if (anchors.empty()) return {};
  // Records together, so that each is read once.
  std::sort(anchors.begin(), anchors.end(), [](const Anchor& a, const Anchor& b) {
    return a.row != b.row ? a.row < b.row : a.begin < b.begin;
  });
  const Marks marks = marks_of(values, names);
  std::vector<ExactRecord> found;
  for (const Rule& rule : rules_) apply(rule, anchors, marks, found);
  return found;
}

}  // namespace holdfast::detect
