// Any bytes, split anywhere, are read as the same requests as in one piece, within the limits.

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/check.h"
#include "platform/http/request_reader.h"

namespace {

using namespace holdfast::http;
using State = RequestReader::State;

// What was read, as text to compare. `step` bytes become visible at a time.
std::string read_all(std::string_view input, std::size_t step) {
  std::string seen;
  RequestReader reader(2048);
  std::size_t begin = 0;
  std::size_t end = 0;
  for (int request_count = 0; request_count < 8; ++request_count) {
    Request request;
    reader.begin(request);
    bool is_limited = false;
    while (reader.state() == State::Header || reader.state() == State::Body) {
      if (reader.state() == State::Body && !is_limited) {
        reader.limit_body(1000);
        is_limited = true;
      }
      const std::size_t used = reader.consume(input.substr(begin, end - begin));
      CHECK(used <= end - begin);
      begin += used;
      if (used > 0 || reader.state() == State::Done || reader.state() == State::Refused) continue;
      if (end == input.size()) {
        reader.end();
      } else {
        end = std::min(end + step, input.size());
      }
    }
    if (reader.state() == State::Refused) return seen + "refused";
    CHECK(request.headers.size() <= 100);
    CHECK(reader.content_length().value_or(0) > 1000 || request.body.size() <= 1000);
    seen += std::string(to_string(request.method)) + request.path + '?' + request.query + '\n';
    for (const auto& [name, value] : request.headers) seen += name + '=' + value + '\n';
    seen += request.body + '\n';
  }
  return seen;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::string whole = read_all(input, input.size() + 1);
  CHECK(read_all(input, 1) == whole);
  CHECK(read_all(input, 7) == whole);
  return 0;
}
