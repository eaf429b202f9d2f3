// Bytes become requests: HTTP/1.1 (RFC 9112) as Boost.Beast parses it, written straight into a
// Request.

#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "platform/http/http.h"

namespace holdfast::http {

// One per connection, one request after the other.
class RequestReader {
 public:
  explicit RequestReader(std::size_t header_bytes_max);
  ~RequestReader();
  RequestReader(const RequestReader&) = delete;
  RequestReader& operator=(const RequestReader&) = delete;

  // `request` stays until the next begin().
  void begin(Request& request);

  enum class State : std::uint8_t { Header, Body, Done, Refused };
  State state() const { return state_; }

  // Reads from the front of `bytes` and says how many are done with; keep the rest and give them
  // again with more behind. Stops once the header is complete, so that the caller can decide on it,
  // and at the end of the request: what follows belongs to the next.
  std::size_t consume(std::string_view bytes);

  // The client closed its side. Done when the request was complete without more.
  void end();

  // In state Body, before any of it is consumed.
  void limit_body(std::size_t bytes_max);

  // From state Body or Done on.
  bool keeps_connection() const;
  bool is_http_1_0() const { return is_http_1_0_; }
  bool expects_continue() const { return expects_continue_; }
  std::optional<std::uint64_t> content_length() const;  // nothing when chunked

  // In state Refused: what to answer before closing.
  Response refusal() const { return problem(refusal_.status, refusal_.code, refusal_.detail); }

  struct Parser;

 private:
  struct Refusal {
    int status = 400;
    std::string_view code;
    std::string detail;
  };

  void finish_header();
  void refuse(int status, std::string_view code, std::string detail);
  void refuse_parser_error(int error_value, std::string_view message);

  const std::size_t header_bytes_max_;
  std::unique_ptr<Parser> parser_;
  Request* request_ = nullptr;
  State state_ = State::Header;
  bool is_http_1_0_ = false;
  bool expects_continue_ = false;
  Refusal refusal_;
};

}  // namespace holdfast::http
