// The milter protocol's packets, version 2 to 6, as Sendmail's mfdef.h and Postfix's milter8.c have
// them: four bytes of length (big endian), a command, its data.
//
// libmilter is not used: it is one listener a process that cannot be started again, and its own
// thread takes SIGTERM away from the server. The protocol is small.

#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace holdfast::smtp {

// What the mail server says.
enum class Command : char {
  Abort = 'A',
  Body = 'B',
  Connect = 'C',
  Macro = 'D',
  EndOfBody = 'E',
  Helo = 'H',
  QuitNewConnection = 'K',
  Header = 'L',
  Mail = 'M',
  EndOfHeaders = 'N',
  Options = 'O',
  Quit = 'Q',
  Recipient = 'R',
  Data = 'T',
  Unknown = 'U',
};

// What we answer.
inline constexpr char kContinue = 'c', kAccept = 'a', kDiscard = 'd', kTempFail = 't',
                      kReplyCode = 'y', kAddHeader = 'h', kChangeHeader = 'm', kReplaceBody = 'b',
                      kNegotiated = 'O', kProgress = 'p';

// Actions and protocol flags of the negotiation.
inline constexpr std::uint32_t kMayAddHeaders = 0x01, kMayChangeBody = 0x02,
                               kMayChangeHeaders = 0x10;
inline constexpr std::uint32_t kNoHelo = 0x02, kNoUnknown = 0x100, kNoData = 0x200,
                               kNoReplyHeader = 0x80, kNoReplyConnect = 0x1000,
                               kNoReplyMail = 0x4000, kNoReplyRecipient = 0x8000,
                               kNoReplyEndOfHeaders = 0x40000, kNoReplyBody = 0x80000,
                               kLeadingSpace = 0x100000;

// Most servers send 64 KiB at most; a longer packet is no milter's.
inline constexpr std::uint32_t kPacketBytesMax = 1U << 20;
inline constexpr std::size_t kBodyChunkBytes = 65'535;

struct Packet {
  Command command{};
  std::string data;
};

// Takes bytes as they come and gives packets. InvalidInput: a length of none or beyond
// kPacketBytesMax; nothing that follows can be understood.
class PacketReader {
 public:
  void add(std::string_view bytes) { buffer_ += bytes; }
  Result<std::optional<Packet>> next();

 private:
  std::string buffer_;
  std::size_t at_ = 0;
};

std::string packet(char reply, std::string_view data = {});
void append_number(std::string& out, std::uint32_t number);
std::uint32_t number_at(std::string_view data, std::size_t at);  // at + 4 <= data.size()

// The texts of a packet, each ended by a zero byte; what follows the last one is dropped.
std::vector<std::string_view> texts_of(std::string_view data);

}  // namespace holdfast::smtp
