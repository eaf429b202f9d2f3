// What `holdfast policy check|test|backtest` print: plain functions that give text, so that the
// command line only parses its options.

#pragma once

#include <span>
#include <string>

#include "domain/policies/backtest.h"
#include "engine/decide/policy.h"

namespace holdfast::policies {

struct Report {
  std::string text;
  bool is_fine = true;
};

// Policy files as named, and those ending in .yaml or .yml of folders, in order. A problem is
// printed as "cards.yaml:12:7: what", so that editors jump to it.
//
// check reads each, and names rules that no test makes fire; test runs the tests as well. A path
// that cannot be read and a folder without policies are problems.
Report check_policies(std::span<const std::string> paths,
                      const decide::Policy::Vocabulary& vocabulary);
Report test_policies(std::span<const std::string> paths,
                     const decide::Policy::Vocabulary& vocabulary);

// One policy file. InvalidInput: "cards.yaml:12:7: what". NotFound: no such file.
Result<decide::Policy> read_policy(const std::string& path,
                                   const decide::Policy::Vocabulary& vocabulary);

// A table of verdicts before and after, what each rule would do, and the newest changed messages.
std::string backtest_text(const Backtest& backtest);

}  // namespace holdfast::policies
