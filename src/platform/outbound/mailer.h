// Sends mail through the operator's SMTP server.

#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <string>

#include "base/clock.h"
#include "base/ids.h"
#include "base/result.h"
#include "base/sensitive.h"
#include "platform/outbound/mail.h"

namespace holdfast::outbound {

enum class SmtpSecurity : std::uint8_t {
  None,      // for a server on this machine only
  StartTls,  // required, not merely tried
  Tls,       // from the first byte
};

struct SmtpOptions {
  std::string host;
  std::uint16_t port = 587;
  SmtpSecurity security = SmtpSecurity::StartTls;
  std::string user;  // "" for none
  Sensitive<std::string> password;
  std::string ca_file;  // "" for the system's certificates
  std::chrono::milliseconds timeout{30'000};
};

class Mailer {
 public:
  virtual ~Mailer() = default;

  // Returns when the server has taken the mail over. Thread-safe.
  // InvalidInput: the mail cannot be sent as it is. Denied: the server refused the credentials or
  // the mail. Unavailable: no connection, no trusted certificate, or "try later".
  virtual Result<> send(const Mail& mail) = 0;
};

// InvalidInput: no host, a host that is none, or a password that would travel in clear.
Result<std::unique_ptr<Mailer>> make_smtp_mailer(SmtpOptions options, const Clock& clock,
                                                 IdSource& ids);

}  // namespace holdfast::outbound
