#include "channels/smtp/milter_session.h"

#include <algorithm>
#include <utility>

namespace holdfast::smtp {
namespace {

constexpr std::uint32_t kActionsNeeded = kMayAddHeaders | kMayChangeBody | kMayChangeHeaders;
constexpr std::uint32_t kProtocolWanted = kNoHelo | kNoUnknown | kNoData | kNoReplyHeader |
                                          kNoReplyConnect | kNoReplyMail | kNoReplyRecipient |
                                          kNoReplyEndOfHeaders | kNoReplyBody | kLeadingSpace;

Error not_milter(std::string_view what) {
  return {ErrorCode::InvalidInput, "not what a mail server says to a milter: " + std::string(what)};
}

std::string_view without_brackets(std::string_view address) {
  if (address.starts_with('<')) address.remove_prefix(1);
  if (address.ends_with('>')) address.remove_suffix(1);
  return address;
}

}  // namespace

Result<std::string> MilterSession::take(const Packet& packet) {
  if (packet.command == Command::Options) return negotiate(packet.data);
  if (packet.command == Command::Quit) {
    is_over_ = true;
    return std::string();
  }
  if (!is_negotiated_) return not_milter("no negotiation came first");
  switch (packet.command) {
    case Command::Macro:
      take_macros(packet.data);
      return std::string();
    case Command::Connect:
      take_connect(packet.data);
      return continue_unless(kNoReplyConnect);
    case Command::Mail: {
      begin_mail();
      const auto texts = texts_of(packet.data);
      if (texts.empty()) return not_milter("a sender without an end");
      mail_.envelope.sender = Sensitive(std::string(without_brackets(texts.front())));
      mail_.envelope.is_authenticated = std::exchange(is_authenticated_, false);
      return continue_unless(kNoReplyMail);
    }
    case Command::Recipient:
      take_recipient(packet.data);
      return continue_unless(kNoReplyRecipient);
    case Command::Header:
      take_header(packet.data);
      return continue_unless(kNoReplyHeader);
    case Command::EndOfHeaders:
      return continue_unless(kNoReplyEndOfHeaders);
    case Command::Body:
      take_body(packet.data);
      return continue_unless(kNoReplyBody);
    case Command::EndOfBody:
      take_body(packet.data);
      return end_of_body();
    case Command::Abort:
      begin_mail();
      return std::string();
    case Command::QuitNewConnection:
      begin_mail();
      client_address_.clear();
      return std::string();
    case Command::Helo:
    case Command::Data:
    case Command::Unknown:
      return smtp::packet(kContinue);
    default:
      return not_milter("an unknown command");
  }
}

// Without the right to change a mail its verdict could not be enforced.
Result<std::string> MilterSession::negotiate(std::string_view data) {
  if (data.size() < 12) return not_milter("a short negotiation");
  const std::uint32_t version = number_at(data, 0);
  if (version < 2) return not_milter("a version before 2");
  if ((number_at(data, 4) & kActionsNeeded) != kActionsNeeded) {
    return Error{ErrorCode::InvalidInput,
                 "the mail server does not let a milter change headers and body"};
  }
  protocol_ = number_at(data, 8) & kProtocolWanted;
  is_negotiated_ = true;
  std::string agreed;
  append_number(agreed, std::min<std::uint32_t>(version, 6));
  append_number(agreed, kActionsNeeded);
  append_number(agreed, protocol_);
  return smtp::packet(kNegotiated, agreed);
}

void MilterSession::begin_mail() {
  mail_ = Mail();
  fields_.clear();
  body_.clear();
  mail_.envelope.client_address = client_address_;
  mail_bytes_ = 0;
}

// Macros of a command come before it; who the client is comes with MAIL.
void MilterSession::take_macros(std::string_view data) {
  if (!data.starts_with('M')) return;
  is_authenticated_ = false;
  const auto texts = texts_of(data.substr(1));
  for (std::size_t i = 0; i + 1 < texts.size(); i += 2) {
    if (texts[i] == "{auth_authen}" && !texts[i + 1].empty()) is_authenticated_ = true;
  }
}

// Name, zero byte, family; for addresses of the Internet two bytes of port and the address.
void MilterSession::take_connect(std::string_view data) {
  client_address_.clear();
  const std::size_t end = data.find('\0');
  if (end == std::string_view::npos || data.size() < end + 4) return;
  const char family = data[end + 1];
  if (family != '4' && family != '6') return;
  std::string_view address = data.substr(end + 4);
  address = address.substr(0, address.find('\0'));
  if (address.starts_with("IPv6:")) address.remove_prefix(5);
  client_address_ = address;
}

bool MilterSession::has_room(std::size_t bytes) {
  mail_bytes_ += bytes;
  if (mail_bytes_ > limits_.mail_bytes_max) mail_.is_too_large = true;
  return !mail_.is_too_large;
}

void MilterSession::take_recipient(std::string_view data) {
  const auto texts = texts_of(data);
  if (texts.empty() || mail_.envelope.recipients.size() >= limits_.recipients_max) {
    mail_.is_too_large = true;
    return;
  }
  mail_.envelope.recipients.emplace_back(std::string(without_brackets(texts.front())));
}

void MilterSession::take_header(std::string_view data) {
  const auto texts = texts_of(data);
  if (texts.size() < 2 || !has_room(data.size())) return;
  HeaderField field{.name = std::string(texts[0]), .value = std::string(texts[1])};
  if ((protocol_ & kLeadingSpace) == 0) field.value.insert(0, 1, ' ');
  fields_.push_back(std::move(field));
}

void MilterSession::take_body(std::string_view data) {
  if (!has_room(data.size())) return;
  body_ += data;
}

std::string MilterSession::continue_unless(std::uint32_t flag) const {
  return (protocol_ & flag) != 0 ? std::string() : smtp::packet(kContinue);
}

std::string MilterSession::end_of_body() {
  mail_.fields = Sensitive(std::move(fields_));
  mail_.body = Sensitive(std::move(body_));
  const std::string out = rendered(decide_(mail_));
  begin_mail();
  return out;
}

std::string MilterSession::rendered(const Answer& answer) const {
  switch (answer.outcome) {
    case Outcome::Discard:
      return smtp::packet(kDiscard);
    case Outcome::Reject:
    case Outcome::TryLater:
      if (answer.reply.empty()) return smtp::packet(kTempFail);
      return smtp::packet(kReplyCode, answer.reply + '\0');
    case Outcome::Accept:
      break;
  }
  std::string out;
  for (const FieldChange& change : answer.changes) {
    std::string data;
    if (change.index > 0) append_number(data, change.index);
    data += change.name + '\0';
    std::string value = change.value.value_or("");
    if ((protocol_ & kLeadingSpace) == 0 && value.starts_with(' ')) value.erase(0, 1);
    data += value + '\0';
    out += smtp::packet(change.index > 0 ? kChangeHeader : kAddHeader, data);
  }
  if (answer.body) {
    std::string_view rest = answer.body->reveal();
    do {
      out += smtp::packet(kReplaceBody, rest.substr(0, kBodyChunkBytes));
      rest.remove_prefix(std::min(rest.size(), kBodyChunkBytes));
    } while (!rest.empty());
  }
  return out + smtp::packet(kContinue);
}

}  // namespace holdfast::smtp
