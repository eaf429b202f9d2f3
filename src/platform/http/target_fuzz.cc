// No target that is accepted climbs, hides a NUL or is not UTF-8.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "base/utf8.h"
#include "platform/http/target.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holdfast::http;
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const holdfast::Result<Target> target = parse_target(input);
  if (!target) return 0;
  if (target->path == "*") return 0;
  CHECK(target->path.front() == '/');
  CHECK(target->path.find("/../") == std::string::npos && !target->path.ends_with("/.."));
  CHECK(target->path.find("//") == std::string::npos);
  CHECK(target->path.find('\0') == std::string::npos && holdfast::is_utf8(target->path));
  for (const auto& [name, value] : parse_query(target->query)) {
    CHECK(holdfast::is_utf8(name) && holdfast::is_utf8(value));
    CHECK(value.find('\0') == std::string::npos);
  }
  return 0;
}
