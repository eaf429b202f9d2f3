// Recognizers that come with a request: patterns and lists of words, for that request alone.
//
// RE2 runs the patterns, each match in time linear in the text, because a caller's pattern must not
// be able to stop the server; look-around and back references, which it has not, are refused. How
// much a request may compile and how long it may search is bounded: many short matches can each
// look at all that follows. No part of a text reaches an error.

#pragma once

#include <chrono>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_reader.h"
#include "channels/presidio/hit.h"
#include "channels/presidio/outcome.h"

namespace re2 {
class RE2;
}

namespace holdfast::presidio {

// Values of Python's re module; others are refused.
enum PythonFlag : unsigned { kIgnoreCase = 2, kMultiLine = 8, kDotAll = 16, kUnicode = 32 };
inline constexpr unsigned kFlagsByDefault = kIgnoreCase | kMultiLine | kDotAll;

using Regex = std::shared_ptr<const re2::RE2>;

// 400: not a pattern of RE2, too large, or a flag that it has not. `name` stands for it in the
// refusal.
Outcome<Regex> compile(std::string_view pattern, unsigned flags, std::string_view name);
// Whether it matches anywhere.
bool is_found(const Regex& regex, std::string_view text);

struct AdHocPattern {
  std::string name;
  std::shared_ptr<const std::string> source;
  double score = 0;
  bool is_word_list = false;  // then the group is the word, and what surrounds it is matched too
  Regex regex;
};

struct AdHocRecognizer {
  std::string name, entity, language;
  std::vector<AdHocPattern> patterns;
  std::vector<std::string> context;  // lower case
};

// When a request's searches must be over.
using Deadline = std::chrono::steady_clock::time_point;

// `list` is Presidio's ad_hoc_recognizers. 400 with Python's words for members it does not know or
// lacks, 500 where Presidio says 500, 413 beyond the bounds. `flags` are the request's.
Outcome<std::vector<AdHocRecognizer>> read_recognizers(const JsonValue& list, unsigned flags);

// All matches, whatever their score. Context words among the five words before a match, or within
// `context` (lower case), raise its score as Presidio does: by 0.35, and to 0.4 at least. 413: more
// to search than one request may, or more than kHitsMax.
Outcome<std::vector<Hit>> find(const AdHocRecognizer& recognizer, std::string_view text,
                               const std::vector<std::string>& context, Deadline deadline);

}  // namespace holdfast::presidio
