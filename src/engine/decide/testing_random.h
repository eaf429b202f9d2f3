// Random rules over random messages, for properties that hold whatever they are.

#pragma once

#include <initializer_list>
#include <random>
#include <string>
#include <string_view>

#include "engine/decide/testing_policies.h"

namespace holdfast::decide {

constexpr FindingFact kCard{.type = "payment_card", .category = "payment", .confidence = 0.95};
constexpr FindingFact kUnsureCard{.type = "payment_card", .category = "payment", .confidence = 0.6};
constexpr FindingFact kSsn{.type = "us_ssn", .category = "government_id", .confidence = 0.9};
constexpr FindingFact kIban{.type = "iban", .category = "bank", .confidence = 0.9};
constexpr FindingFact kEmail{.type = "email", .category = "contact_detail", .confidence = 1};

class RandomPolicies {
 public:
  explicit RandomPolicies(std::uint32_t seed) : engine_(seed) {}

  std::string condition(int depth = 0) {
    const unsigned pick = below(depth < 2 ? 12 : 9);
    switch (pick) {
      case 0:
        return "{channel: " + one_of({"chat", "mail", "upload"}) + "}";
      case 1:
        return "{direction: {in: [inbound, outbound]}}";
      case 2:
        return "{finding.type: " + one_of({"payment_card", "us_ssn", "iban", "email"}) + "}";
      case 3:
        return "{finding.category: {in: [payment, bank]}}";
      case 4:
        return "{finding.confidence: {gte: 0.8}}";
      case 5:
        return "{finding.count: {gte: 2}}";
      case 6:
        return "{recipient.kind: " + one_of({"internal", "customer", "external"}) + "}";
      case 7:
        return "{message.readable: false}";
      case 8:
        return "{queue: {glob: 'b*'}}";
      case 9:
        return "{not: " + condition(depth + 1) + "}";
      case 10:
        return "{all: [" + condition(depth + 1) + ", " + condition(depth + 1) + "]}";
      default:
        return "{any: [" + condition(depth + 1) + ", " + condition(depth + 1) + "]}";
    }
  }

  std::string random_rule(std::string_view name) {
    const std::string verdict = one_of({"allow", "coach", "hold", "block"});
    std::string conditions = "when: " + condition();
    if (below(3) == 0) conditions += "\n    unless: " + condition();
    return rule(name, verdict, conditions);
  }

  MessageFacts message() {
    MessageFacts message;
    if (below(8) != 0) message.channel = pick<std::string_view>({"chat", "mail", "upload"});
    if (below(8) != 0) message.direction = pick<std::string_view>({"inbound", "outbound"});
    if (below(2) != 0) message.queue = pick<std::string_view>({"billing", "sales"});
    message.is_readable = below(4) != 0;
    for (unsigned i = below(4); i > 0; --i) {
      message.findings.push_back(pick<FindingFact>({kCard, kUnsureCard, kSsn, kIban, kEmail}));
    }
    for (unsigned i = below(3); i > 0; --i) {
      message.recipients.push_back({static_cast<RecipientKind>(below(3)), "a.test"});
    }
    return message;
  }

  unsigned below(unsigned bound) { return static_cast<unsigned>(engine_()) % bound; }

 private:
  template <typename T>
  T pick(std::initializer_list<T> values) {
    return *(values.begin() + below(static_cast<unsigned>(values.size())));
  }
  std::string one_of(std::initializer_list<const char*> values) {
    return pick<const char*>(values);
  }

  std::mt19937 engine_;
};

}  // namespace holdfast::decide
