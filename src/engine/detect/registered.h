// What users have registered for the engine to recognise: records of customers and documents. Empty
// in the shipped rules, and not entered then.

#pragma once

#include <vector>

#include "engine/detect/document_finder.h"
#include "engine/detect/exact_finder.h"

namespace holdfast::detect {

// Immutable, shared by all threads.
class Registered {
 public:
  static Result<Registered> build(const RuleSet& rules);

  bool is_empty() const { return exact_.empty() && documents_.is_empty(); }
  const std::vector<ExactFinder>& exact() const { return exact_; }
  const DocumentFinder& documents() const { return documents_; }

 private:
  Result<> add_exact(const RuleSet& rules, DetectorIndex detector);
  Result<> add_document(const RuleSet& rules, DetectorIndex detector);

  std::vector<ExactFinder> exact_;  // one an index
  DocumentFinder documents_;
};

// What was collected of a text so far. Part of Work.
struct RegisteredWork {
  std::uint32_t block_begin = 0;
  std::size_t findings_before = 0;                  // the block
  std::uint32_t entities = 0;                       // numbers given away in this text
  std::vector<std::vector<ExactCandidate>> values;  // by finder
};

}  // namespace holdfast::detect
