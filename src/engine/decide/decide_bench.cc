// Time to decide about one message by the policies given: decide_bench FILE...
// (rules/policies/*.yaml). Beside it, as its limit, the time to make the facts alone.

#include <ctime>
#include <fstream>
#include <iterator>
#include <memory_resource>

#include <fmt/core.h>

#include "engine/decide/message_facts.h"
#include "engine/decide/policy.h"

namespace holdfast::decide {
namespace {

constexpr int kRounds = 200'000;

// Processor time of this thread, so that other programs on the machine do not count.
double thread_nanoseconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) * 1e9 + static_cast<double>(now.tv_nsec);
}

template <typename Work>
double nanoseconds_each(const Work& work) {
  const double begin = thread_nanoseconds();
  for (int i = 0; i < kRounds; ++i) work();
  return (thread_nanoseconds() - begin) / kRounds;
}

std::string read(const char* path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The types and categories of rules/types.yaml.
Policy::Vocabulary vocabulary_in(const std::string& types_yaml) {
  Policy::Vocabulary vocabulary;
  const Result<YamlNode> root = parse_yaml(types_yaml);
  if (!root) return vocabulary;
  for (const YamlNode& type : root->items) {
    for (std::size_t i = 0; i < type.keys.size(); ++i) {
      if (type.keys[i].scalar == "name") vocabulary.types.push_back(type.items[i].scalar);
      if (type.keys[i].scalar == "category") vocabulary.categories.push_back(type.items[i].scalar);
    }
  }
  vocabulary.type_categories = vocabulary.categories;
  return vocabulary;
}

int run(int argc, char** argv) {
  if (argc < 3) {
    fmt::print("decide_bench rules/types.yaml rules/policies/*.yaml\n");
    return 2;
  }
  const Policy::Vocabulary vocabulary = vocabulary_in(read(argv[1]));
  std::vector<Policy> policies;
  std::size_t rules = 0;
  for (int i = 2; i < argc; ++i) {
    Result<Policy> policy = Policy::parse(read(argv[i]), vocabulary);
    if (!policy) {
      fmt::print("{}: {}\n", argv[i], policy.error().message);
      return 1;
    }
    rules += policy->rules().size();
    policies.push_back(*std::move(policy));
  }
  std::vector<ActivePolicy> active;
  for (const Policy& policy : policies) active.push_back({&policy, 1, Mode::Enforce});

  MessageFacts message;
  message.channel = "chat";
  message.direction = "inbound";
  message.sender_role = "customer";
  message.queue = "billing";
  const FindingFact email{"email", "contact_detail", 0.99};
  const FindingFact card{"payment_card", "payment", 0.99};
  fmt::print("{} policies, {} rules\n", policies.size(), rules);
  const auto report = [&](const char* name) {
    const double facts = nanoseconds_each([&] {
      std::array<std::byte, 16 * 1024> stack;
      std::pmr::monotonic_buffer_resource arena(stack.data(), stack.size());
      const FactTable table = facts_of(message, arena);
      __asm__ volatile("" : : "r"(&table) : "memory");
    });
    std::size_t hits = 0;
    const double whole = nanoseconds_each([&] { hits = decide(active, message).hits.size(); });
    fmt::print("{:32} {:6.0f} ns, of which facts {:4.0f} ns; {} hits\n", name, whole, facts, hits);
  };
  report("chat, nothing found");
  message.findings = {email, email, email};
  report("chat, 3 harmless findings");
  message.findings = {email, email, card};
  report("chat, a card among 3 findings");
  message.channel = "mail";
  message.direction = "outbound";
  message.sender_role = "agent";
  message.recipients = {{RecipientKind::Customer, "mail.example"},
                        {RecipientKind::Internal, "centre.example"}};
  report("mail, a card among 3 findings");
  return 0;
}

}  // namespace
}  // namespace holdfast::decide

int main(int argc, char** argv) { return holdfast::decide::run(argc, argv); }
