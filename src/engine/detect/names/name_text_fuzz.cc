// Any text, cut into tokens: in order, apart, within the text, and no letter is left out.

#include <cstdint>
#include <string_view>
#include <vector>

#include "base/check.h"
#include "engine/detect/names/name_tokens.h"

using namespace holdfast::detect;

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  std::vector<NameToken> tokens;
  read_name_tokens(text, tokens);
  std::uint32_t end = 0;
  for (const NameToken& token : tokens) {
    CHECK(token.begin >= end && token.begin < token.end && token.end <= text.size());
    for (const char c : text.substr(end, token.begin - end))
      CHECK(c == ' ' || c == '\t' || c == '\r');
    end = token.end;
  }
  return 0;
}
