#include "app/cli/contact_records.h"

#include <algorithm>
#include <vector>

namespace holdfast::cli {
namespace {

struct Message {
  detect::Role role;
  std::string_view text;
  std::vector<detect::Finding> findings;
};

Result<Message> read_message(const JsonValue& value) {
  ObjectReader object = TRY(value.object());
  Message message{};
  const std::string_view role = TRY(object.required_string("role"));
  if (role == "agent") {
    message.role = detect::Role::Agent;
  } else if (role == "customer") {
    message.role = detect::Role::Customer;
  } else if (role == "system") {
    message.role = detect::Role::System;
  } else {
    return object.error("role", "expected agent, customer or system");
  }
  message.text = TRY(object.required_string("text"));
  return message;
}

// What completed a value knows better than what saw its piece alone.
void add_earlier(Message& message, detect::Finding finding) {
  std::erase_if(message.findings, [&](const detect::Finding& other) {
    return other.begin < finding.end && finding.begin < other.end;
  });
  message.findings.push_back(std::move(finding));
}

}  // namespace

Result<Scanned> scan_contact(const Scanner& scanner, ObjectReader& object, Workbench& bench) {
  const JsonValue list = TRY(object.required("messages"));
  std::vector<Message> messages;
  detect::Conversation conversation;
  for (const JsonValue& value : TRY(list.array())) {
    messages.push_back(TRY(read_message(value)));
    Message& message = messages.back();
    detect::ConversationFindings found = conversation.observe(
        scanner.detector(), message.role, message.text, bench.scratch, scanner.settings().detect);
    message.findings = std::move(found.findings);
    for (detect::EarlierFinding& earlier : found.earlier) {
      add_earlier(messages.at(earlier.message_index), std::move(earlier.finding));
    }
  }
  Scanned out;
  for (std::uint32_t index = 0; index < messages.size(); ++index) {
    Message& message = messages[index];
    std::ranges::sort(message.findings, {}, &detect::Finding::begin);
    TextPosition position(message.text, scanner.settings().unit);
    for (const detect::Finding& finding : message.findings) {
      Hit hit = scanner.located(finding, message.text, position);
      hit.message = index;
      out.hits.push_back(std::move(hit));
    }
  }
  return out;
}

}  // namespace holdfast::cli
