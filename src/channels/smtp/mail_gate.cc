#include "channels/smtp/mail_gate.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/sha256.h"
#include "channels/smtp/reply_text.h"
#include "channels/smtp/verdict.h"
#include "domain/contacts/store.h"
#include "domain/contacts/views.h"
#include "domain/inspection/store.h"
#include "platform/telemetry/log.h"

namespace holdfast::smtp {
namespace {

constexpr std::string_view kOwnPrefix = "x-holdfast";
constexpr std::string_view kEnvelopeEnd = "Received: by holdfast; the envelope ends here\r\n";
constexpr std::string_view kActor = "system";
constexpr std::size_t kFieldBytesMax = 900;  // a line has 998 at most (RFC 5322, 2.1.1)

bool is_own(const HeaderField& field) { return lower_case(field.name).starts_with(kOwnPrefix); }

// An address with a line end or a bracket in it cannot be written as a field.
std::string one_line(std::string_view address) {
  std::string out(address);
  std::erase_if(out, [](char c) { return c == '\r' || c == '\n' || c == '\0'; });
  return out;
}

std::string domain_of(std::string_view address) {
  const std::size_t at = address.rfind('@');
  if (at == std::string_view::npos) return {};
  std::string domain = lower_case(address.substr(at + 1));
  while (domain.ends_with('.')) domain.pop_back();
  return domain;
}

// Until the field the whole value is a line; a longer notice ends in dots.
std::string field_text(std::string_view text) {
  std::string out = in_ascii(text);
  if (out.size() > kFieldBytesMax) out = out.substr(0, kFieldBytesMax - 3) + "...";
  return " " + out;
}

std::string joined(const std::vector<std::string>& texts) {
  std::string out;
  for (const std::string& text : texts) {
    if (text.empty() || out.find(text) != std::string::npos) continue;
    if (!out.empty()) out += ' ';
    out += text;
  }
  return out;
}

}  // namespace

struct MailGate::Verdict : GateVerdict {};

std::string with_envelope(const Mail& mail) {
  std::string out = "Return-Path: <" + one_line(mail.envelope.sender.reveal()) + ">\r\n";
  for (const Sensitive<std::string>& recipient : mail.envelope.recipients) {
    out += "Delivered-To: " + one_line(recipient.reveal()) + "\r\n";
  }
  out += kEnvelopeEnd;
  std::vector<HeaderField> fields = mail.fields.reveal();
  std::erase_if(fields, is_own);
  out += written(fields);
  out += "\r\n";
  out += mail.body.reveal();
  return out;
}

Result<EnvelopedMail> without_envelope(std::string_view text) {
  constexpr std::string_view kSender = "Return-Path: <";
  constexpr std::string_view kRecipient = "Delivered-To: ";
  const std::size_t end = text.find(kEnvelopeEnd);
  if (!text.starts_with(kSender) || end == std::string_view::npos) {
    return Error{ErrorCode::InvalidInput, "a mail without its envelope"};
  }
  std::string_view head = text.substr(0, end);
  EnvelopedMail out{.mail = text.substr(end + kEnvelopeEnd.size())};
  while (!head.empty()) {
    const std::size_t line_end = head.find("\r\n");
    const std::string_view line = head.substr(0, line_end);
    head.remove_prefix(line_end + 2);
    if (line.starts_with(kRecipient)) {
      out.recipients.emplace_back(line.substr(kRecipient.size()));
    } else {
      out.sender = line.substr(kSender.size(), line.size() - kSender.size() - 1);
    }
  }
  return out;
}

MailGate::MailGate(const GateParts& parts, GateSettings settings)
    : parts_(parts),
      settings_(std::move(settings)),
      passed_(parts.metrics.counter(telemetry::Family::MailAnswers, {"passed"})),
      changed_(parts.metrics.counter(telemetry::Family::MailAnswers, {"changed"})),
      held_(parts.metrics.counter(telemetry::Family::MailAnswers, {"held"})),
      refused_(parts.metrics.counter(telemetry::Family::MailAnswers, {"refused"})),
      later_(parts.metrics.counter(telemetry::Family::MailAnswers, {"try_later"})),
      unseen_(parts.metrics.counter(telemetry::Family::MailAnswers, {"passed_unseen"})) {}

Answer MailGate::decide(const Mail& mail) {
  if (mail.is_too_large) return too_large(mail, "larger than smtp.mail_bytes_max");
  const std::string_view direction = direction_of(mail);
  const std::string raw = with_envelope(mail);
  const Result<Verdict> verdict = verdict_of(mail, raw, direction);
  if (!verdict) return undecided(mail, verdict.error());
  return answer_for(mail, raw, direction, *verdict);
}

// A server that did not hear the answer sends the mail again, byte for byte: it gets the answer it
// missed. Not where a held mail was decided since: what comes then is a mail of its own, and
// without a hold of its own it would be lost.
Result<MailGate::Verdict> MailGate::verdict_of(const Mail& mail, std::string_view raw,
                                               std::string_view direction) {
  inspection::InspectionRequest request = TRY(request_of(mail, raw, direction));
  const inspection::Caller caller{.tenant = settings_.tenant, .actor = std::string(kActor)};
  auto inspected = TRY(parts_.inspections.inspect_and_wait(request, caller));
  const std::string repeated = inspected.repeated_answer.reveal();
  if (repeated.empty()) return Verdict{verdict_from(std::move(inspected))};
  Verdict verdict { TRY(verdict_from_json(repeated)) };
  if (verdict.verdict != decide::Verdict::Hold || TRY(is_still_held(verdict))) return verdict;
  request.idempotency_key.clear();
  return Verdict {
    verdict_from(TRY(parts_.inspections.inspect_and_wait(std::move(request), caller)))
  };
}

Result<bool> MailGate::is_still_held(const Verdict& verdict) const {
  bool is_held = false;
  TRY(parts_.database.read([&](store::Reader& reader) -> Result<> {
    const auto held = TRY(inspection::find_held(reader, settings_.tenant, verdict.message));
    is_held = held && held->state == "held";
    return {};
  }));
  return is_held;
}

Result<inspection::InspectionRequest> MailGate::request_of(const Mail& mail, std::string_view raw,
                                                           std::string_view direction) const {
  inspection::InspectionRequest request{.channel = "mail", .direction = std::string(direction)};
  request.sender_role = direction == "inbound" ? detect::Role::Customer : detect::Role::Agent;
  request.sender_address = mail.envelope.sender;
  for (const Sensitive<std::string>& recipient : mail.envelope.recipients) {
    request.recipients.push_back({
      .kind = TRY(kind_of(recipient.reveal()))
      , .address = recipient
    });
  }
  request.parts.push_back({.kind = inspection::PartKind::Body,
                           .media_type = "message/rfc822",
                           .content = Sensitive(std::string(raw)),
                           .is_file = true});
  request.request_hash = sha256({as_bytes(direction), as_bytes("\n"), as_bytes(raw)});
  request.idempotency_key = "milter:" + to_hex(request.request_hash);
  return request;
}

bool MailGate::is_internal(std::string_view address) const {
  return std::ranges::find(settings_.internal_domains, domain_of(address)) !=
         settings_.internal_domains.end();
}

// A customer is known when contacts has one by this address as the id that other systems use.
Result<decide::RecipientKind> MailGate::kind_of(std::string_view address) const {
  if (is_internal(address)) return decide::RecipientKind::Internal;
  bool is_customer = false;
  TRY(parts_.database.read([&](store::Reader& reader) -> Result<> {
    for (const std::string& spelling : {std::string(address), lower_case(address)}) {
      const Hash index = contacts::customer_index(parts_.keys, settings_.tenant, spelling);
      is_customer = is_customer || TRY(contacts::find_customer(reader, settings_.tenant, index))
      .has_value();
    }
    return {};
  }));
  return is_customer ? decide::RecipientKind::Customer : decide::RecipientKind::External;
}

std::string_view MailGate::direction_of(const Mail& mail) const {
  const Envelope& envelope = mail.envelope;
  const bool is_ours = envelope.is_authenticated || envelope.client_address.empty() ||
                       settings_.trusted_networks.allows(envelope.client_address);
  if (settings_.direction == Direction::Inbound) return "inbound";
  if (settings_.direction == Direction::Auto && !is_ours) return "inbound";
  const bool stays_inside =
      is_internal(envelope.sender.reveal()) &&
      std::ranges::all_of(envelope.recipients, [this](const Sensitive<std::string>& recipient) {
        return is_internal(recipient.reveal());
      });
  return stays_inside ? "internal" : "outbound";
}

Answer MailGate::answer_for(const Mail& mail, std::string_view raw, std::string_view direction,
                            const Verdict& verdict) {
  switch (verdict.verdict) {
    case decide::Verdict::Allow:
    case decide::Verdict::Coach:
      passed_.add();
      return passed(mail, direction, verdict);
    case decide::Verdict::Redact:
    case decide::Verdict::Tokenise: {
      Answer answer = made_safe(mail, raw, direction, verdict);
      (answer.outcome == Outcome::Accept ? changed_ : refused_).add();
      return answer;
    }
    case decide::Verdict::Hold:
      held_.add();
      return {.outcome = Outcome::Discard};
    case decide::Verdict::Block:
      break;
  }
  refused_.add();
  const std::string words = joined(verdict.notices);
  return {.outcome = Outcome::Reject,
          .reply = reply(
              "550 5.7.1",
              fmt::format("{} [{}]", words.empty() ? "This mail may not be sent as it is." : words,
                          to_string(verdict.message)))};
}

Answer MailGate::passed(const Mail& mail, std::string_view direction,
                        const Verdict& verdict) const {
  Answer answer{.outcome = Outcome::Accept};
  std::vector<HeaderField> kept = mail.fields.reveal();
  std::erase_if(kept, is_own);
  answer.changes = changes_between(mail.fields.reveal(), kept);
  answer.changes.push_back(
      {.name = "X-Holdfast",
       .value = fmt::format(" verdict={}; direction={};\n message={};\n log={}; entry={}",
                            to_string(verdict.verdict), direction, to_string(verdict.message),
                            verdict.log, verdict.entry)});
  const std::string words = joined(verdict.notices);
  if (!words.empty()) {
    answer.changes.push_back({.name = "X-Holdfast-Notice", .value = field_text(words)});
  }
  return answer;
}

Answer MailGate::made_safe(const Mail& mail, std::string_view raw, std::string_view direction,
                           const Verdict& verdict) const {
  if (verdict.safe_mail.reveal() == raw) return passed(mail, direction, verdict);
  const auto safe = without_envelope(verdict.safe_mail.reveal());
  if (!safe) {
    return {.outcome = Outcome::Reject,
            .reply = reply("550 5.7.1",
                           fmt::format("This mail holds data that may not be sent, in a form that "
                                       "it cannot be taken out of. {} [{}]",
                                       joined(verdict.notices), to_string(verdict.message)))};
  }
  Answer answer = passed(mail, direction, verdict);
  const SplitMail split = split_mail(safe->mail);
  std::vector<HeaderField> before = mail.fields.reveal();
  std::erase_if(before, is_own);
  std::vector<FieldChange> changes = changes_between(before, split.fields);
  answer.changes.insert(answer.changes.begin(), changes.begin(), changes.end());
  if (split.body != mail.body.reveal()) answer.body = Sensitive(std::string(split.body));
  return answer;
}

Answer MailGate::undecided(const Mail& mail, const Error& error) {
  if (error.code == ErrorCode::LimitExceeded) return too_large(mail, "its text is too long");
  telemetry::log_warning("milter: a mail could not be decided: {}", error.message);
  if (settings_.passes_undecided) return unseen(mail, "undecided");
  later_.add();
  return {.outcome = Outcome::TryLater,
          .reply = reply("451 4.7.1", "This mail cannot be checked just now. Please try again.")};
}

// Trying again would not help.
Answer MailGate::too_large(const Mail& mail, std::string_view why) {
  telemetry::log_warning("milter: a mail cannot be inspected: {}", why);
  if (settings_.passes_undecided) return unseen(mail, "too_large");
  refused_.add();
  return {.outcome = Outcome::Reject,
          .reply = reply("552 5.3.4",
                         "This mail is too large to be checked. Please send large "
                         "files in another way.")};
}

// Nobody looked at it: the mail says so, the metrics count it, and the log has it for as long as it
// can be written.
Answer MailGate::unseen(const Mail& mail, std::string_view why) {
  unseen_.add();
  const auto staged = parts_.database.write([&](store::Transaction& transaction) -> Result<> {
    TRY(parts_.audit.stage(transaction, {.tenant = settings_.tenant,
                                         .actor = std::string(kActor),
                                         .act = "mail.passed_unseen",
                                         .subject = "channel:smtp",
                                         .decision = std::string(why)}));
    return {};
  });
  if (!staged) {
    telemetry::log_error("milter: a mail passed unseen, and the log does not have it: {}",
                         staged.error().message);
  }
  Answer answer{.outcome = Outcome::Accept};
  std::vector<HeaderField> kept = mail.fields.reveal();
  std::erase_if(kept, is_own);
  answer.changes = changes_between(mail.fields.reveal(), kept);
  answer.changes.push_back({.name = "X-Holdfast", .value = " verdict=none; passed unseen"});
  return answer;
}

}  // namespace holdfast::smtp
