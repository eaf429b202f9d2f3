// The matcher against a plain reading of what matcher.h says: try every choice of one finding and
// one recipient, and evaluate the rule as it is written.

#include <algorithm>
#include <array>

#include "engine/decide/matcher.h"
#include "engine/decide/message_facts.h"
#include "engine/decide/testing_random.h"

namespace holdfast::decide {
namespace {

// One condition as it is written: an attribute and what is said of it.
struct Condition {
  std::string name;
  const YamlNode* value;
};

class PlainReading {
 public:
  explicit PlainReading(const MessageFacts& message) : message_(message) {}

  bool matches(const YamlNode& when, const YamlNode* unless) {
    for (const FindingFact* finding : choices(message_.findings)) {
      for (const RecipientFact* recipient : choices(message_.recipients)) {
        finding_ = finding;
        recipient_ = recipient;
        if (of(when) != Truth::True) continue;
        if (unless == nullptr || of(*unless) != Truth::True) return true;
      }
    }
    return false;
  }

 private:
  template <typename T>
  static std::vector<const T*> choices(const std::vector<T>& elements) {
    std::vector<const T*> all;
    for (const T& element : elements) all.push_back(&element);
    if (all.empty()) all.push_back(nullptr);
    return all;
  }

  // All conditions that stand side by side in a mapping and the `all` lists within it.
  static void flatten(const YamlNode& node, std::vector<Condition>& out) {
    for (std::size_t i = 0; i < node.keys.size(); ++i) {
      if (node.keys[i].scalar == "all") {
        for (const YamlNode& item : node.items[i].items) flatten(item, out);
      } else {
        out.push_back({node.keys[i].scalar, &node.items[i]});
      }
    }
  }

  Truth of(const YamlNode& node) {
    std::vector<Condition> side_by_side;
    flatten(node, side_by_side);
    Truth truth = Truth::True;
    for (const Condition& condition : side_by_side) {
      truth = std::min(truth, of(condition, side_by_side));
    }
    return truth;
  }

  Truth of(const Condition& condition, const std::vector<Condition>& side_by_side) {
    if (condition.name == "not") return negated(of(*condition.value));
    if (condition.name == "any") {
      Truth truth = Truth::False;
      for (const YamlNode& item : condition.value->items) truth = std::max(truth, of(item));
      return truth;
    }
    if (condition.name == "finding.count") return count(side_by_side);
    return compare(condition);
  }

  static Truth negated(Truth truth) {
    if (truth == Truth::Missing) return truth;
    return truth == Truth::True ? Truth::False : Truth::True;
  }

  static bool mentions_findings(const Condition& condition) {
    if (condition.name.starts_with("finding.")) return true;
    return mentions_findings(*condition.value);
  }
  static bool mentions_findings(const YamlNode& node) {
    for (const YamlNode& key : node.keys) {
      if (key.scalar.starts_with("finding.")) return true;
    }
    return std::ranges::any_of(node.items,
                               [](const YamlNode& item) { return mentions_findings(item); });
  }
  // Whether a condition asks about the chosen finding, beyond counting what stands beside it.
  static bool asks_of_finding(const Condition& condition) {
    return condition.name != "finding.count" && mentions_findings(condition);
  }

  Truth count(const std::vector<Condition>& side_by_side) {
    const FindingFact* const chosen = finding_;
    int counted = 0;
    for (const FindingFact& finding : message_.findings) {
      finding_ = &finding;
      const bool holds = std::ranges::all_of(side_by_side, [&](const Condition& sibling) {
        return !asks_of_finding(sibling) || of(sibling, side_by_side) == Truth::True;
      });
      if (holds) ++counted;
    }
    finding_ = chosen;
    return counted >= 2 ? Truth::True : Truth::False;  // the one comparison that is generated
  }

  static Truth one_of(std::string_view value, const YamlNode& allowed) {
    if (value.empty()) return Truth::Missing;
    const YamlNode& list = allowed.is_mapping() ? allowed.items[0] : allowed;
    if (list.is_scalar()) return list.scalar == value ? Truth::True : Truth::False;
    const bool found =
        std::ranges::any_of(list.items, [&](const YamlNode& item) { return item.scalar == value; });
    return found ? Truth::True : Truth::False;
  }

  Truth compare(const Condition& condition) const {
    const auto& [name, value] = condition;
    if (name == "channel") return one_of(message_.channel, *value);
    if (name == "direction") return one_of(message_.direction, *value);
    if (name == "message.readable") return message_.is_readable ? Truth::False : Truth::True;
    if (name == "queue") {
      if (message_.queue.empty()) return Truth::Missing;
      return message_.queue.starts_with("b") ? Truth::True : Truth::False;
    }
    if (name == "recipient.kind") {
      return recipient_ == nullptr ? Truth::Missing : one_of(to_string(recipient_->kind), *value);
    }
    if (finding_ == nullptr) return Truth::Missing;
    if (name == "finding.type") return one_of(finding_->type, *value);
    if (name == "finding.category") return one_of(finding_->category, *value);
    EXPECT_EQ(name, "finding.confidence");
    return finding_->confidence >= 0.8 ? Truth::True : Truth::False;
  }

  const MessageFacts& message_;
  const FindingFact* finding_ = nullptr;
  const RecipientFact* recipient_ = nullptr;
};

TEST(Semantics, TheMatcherAgreesWithAPlainReading) {
  const Schema schema = message_schema(vocabulary());
  std::array<int, 2> outcomes{};
  for (std::uint32_t seed = 0; seed < 4'000; ++seed) {
    RandomPolicies random(seed);
    const std::string when_text = random.condition();
    const std::string unless_text = random.below(2) == 0 ? "" : random.condition();
    const YamlNode when = *parse_yaml(when_text);
    const YamlNode unless = *parse_yaml(unless_text);
    const bool has_unless = !unless_text.empty();
    const Matcher matcher = *Matcher::compile(when, has_unless ? &unless : nullptr, schema);
    for (int i = 0; i < 3; ++i) {
      const MessageFacts message = random.message();
      std::pmr::monotonic_buffer_resource arena;
      const FactTable facts = facts_of(message, arena);
      const bool matches = matcher.match(facts, arena, nullptr) == Truth::True;
      const bool plain = PlainReading(message).matches(when, has_unless ? &unless : nullptr);
      ASSERT_EQ(matches, plain) << "seed " << seed << ", when " << when_text << ", unless "
                                << unless_text;
      EXPECT_TRUE(!matches || matcher.guards().may_match(facts)) << "seed " << seed;
      ++outcomes[matches ? 1 : 0];
    }
  }
  EXPECT_GT(outcomes[0], 2'000);
  EXPECT_GT(outcomes[1], 2'000);
}

}  // namespace
}  // namespace holdfast::decide
