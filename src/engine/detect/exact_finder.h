// Customers' records in a text: values that an index holds, near others of the same record.
//
// An anchor is a value by which the index finds a record. Each other column the rule names is then
// looked for by the hash that the record has of it, nearest first. A value that is nobody's costs
// its hash and one look into the filter.

#pragma once

#include <cstdint>
#include <memory>
#include <span>
#include <string_view>
#include <vector>

#include "engine/detect/cues.h"
#include "engine/detect/exact_candidates.h"
#include "engine/detect/exact_index.h"
#include "engine/detect/rules.h"

namespace holdfast::detect {

struct ExactPlace {
  std::uint32_t begin = 0;
  std::uint32_t end = 0;
  std::uint8_t column = 0;
};

// One record found: what the rule's finding is made of.
struct ExactRecord {
  DetectorIndex detector = 0;
  std::uint32_t columns = 0;  // that match, as bits
  unsigned column_count = 0;
  // In order of begin, never overlapping: without those that another record was found by.
  std::vector<ExactPlace> places;
};

// One index and the rules that look into it. Immutable, shared by all threads.
class ExactFinder {
 public:
  explicit ExactFinder(std::shared_ptr<const ExactIndex> index);

  // InvalidInput when the rule asks for columns that the index does not find together.
  Result<> add(DetectorIndex detector, const ExactRule& rule);

  const ExactIndex& index() const { return *index_; }
  const ExactWanted& wanted() const { return wanted_; }

  // Records whose values are among those collected from [begin, end) of the text.
  std::vector<ExactRecord> find(std::string_view text, std::uint32_t begin, std::uint32_t end,
                                const std::vector<ExactCandidate>& values) const;

 private:
  struct Condition {
    std::uint32_t columns = 0;  // bit set
    unsigned needed = 0;
  };
  struct Rule {
    DetectorIndex detector = 0;
    std::vector<Condition> conditions;
    std::uint32_t columns = 0;  // of all conditions
    std::uint32_t within = 0;
  };
  struct Anchor {
    RowNumber row = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
    std::uint8_t column = 0;
    std::uint8_t length = 0;
  };
  struct Mark {
    std::uint32_t tag = 0;
    std::uint32_t begin = 0;
    std::uint32_t end = 0;
  };
  // By column, in order of tag and begin.
  using Marks = std::vector<std::vector<Mark>>;

  Result<Condition> condition_of(const ExactMatch& match) const;
  bool is_found_together(std::uint32_t columns) const;
  bool satisfies(const Rule& rule, std::uint32_t matched, const Anchor& anchor) const;
  std::vector<ExactCandidate> names_near(std::string_view text, std::uint32_t begin,
                                         std::uint32_t end,
                                         std::span<const ExactPlace> around) const;
  void add_anchors(const std::vector<ExactCandidate>& values, std::vector<Anchor>& anchors) const;
  void add_pair_anchors(const std::vector<ExactCandidate>& values,
                        const std::vector<ExactCandidate>& names,
                        std::vector<Anchor>& anchors) const;
  Marks marks_of(const std::vector<ExactCandidate>& values,
                 const std::vector<ExactCandidate>& names) const;
  std::uint32_t match(const Rule& rule, const Anchor& anchor, const RowTags& tags,
                      const Marks& marks, std::vector<ExactPlace>& places) const;
  void apply(const Rule& rule, std::span<const Anchor> anchors, const Marks& marks,
             std::vector<ExactRecord>& found) const;

  std::shared_ptr<const ExactIndex> index_;
  ExactWanted wanted_;
  std::vector<Rule> rules_;
  std::uint32_t within_max_ = 0;
  std::uint32_t indexed_ = 0;     // columns, as bits
  std::uint32_t pair_kinds_ = 0;  // ColumnKind of pairs' other columns, as bits
};

}  // namespace holdfast::detect
