// Between mail servers and inspection: a mail becomes a request, a verdict becomes an answer.
//
//   allow, coach     passed on, with X-Holdfast fields
//   redact, tokenise passed on with what was found replaced; refused where that cannot be done
//   hold             sealed in Holdfast first, then discarded by the mail server
//   block            refused with the rule's notice, in words and never with what was found
//
// Thread-safe.

#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "channels/presidio/address_list.h"
#include "channels/smtp/mail.h"
#include "domain/audit/audit_log.h"
#include "domain/inspection/inspection.h"
#include "platform/crypto/keyring.h"
#include "platform/store/database.h"
#include "platform/telemetry/metrics.h"

namespace holdfast::smtp {

enum class Direction : std::uint8_t { Auto, Inbound, Outbound };

struct GateSettings {
  std::string tenant;
  // Auto: mail of an authenticated client, of this machine or of a trusted network goes out, or
  // stays inside when all who are in it are internal; any other comes in.
  Direction direction = Direction::Auto;
  presidio::AddressList trusted_networks;
  std::vector<std::string> internal_domains;  // lower case
  // Whether mail passes unseen while Holdfast cannot decide. Otherwise its sender's server is asked
  // to try again.
  bool passes_undecided = false;
};

struct GateParts {
  inspection::Inspections& inspections;
  store::Database& database;
  const crypto::MasterKeys& keys;
  audit::AuditLog& audit;
  telemetry::Metrics& metrics;
};

// The form in which a mail is inspected and, when it is held, kept: the envelope as the trace
// fields that mail servers write (Return-Path, Delivered-To), then the mail. Our own fields that it
// came with are left out, so that nobody can write them but us.
std::string with_envelope(const Mail& mail);
// What with_envelope() put before the mail, taken off again; InvalidInput when it is not there.
struct EnvelopedMail {
  std::string sender;
  std::vector<std::string> recipients;
  std::string_view mail;  // of the text given
};
Result<EnvelopedMail> without_envelope(std::string_view text);

class MailGate {
 public:
  MailGate(const GateParts& parts, GateSettings settings);

  Answer decide(const Mail& mail);

 private:
  struct Verdict;

  Result<Verdict> verdict_of(const Mail& mail, std::string_view raw, std::string_view direction);
  Result<inspection::InspectionRequest> request_of(const Mail& mail, std::string_view raw,
                                                   std::string_view direction) const;
  Result<decide::RecipientKind> kind_of(std::string_view address) const;
  bool is_internal(std::string_view address) const;
  std::string_view direction_of(const Mail& mail) const;
  Result<bool> is_still_held(const Verdict& verdict) const;
  Answer answer_for(const Mail& mail, std::string_view raw, std::string_view direction,
                    const Verdict& verdict);
  Answer passed(const Mail& mail, std::string_view direction, const Verdict& verdict) const;
  Answer made_safe(const Mail& mail, std::string_view raw, std::string_view direction,
                   const Verdict& verdict) const;
  Answer undecided(const Mail& mail, const Error& error);
  Answer too_large(const Mail& mail, std::string_view why);
  Answer unseen(const Mail& mail, std::string_view why);

  const GateParts parts_;
  const GateSettings settings_;
  telemetry::Counter passed_, changed_, held_, refused_, later_, unseen_;
};

}  // namespace holdfast::smtp
