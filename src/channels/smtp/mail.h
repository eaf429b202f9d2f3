// A mail on its way through a mail server, and what is to happen to it.

#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/sensitive.h"

namespace holdfast::smtp {

struct HeaderField {
  std::string name;
  std::string value;  // as it stands behind the colon, folded with line feeds
};

struct Envelope {
  Sensitive<std::string> sender;  // without brackets; "" is the null sender
  std::vector<Sensitive<std::string>> recipients;
  std::string client_address;     // "" for mail of the server's own machine
  bool is_authenticated = false;  // the client gave a password or a certificate
};

struct Mail {
  Envelope envelope;
  Sensitive<std::vector<HeaderField>> fields;
  Sensitive<std::string> body;  // lines end as they came
  bool is_too_large = false;    // then fields and body are not whole
};

std::string lower_case(std::string_view text);  // ASCII letters

// As RFC 5322 has them, each ended by CR LF. A value cannot become two fields.
std::string written(const std::vector<HeaderField>& fields);

struct SplitMail {
  std::vector<HeaderField> fields;
  std::string_view body;  // of the mail given
};
// The way back from written() and a body behind an empty line.
SplitMail split_mail(std::string_view mail);

enum class Outcome : std::uint8_t { Accept, Discard, Reject, TryLater };

// The `index`th field of this name, from 1, becomes `value`; without one it goes. Index 0 adds it.
struct FieldChange {
  std::string name;
  std::uint32_t index = 0;
  std::optional<std::string> value;
};

// What makes the one of the other. Names that are new are added; of names that both have, `after`
// has no more fields than `before`.
std::vector<FieldChange> changes_between(const std::vector<HeaderField>& before,
                                         const std::vector<HeaderField>& after);

struct Answer {
  Outcome outcome = Outcome::TryLater;
  std::string reply;  // of Reject and TryLater: "550 5.7.1 …", lines apart by CR LF
  std::vector<FieldChange> changes;
  std::optional<Sensitive<std::string>> body;  // in place of the body
};

// Blocks until it is decided. Thread-safe.
using Decide = std::function<Answer(const Mail& mail)>;

}  // namespace holdfast::smtp
