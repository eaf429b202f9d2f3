// One connection of a mail server: packets in, packets out. Pure; the listener moves the bytes.

#pragma once

#include <cstddef>
#include <string>
#include <string_view>

#include "base/result.h"
#include "channels/smtp/mail.h"
#include "channels/smtp/milter_wire.h"

namespace holdfast::smtp {

struct SessionLimits {
  std::size_t mail_bytes_max = 50U << 20;  // headers and body
  std::size_t recipients_max = 10'000;
};

// Not thread-safe.
class MilterSession {
 public:
  MilterSession(const Decide& decide, const SessionLimits& limits)
      : decide_(decide), limits_(limits) {}

  // The bytes to send back, perhaps none. InvalidInput: what came is not this protocol, or the
  // server may not do what its mail may need; the connection is to be closed.
  Result<std::string> take(const Packet& packet);

  bool is_over() const { return is_over_; }

 private:
  Result<std::string> negotiate(std::string_view data);
  void take_macros(std::string_view data);
  void take_connect(std::string_view data);
  void take_header(std::string_view data);
  void take_body(std::string_view data);
  void take_recipient(std::string_view data);
  std::string end_of_body();
  std::string rendered(const Answer& answer) const;
  std::string continue_unless(std::uint32_t flag) const;
  void begin_mail();
  bool has_room(std::size_t bytes);

  const Decide& decide_;
  const SessionLimits limits_;
  Mail mail_;
  std::vector<HeaderField> fields_;  // of the mail that comes in
  std::string body_;
  std::string client_address_;
  bool is_authenticated_ = false;  // as the macros before the next MAIL say
  std::size_t mail_bytes_ = 0;
  std::uint32_t protocol_ = 0;  // the flags agreed
  bool is_negotiated_ = false;
  bool is_over_ = false;
};

}  // namespace holdfast::smtp
