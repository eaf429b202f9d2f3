// JSON as untrusted as it comes. The cursor and simdjson must agree on what JSON is, and rewriting
// must give JSON again with nothing of what was replaced left in it.

#include <cstdint>

#include <simdjson.h>

#include "base/check.h"
#include "base/utf8.h"
#include "engine/extract/document.h"
#include "engine/extract/rewrite.h"

namespace {

using namespace holdfast;
using extract::MediaType;

void check_against_simdjson(std::string_view source, bool is_read) {
  simdjson::dom::parser parser;
  const auto code = parser.parse(source.data(), source.size()).error();
  if (code == simdjson::SUCCESS) CHECK(is_read);
  // simdjson refuses two things that are JSON: numbers beyond its range and half a surrogate pair.
  if (is_read && code == simdjson::STRING_ERROR) CHECK(source.find("\\u") != source.npos);
  if (is_read && code != simdjson::STRING_ERROR) {
    CHECK(code == simdjson::SUCCESS || code == simdjson::NUMBER_ERROR);
  }
}

void replace_every_third(std::string_view source, const extract::Part& part) {
  std::vector<extract::Replacement> replacements;
  std::uint32_t begin = 0;
  std::uint32_t character_count = 0;
  for (std::uint32_t at = 0; at < part.text.size(); ++character_count) {
    if (character_count % 3 == 0) begin = at;
    at += utf8_step(part.text, at).length;
    if (character_count % 3 == 1) replacements.push_back({begin, at, "\"\\\n█"});
  }
  const auto same = extract::rewrite(as_bytes(source), part, {});
  CHECK(same && *same == source);
  const auto changed = extract::rewrite(as_bytes(source), part, replacements);
  CHECK(changed);
  CHECK(extract::extract_in_process(as_bytes(*changed), part.media_type));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view source(reinterpret_cast<const char*>(data), size);
  for (const MediaType type : {MediaType::Json, MediaType::JsonLines}) {
    const auto document = extract::extract_in_process(as_bytes(source), type);
    const bool is_deep = !document && document.error().code == ErrorCode::LimitExceeded;
    if (type == MediaType::Json && !source.starts_with("\xEF\xBB\xBF") && !is_deep) {
      check_against_simdjson(source, static_cast<bool>(document));
    }
    if (document) replace_every_third(source, document->parts.at(0));
  }
  return 0;
}
