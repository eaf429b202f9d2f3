#include "platform/sandbox/message.h"

#include <array>

#include "base/utf8.h"

namespace holdfast::sandbox {
namespace {

constexpr std::byte kIsDocument{1};
constexpr std::byte kIsError{2};
constexpr std::size_t kMessageBytesMax = 200;

void append_number(ByteVector& out, std::uint64_t value) {
  for (unsigned shift = 0; shift < 64; shift += 8)
    out.push_back(static_cast<std::byte>(value >> shift));
}

std::uint64_t number_at(Bytes bytes, std::size_t at) {
  std::uint64_t value = 0;
  for (std::size_t i = 8; i-- > 0;)
    value = value << 8 | std::to_integer<std::uint64_t>(bytes[at + i]);
  return value;
}

void append_text(ByteVector& out, std::string_view text) {
  const Bytes bytes = as_bytes(text.substr(0, kMessageBytesMax));
  out.insert(out.end(), bytes.begin(), bytes.end());
}

Error corrupted() { return Error{ErrorCode::Corrupted, "not a worker's message"}; }

// Words that a worker chose go into logs, so they must be short and plain.
Result<std::string> plain_words(Bytes bytes) {
  if (bytes.size() > kMessageBytesMax) return corrupted();
  std::string words(as_text(bytes));
  for (const char c : words) {
    if (c < 0x20 || c > 0x7E) return corrupted();
  }
  return words;
}

}  // namespace

ByteVector encode(const Hello& hello) {
  ByteVector out{static_cast<std::byte>(hello.has_landlock ? 1 : 0)};
  append_text(out, hello.problem);
  return out;
}

Result<Hello> parse_hello(Bytes bytes) {
  if (bytes.empty() || std::to_integer<unsigned>(bytes[0]) > 1) return corrupted();
  Hello hello;
  hello.has_landlock = bytes[0] == std::byte{1};
  hello.problem = TRY(plain_words(bytes.subspan(1)));
  return hello;
}

ByteVector encode(const Order& order) {
  ByteVector out{static_cast<std::byte>(order.media_type)};
  const extract::Limits& limits = order.limits;
  for (const std::size_t limit : {limits.file_bytes_max, limits.text_bytes_max, limits.parts_max,
                                  limits.depth_max, limits.nesting_max}) {
    append_number(out, limit);
  }
  return out;
}

Result<Order> parse_order(Bytes bytes) {
  if (bytes.size() < kOrderBytes) return corrupted();
  const auto type = std::to_integer<unsigned>(bytes[0]);
  if (type > static_cast<unsigned>(extract::MediaType::Unknown)) return corrupted();
  Order order;
  order.media_type = static_cast<extract::MediaType>(type);
  std::size_t at = 1;
  for (std::size_t* limit :
       {&order.limits.file_bytes_max, &order.limits.text_bytes_max, &order.limits.parts_max,
        &order.limits.depth_max, &order.limits.nesting_max}) {
    *limit = number_at(bytes, at);
    at += 8;
  }
  return order;
}

ByteVector encode_answer(const Result<extract::Document>& answer) {
  ByteVector out;
  if (answer) {
    out.push_back(kIsDocument);
    const ByteVector document = extract::encode(*answer);
    out.insert(out.end(), document.begin(), document.end());
    return out;
  }
  out.push_back(kIsError);
  out.push_back(static_cast<std::byte>(answer.error().code));
  append_text(out, answer.error().message);
  return out;
}

Result<Result<extract::Document>> parse_answer(Bytes bytes) {
  if (bytes.empty()) return corrupted();
  if (bytes[0] == kIsDocument) {
    auto document = TRY(extract::decode(bytes.subspan(1)));
    for (const extract::Part& part : document.parts) TRY(plain_words(as_bytes(part.unreadable)));
    return Result<extract::Document>(std::move(document));
  }
  if (bytes[0] != kIsError || bytes.size() < 2) return corrupted();
  const auto code = static_cast<ErrorCode>(std::to_integer<unsigned>(bytes[1]));
  if (code != ErrorCode::InvalidInput && code != ErrorCode::LimitExceeded) return corrupted();
  return Result<extract::Document>(Error { code, TRY(plain_words(bytes.subspan(2))) });
}

}  // namespace holdfast::sandbox
