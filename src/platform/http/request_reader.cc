#include "platform/http/request_reader.h"

#include <algorithm>

#include <boost/beast/http/basic_parser.hpp>
#include <boost/beast/http/error.hpp>

#include "base/check.h"
#include "base/utf8.h"
#include "platform/http/target.h"

namespace holdfast::http {
namespace {

namespace beast = boost::beast;

constexpr std::size_t kHeadersMax = 100;
constexpr std::size_t kLastChunkBytes = 5;
constexpr std::size_t kBodyBytesReservedMax = 1U << 20;

std::string lower_case(std::string_view name) {
  std::string lower(name);
  for (char& c : lower) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + ('a' - 'A'));
  }
  return lower;
}

}  // namespace

// Hands what it meets to the request, without a copy in between.
struct RequestReader::Parser final : beast::http::basic_parser<true> {
  Parser(Request& into, std::size_t bytes_max) : request(into), header_bytes_max(bytes_max) {}

  void on_request_impl(beast::http::verb, beast::string_view method_name,
                       beast::string_view target_text, int version,
                       beast::error_code& error) override {
    http_version = version;
    method = http::parse_method({method_name.data(), method_name.size()});
    target.assign(target_text.data(), target_text.size());
    error = {};
  }
  void on_field_impl(beast::http::field, beast::string_view name, beast::string_view value,
                     beast::error_code& error) override {
    if (is_header_done()) return;  // trailers of a chunked body: nothing of ours reads them
    // Beast's own limit is on what has to be buffered at once, not on the sum.
    header_bytes += name.size() + value.size() + 4;
    if (request.headers.size() >= kHeadersMax || header_bytes > header_bytes_max) {
      error = beast::http::error::header_limit;
      return;
    }
    request.headers.emplace_back(lower_case({name.data(), name.size()}),
                                 std::string(value.data(), value.size()));
    error = {};
  }
  void on_header_impl(beast::error_code& error) override { error = {}; }
  void on_body_init_impl(const boost::optional<std::uint64_t>& length,
                         beast::error_code& error) override {
    if (length) {
      request.body.reserve(
          static_cast<std::size_t>(std::min<std::uint64_t>(*length, kBodyBytesReservedMax)));
    }
    error = {};
  }
  std::size_t on_body_impl(beast::string_view bytes, beast::error_code& error) override {
    request.body.append(bytes.data(), bytes.size());
    error = {};
    return bytes.size();
  }
  void on_chunk_header_impl(std::uint64_t, beast::string_view, beast::error_code& error) override {
    error = {};
  }
  std::size_t on_chunk_body_impl(std::uint64_t, beast::string_view bytes,
                                 beast::error_code& error) override {
    return on_body_impl(bytes, error);
  }
  void on_finish_impl(beast::error_code& error) override { error = {}; }
  void on_response_impl(int, beast::string_view, int, beast::error_code&) override {}

  Request& request;
  const std::size_t header_bytes_max;
  std::size_t header_bytes = 0;
  std::optional<Method> method;
  std::string target;
  int http_version = 11;
};

RequestReader::RequestReader(std::size_t header_bytes_max) : header_bytes_max_(header_bytes_max) {}
RequestReader::~RequestReader() = default;

void RequestReader::begin(Request& request) {
  parser_ = std::make_unique<Parser>(request, header_bytes_max_);
  parser_->header_limit(static_cast<std::uint32_t>(header_bytes_max_));
  parser_->body_limit(boost::none);  // limit_body() sets it once the route is known
  request_ = &request;
  state_ = State::Header;
  is_http_1_0_ = false;
  expects_continue_ = false;
}

std::size_t RequestReader::consume(std::string_view bytes) {
  std::size_t used = 0;
  while (state_ == State::Header || state_ == State::Body) {
    // Beast takes for granted that it sees the last chunk ("0\r\n\r\n") in one piece. Whatever part
    // of a chunked body this is, so many bytes at least are still to come.
    if (state_ == State::Body && parser_->chunked() && bytes.size() - used < kLastChunkBytes) {
      return used;
    }
    beast::error_code error;
    const std::size_t step =
        parser_->put(boost::asio::const_buffer(bytes.data() + used, bytes.size() - used), error);
    used += step;
    if (error == beast::http::error::need_more) return used;
    if (error) {
      refuse_parser_error(error.value(), error.message());
      return used;
    }
    if (state_ == State::Header && parser_->is_header_done()) {
      finish_header();
      return used;
    }
    if (parser_->is_done()) {
      state_ = State::Done;
    } else if (step == 0 || used == bytes.size()) {
      return used;
    }
  }
  return used;
}

void RequestReader::finish_header() {
  is_http_1_0_ = parser_->http_version == 10;
  if (parser_->http_version != 10 && parser_->http_version != 11) {
    return refuse(505, "http_version", "speak HTTP/1.1");
  }
  if (!parser_->method) return refuse(501, "method_not_implemented", "no such method here");
  request_->method = *parser_->method;
  const auto hosts = std::count_if(request_->headers.begin(), request_->headers.end(),
                                   [](const auto& header) { return header.first == "host"; });
  if (hosts > 1 || (hosts == 0 && !is_http_1_0_)) {
    return refuse(400, "bad_request", "needs one Host header");
  }
  if (parser_->chunked() && is_http_1_0_) {
    return refuse(400, "bad_request", "HTTP/1.0 has no chunked bodies");
  }
  // Any other coding would leave the end of the body to interpretation.
  if (!request_->header("transfer-encoding").empty() && !parser_->chunked()) {
    return refuse(501, "bad_request", "the only transfer coding known is chunked");
  }
  Result<Target> target = parse_target(parser_->target);
  if (!target) return refuse(400, "bad_request", target.error().message);
  request_->path = std::move(target->path);
  request_->query = std::move(target->query);
  if (const std::string_view expect = request_->header("expect"); !expect.empty()) {
    if (lower_case(expect) != "100-continue") {
      return refuse(417, "expectation_failed", "the only expectation known is 100-continue");
    }
    expects_continue_ = !is_http_1_0_;
  }
  state_ = parser_->is_done() ? State::Done : State::Body;
  parser_->eager(true);
}

void RequestReader::end() {
  if (state_ == State::Header || state_ == State::Body) {
    refuse(400, "bad_request", "the connection ended before the request did");
  }
}

void RequestReader::limit_body(std::size_t bytes_max) {
  CHECK(state_ == State::Body);
  parser_->body_limit(bytes_max);
}

bool RequestReader::keeps_connection() const {
  return state_ != State::Refused && parser_->keep_alive();
}

std::optional<std::uint64_t> RequestReader::content_length() const {
  const boost::optional<std::uint64_t> length = parser_->content_length();
  if (length) return *length;
  if (parser_->chunked()) return std::nullopt;
  return 0;
}

void RequestReader::refuse(int status, std::string_view code, std::string detail) {
  state_ = State::Refused;
  refusal_ = {status, code, std::move(detail)};
}

void RequestReader::refuse_parser_error(int error_value, std::string_view message) {
  switch (static_cast<beast::http::error>(error_value)) {
    case beast::http::error::header_limit:
      return refuse(431, "limit_exceeded",
                    "headers are limited to " + std::to_string(header_bytes_max_) + " bytes and " +
                        std::to_string(kHeadersMax) + " fields");
    case beast::http::error::body_limit:
      return refuse(413, "limit_exceeded", "the body is larger than this route takes");
    case beast::http::error::bad_version:
      return refuse(505, "http_version", "speak HTTP/1.1");
    default:
      return refuse(400, "bad_request", "not a valid HTTP request: " + std::string(message));
  }
}

}  // namespace holdfast::http
