#include "domain/policies/cli_report.h"

#include <algorithm>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <optional>
#include <system_error>
#include <vector>

#include <fmt/core.h>

#include "base/ids.h"

namespace holdfast::policies {
namespace {

namespace files = std::filesystem;

bool is_policy_file(const files::path& path) {
  return path.extension() == ".yaml" || path.extension() == ".yml";
}

// Files as named and, for folders, the policies within. Nothing when a path cannot be read.
std::optional<std::vector<std::string>> policy_files(const std::string& path) {
  std::error_code problem;
  if (!files::is_directory(path, problem)) return std::vector{path};
  std::vector<std::string> found;
  for (const auto& entry : files::recursive_directory_iterator(path, problem)) {
    if (entry.is_regular_file(problem) && is_policy_file(entry.path())) {
      found.push_back(entry.path().string());
    }
  }
  if (problem || found.empty()) return std::nullopt;
  std::ranges::sort(found);
  return found;
}

// "line 12, column 7: what" as "cards.yaml:12:7: what".
std::string placed(const std::string& path, const std::string& message) {
  unsigned line = 0;
  unsigned column = 0;
  int used = 0;
  if (std::sscanf(message.c_str(), "line %u, column %u: %n", &line, &column, &used) == 2 &&
      used > 0) {
    return fmt::format("{}:{}:{}: {}", path, line, column,
                       message.substr(static_cast<std::size_t>(used)));
  }
  return fmt::format("{}: {}", path, message);
}

// Prints about each policy of all paths; a policy that cannot be read is a problem.
template <typename Each>
Report each_policy(std::span<const std::string> paths, const decide::Policy::Vocabulary& vocabulary,
                   const Each& each) {
  Report report;
  for (const std::string& path : paths) {
    const auto found = policy_files(path);
    if (!found) {
      report.text += fmt::format("{}: no policy files (*.yaml) in this folder\n", path);
      report.is_fine = false;
      continue;
    }
    for (const std::string& file : *found) {
      const Result<decide::Policy> policy = read_policy(file, vocabulary);
      if (policy) {
        each(file, *policy, report);
      } else {
        report.text += policy.error().message + "\n";
        report.is_fine = false;
      }
    }
  }
  return report;
}

std::string share(std::uint64_t part, std::uint64_t all) {
  if (all == 0) return "";
  return fmt::format("{:.1f} %", 100.0 * static_cast<double>(part) / static_cast<double>(all));
}

}  // namespace

Result<decide::Policy> read_policy(const std::string& path,
                                   const decide::Policy::Vocabulary& vocabulary) {
  std::ifstream file(path, std::ios::binary);
  if (!file || files::is_directory(path)) {
    return Error{ErrorCode::NotFound, fmt::format("{}: cannot be read", path)};
  }
  const std::string yaml{std::istreambuf_iterator<char>(file), {}};
  Result<decide::Policy> policy = decide::Policy::parse(yaml, vocabulary);
  if (!policy) return Error{policy.error().code, placed(path, policy.error().message)};
  return policy;
}

Report check_policies(std::span<const std::string> paths,
                      const decide::Policy::Vocabulary& vocabulary) {
  return each_policy(
      paths, vocabulary, [](const std::string& file, const decide::Policy& policy, Report& report) {
        report.text += fmt::format("{}: policy {}, {} rules, {} tests\n", file, policy.name(),
                                   policy.rule_names().size(), policy.test_count());
        for (const std::string& rule : policy.untested_rules()) {
          report.text += fmt::format("{}: note: no test makes rule {} fire\n", file, rule);
        }
      });
}

Report test_policies(std::span<const std::string> paths,
                     const decide::Policy::Vocabulary& vocabulary) {
  std::size_t tests = 0;
  std::size_t failed = 0;
  Report report = each_policy(
      paths, vocabulary, [&](const std::string& file, const decide::Policy& policy, Report& about) {
        const std::vector<decide::PolicyTestFailure> failures = policy.run_tests();
        tests += policy.test_count();
        failed += failures.size();
        about.text += fmt::format("{}: {} of {} tests pass\n", file,
                                  policy.test_count() - failures.size(), policy.test_count());
        for (const decide::PolicyTestFailure& failure : failures) {
          about.text +=
              fmt::format("{}:{}: '{}': {}\n", file, failure.line, failure.test, failure.problem);
        }
        about.is_fine = about.is_fine && failures.empty();
      });
  report.text += fmt::format("{} tests, {} failed\n", tests, failed);
  return report;
}

std::string backtest_text(const Backtest& backtest) {
  std::string text =
      fmt::format("{} messages{}: {} would change, {} stricter and {} milder\n\n",
                  backtest.messages, backtest.is_truncated ? " (there are more)" : "",
                  backtest.changed(), backtest.stricter, backtest.milder);
  text += fmt::format("{:10} {:>9} {:>8} {:>9} {:>8}\n", "verdict", "now", "", "draft", "");
  for (std::size_t i = 0; i < backtest.before.size(); ++i) {
    if (backtest.before[i] == 0 && backtest.after[i] == 0) continue;
    text +=
        fmt::format("{:10} {:>9} {:>8} {:>9} {:>8}\n", to_string(static_cast<decide::Verdict>(i)),
                    backtest.before[i], share(backtest.before[i], backtest.messages),
                    backtest.after[i], share(backtest.after[i], backtest.messages));
  }
  text += "\nmessages in which each rule of the draft fires\n";
  for (const Backtest::RuleCount& rule : backtest.rules) {
    text += fmt::format("{:>9}  {}\n", rule.messages, rule.rule);
  }
  if (backtest.examples.empty()) return text;
  text += "\nthe newest changed messages\n";
  for (const Backtest::Example& example : backtest.examples) {
    text += fmt::format("  {}  {} -> {}  {}\n", to_string(example.message),
                        to_string(example.before), to_string(example.after), example.rule);
  }
  return text;
}

}  // namespace holdfast::policies
