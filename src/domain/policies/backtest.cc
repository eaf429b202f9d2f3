#include "domain/policies/backtest.h"

#include <algorithm>
#include <map>
#include <utility>

namespace holdfast::policies {
namespace {

// The active policies of each queue, with the draft in place of its policy's active version.
class Proposal {
 public:
  Proposal(const decide::Policy& draft, const Snapshot& active, std::optional<decide::Mode> mode)
      : draft_(draft), active_(active), mode_(mode) {}

  std::span<const decide::ActivePolicy> for_queue(std::string_view queue) {
    const auto known = lists_.find(queue);
    if (known != lists_.end()) return known->second;
    return lists_.emplace(std::string(queue), list_for(queue)).first->second;
  }

 private:
  std::vector<decide::ActivePolicy> list_for(std::string_view queue) const {
    const auto now = active_.for_queue(queue);
    std::vector<decide::ActivePolicy> list(now.begin(), now.end());
    const auto same = std::ranges::find_if(list, [&](const decide::ActivePolicy& entry) {
      return entry.policy->name() == draft_.name();
    });
    if (same == list.end()) {
      list.push_back({&draft_, 0, mode_.value_or(decide::Mode::Enforce)});
    } else {
      *same = {&draft_, 0, mode_.value_or(same->mode)};
    }
    return list;
  }

  const decide::Policy& draft_;
  const Snapshot& active_;
  std::optional<decide::Mode> mode_;
  std::map<std::string, std::vector<decide::ActivePolicy>, std::less<>> lists_;
};

class Tally {
 public:
  Tally(const decide::Policy& draft, std::size_t examples_max)
      : draft_(draft), examples_max_(examples_max) {
    for (std::string& rule : draft.rule_names()) result.rules.push_back({std::move(rule), 0});
  }

  Backtest result;

  void add(const StoredMessage& message, const decide::Decision& before,
           const decide::Decision& after) {
    ++result.messages;
    ++result.before[static_cast<std::size_t>(before.verdict)];
    ++result.after[static_cast<std::size_t>(after.verdict)];
    for (const decide::RuleHit& hit : after.hits) {
      if (hit.policy == draft_.name()) count(hit.rule);
    }
    if (before.verdict == after.verdict) return;
    ++(after.verdict > before.verdict ? result.stricter : result.milder);
    if (result.examples.size() >= examples_max_) return;
    result.examples.push_back(
        {message.id, message.contact, before.verdict, after.verdict, strictest_rule(after)});
  }

 private:
  void count(std::string_view rule) {
    const auto found = std::ranges::find(result.rules, rule, &Backtest::RuleCount::rule);
    if (found != result.rules.end()) ++found->messages;
  }

  // Hits come strictest first.
  static std::string strictest_rule(const decide::Decision& decision) {
    if (decision.verdict == decide::Verdict::Allow) return {};
    return decision.hits.front().policy + "/" + decision.hits.front().rule;
  }

  const decide::Policy& draft_;
  std::size_t examples_max_;
};

}  // namespace

Result<Backtest> run_backtest(const decide::Policy& draft, const Snapshot& active,
                              StoredTraffic& traffic, const BacktestRequest& request) {
  Proposal proposal(draft, active, request.mode);
  Tally tally(draft, request.examples_max);
  TrafficRange one_more = request.range;
  ++one_more.messages_max;  // tells whether there are more
  TRY(traffic.each(request.tenant, one_more, [&](const StoredMessage& message) {
    if (tally.result.messages == request.range.messages_max) {
      tally.result.is_truncated = true;
      return false;
    }
    const std::string_view queue = message.facts.queue;
    tally.add(message, decide::decide(active.for_queue(queue), message.facts),
              decide::decide(proposal.for_queue(queue), message.facts));
    return true;
  }));
  return std::move(tally.result);
}

}  // namespace holdfast::policies
