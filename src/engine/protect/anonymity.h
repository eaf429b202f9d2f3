// How well the rows of a table hide among each other: k-anonymity, l-diversity, t-closeness.
//
// Rows that are equal in their quasi-identifiers (postal area, age, sex) form a class. k is the
// size of the smallest class: who knows those of a person finds at least so many rows (Sweeney
// 2002). l says how many values a sensitive column has in a class, counted or by entropy, since a
// class in which all have one illness tells it (Machanavajjhala et al. 2007). t is how far a
// class's values are at most from those of the whole table (Li et al. 2007; every two values
// equally far apart).
//
// Rows are known by a digest of 128 bits, so memory grows with classes and their values, not with
// the size of cells. Where there are too many, the table is read several times and each reading
// counts its part of the classes. Not thread-safe.

#pragma once

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace holdfast::protect {

struct Diversity {
  std::uint32_t l_distinct = 0;    // values in the poorest class
  double l_entropy = 0;            // exp of the lowest entropy; 1 where all have one value
  double t_closeness = 0;          // 0 to 1: distance of the farthest class
  std::uint64_t rows_below_l = 0;  // in classes with fewer values than asked for
};

struct SmallClass {
  std::uint32_t rows = 0;
  std::uint64_t first_row = 0;  // from 0
};

// Classes of 1, 2, 3-4, 5-9, 10-19, 20-49, 50-99 and 100 rows or more.
inline constexpr std::array<std::uint32_t, 8> kHistogramFrom = {1, 2, 3, 5, 10, 20, 50, 100};

struct AnonymityReport {
  std::uint64_t rows = 0;
  std::uint64_t classes = 0;
  std::uint32_t k = 0;  // 0 for a table without rows
  std::uint64_t classes_below_k = 0;
  std::uint64_t rows_below_k = 0;  // to be made coarser or left out
  struct Bar {
    std::uint64_t classes = 0;
    std::uint64_t rows = 0;
  };
  std::array<Bar, kHistogramFrom.size()> histogram{};
  std::vector<SmallClass> smallest;     // at most ten, smallest first, then by first row
  std::vector<Diversity> by_sensitive;  // as many as sensitive columns
};

struct AnonymityGoal {
  std::uint32_t k = 5;
  std::uint32_t l = 2;
};

// One reading's part of the classes: those whose digest modulo `parts` is `part`.
class AnonymityCount {
 public:
  struct Part {
    std::uint32_t part = 0;
    std::uint32_t parts = 1;
  };

  AnonymityCount(std::size_t sensitive_count, Part part);

  using Cells = std::span<const std::string_view>;
  // Rows in the order of the table, all of them in each reading.
  void add(Cells quasi, Cells sensitive);

  // What is held grows with this: classes, their values, and the values of the table.
  std::size_t entry_count() const { return classes_.size() + pairs_.size() + totals_.size(); }

  // Joins this part into the report. After the last row of a reading.
  void report(const AnonymityGoal& goal, AnonymityReport& into) const;

  // How many rows so far share these; 0 when they belong to another part.
  std::uint32_t class_size(Cells quasi) const;

 private:
  struct Digest {
    std::uint64_t high = 0;
    std::uint64_t low = 0;
    bool operator==(const Digest&) const = default;
  };
  struct HashDigest {
    std::size_t operator()(const Digest& digest) const { return digest.low; }
  };
  struct Class {
    std::uint32_t index = 0;
    std::uint32_t rows = 0;
    std::uint64_t first_row = 0;
  };
  struct Pair {  // one value in one class
    std::uint32_t class_index = 0;
    std::uint32_t column = 0;
    std::uint32_t rows = 0;
    Digest value;
  };

  static Digest digest_of(Cells cells, std::uint64_t salt);
  bool is_ours(const Digest& digest) const { return digest.high % part_.parts == part_.part; }
  void report_diversity(const AnonymityGoal& goal, const std::vector<std::uint32_t>& class_rows,
                        AnonymityReport& into) const;

  const std::size_t sensitive_count_;
  const Part part_;
  std::uint64_t row_ = 0;
  std::unordered_map<Digest, Class, HashDigest> classes_;
  std::unordered_map<Digest, Pair, HashDigest> pairs_;
  std::unordered_map<Digest, std::uint64_t, HashDigest> totals_;  // by column and value
};

}  // namespace holdfast::protect
