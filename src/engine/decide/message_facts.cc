#include "engine/decide/message_facts.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <cstddef>

namespace holdfast::decide {
namespace {

constexpr std::array<std::string_view, 7> kWeekdays = {"sunday",   "monday", "tuesday", "wednesday",
                                                       "thursday", "friday", "saturday"};
constexpr std::array<std::string_view, 3> kRecipientKinds = {"internal", "customer", "external"};

// The order of operands in facts_of() is the order in which message_schema() names them.
constexpr std::size_t kWholeOperands = 7;
constexpr std::size_t kFindingOperands = 3;
constexpr std::size_t kRecipientOperands = 2;

Attribute text(std::string name, std::vector<std::string> choices, std::string meaning,
               Scope scope = Scope::Whole) {
  return {.name = std::move(name),
          .kind = AttributeKind::Text,
          .choices = std::move(choices),
          .meaning = std::move(meaning),
          .scope = scope};
}

Attribute number(std::string name, double least, double greatest, std::string meaning,
                 Scope scope = Scope::Whole) {
  return {.name = std::move(name),
          .kind = AttributeKind::Number,
          .choices = {},
          .meaning = std::move(meaning),
          .scope = scope,
          .least = least,
          .greatest = greatest};
}

Attribute count(std::string name, std::string meaning, Scope scope) {
  Attribute attribute = number(std::move(name), 0, 1e9, std::move(meaning), scope);
  attribute.is_count = true;
  return attribute;
}

// Operands of texts that occur in every message, hashed once.
template <std::size_t count>
std::array<Operand, count> operands_of(const std::array<std::string_view, count>& texts) {
  std::array<Operand, count> operands;
  for (std::size_t i = 0; i < count; ++i) operands[i] = Operand::of(texts[i]);
  return operands;
}

void append_local_time(const MessageFacts& message, Operand* out) {
  static const std::array<Operand, kWeekdays.size()> weekdays = operands_of(kWeekdays);
  const auto local = message.at + std::chrono::minutes(message.utc_offset_minutes);
  const auto day = std::chrono::floor<std::chrono::days>(local);
  const auto hour = std::chrono::floor<std::chrono::hours>(local - day).count();
  const std::chrono::weekday weekday(day);
  out[0] = Operand::of(static_cast<double>(hour));
  out[1] = weekdays[weekday.c_encoding()];
}

template <typename T>
Operand* allocate(std::pmr::memory_resource& arena, const T& elements, std::size_t operands_each) {
  if (elements.empty()) return nullptr;
  return std::pmr::polymorphic_allocator<Operand>(&arena).allocate(elements.size() * operands_each);
}

void mark(const Operand* operands, std::size_t count, std::uint64_t* seen) {
  for (std::size_t i = 0; i < count; ++i) {
    if (operands[i].kind == Operand::Kind::Text) seen[i] |= seen_bit(operands[i].hash);
  }
}

// In the order of Schema::seen_index().
const std::uint64_t* seen_in(const FactTable& facts, std::pmr::memory_resource& arena) {
  constexpr std::size_t kWords = 1 + kWholeOperands + kFindingOperands + kRecipientOperands;
  std::uint64_t* seen = std::pmr::polymorphic_allocator<std::uint64_t>(&arena).allocate(kWords);
  std::fill_n(seen, kWords, std::uint64_t{0});
  seen[0] = ~std::uint64_t{0};
  mark(facts.whole, kWholeOperands, seen + 1);
  std::uint64_t* const of_findings = seen + 1 + kWholeOperands;
  for (std::size_t i = 0; i < facts.primary.count; ++i) {
    mark(facts.primary.at(i), kFindingOperands, of_findings);
  }
  for (std::size_t i = 0; i < facts.secondary.count; ++i) {
    mark(facts.secondary.at(i), kRecipientOperands, of_findings + kFindingOperands);
  }
  return seen;
}

}  // namespace

std::string_view to_string(RecipientKind kind) {
  return kRecipientKinds[static_cast<std::size_t>(kind)];
}

Schema message_schema(const Policy::Vocabulary& vocabulary) {
  std::vector<Attribute> attributes = {
      text("channel", {"chat", "mail", "call", "upload", "endpoint", "helpdesk"},
           "where the message moves"),
      text("direction", {"inbound", "outbound", "internal"},
           "inbound comes from the customer, outbound goes out"),
      text("sender.role", {"agent", "customer", "system"}, "who wrote it"),
      text("queue", {}, "the queue of the contact, as your centre names it"),
      {.name = "message.readable",
       .kind = AttributeKind::Boolean,
       .choices = {},
       .meaning = "false when any part could not be read"},
      number("time.hour", 0, 23, "hour of the day, in the tenant's time zone"),
      text("time.weekday", {kWeekdays.begin(), kWeekdays.end()},
           "day of the week, in the tenant's time zone"),
      text("finding.type", vocabulary.types, "what was found", Scope::Primary),
      text("finding.category", vocabulary.categories, "the kind of what was found", Scope::Primary),
      number("finding.confidence", 0, 1, "how sure the detector is", Scope::Primary),
      count("finding.count", "how many findings the conditions beside it select", Scope::Primary),
      text("recipient.kind", {kRecipientKinds.begin(), kRecipientKinds.end()},
           "internal, the contact's customer, or anyone else", Scope::Secondary),
      text("recipient.domain", {}, "the domain of the recipient's address", Scope::Secondary),
      count("recipient.count", "how many recipients the conditions beside it select",
            Scope::Secondary),
  };
  for (Attribute& attribute : attributes) {
    attribute.is_lower_case = attribute.name == "recipient.domain";
  }
  return Schema(std::move(attributes));
}

FactTable facts_of(const MessageFacts& message, std::pmr::memory_resource& arena) {
  static const std::array<Operand, kRecipientKinds.size()> kinds = operands_of(kRecipientKinds);
  std::pmr::polymorphic_allocator<Operand> allocator(&arena);
  Operand* whole = allocator.allocate(kWholeOperands);
  whole[0] = Operand::of(message.channel);
  whole[1] = Operand::of(message.direction);
  whole[2] = Operand::of(message.sender_role);
  whole[3] = Operand::of(message.queue);
  whole[4] = Operand::of(message.is_readable);
  append_local_time(message, whole + 5);

  Operand* findings = allocate(arena, message.findings, kFindingOperands);
  for (std::size_t i = 0; i < message.findings.size(); ++i) {
    const FindingFact& finding = message.findings[i];
    findings[i * kFindingOperands] = Operand::of(finding.type);
    findings[i * kFindingOperands + 1] = Operand::of(finding.category);
    findings[i * kFindingOperands + 2] = Operand::of(finding.confidence);
  }
  Operand* recipients = allocate(arena, message.recipients, kRecipientOperands);
  for (std::size_t i = 0; i < message.recipients.size(); ++i) {
    const RecipientFact& recipient = message.recipients[i];
    recipients[i * kRecipientOperands] = kinds[static_cast<std::size_t>(recipient.kind)];
    recipients[i * kRecipientOperands + 1] = Operand::of(recipient.domain);
  }
  FactTable facts{.whole = whole,
                  .primary = {findings, message.findings.size(), kFindingOperands},
                  .secondary = {recipients, message.recipients.size(), kRecipientOperands}};
  facts.seen = seen_in(facts, arena);
  return facts;
}

}  // namespace holdfast::decide
