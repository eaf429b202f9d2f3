// The request of POST /analyze, and Presidio's words for what is wrong with one.

#include <algorithm>
#include <array>

#include "channels/presidio/analyze.h"
#include "channels/presidio/json_values.h"

namespace holdfast::presidio {
namespace {

constexpr std::array<std::string_view, 7> kLanguages = {"de", "en", "es", "fr", "it", "nl", "pt"};

Outcome<bool> read_texts(const JsonValue& value, AnalyzeRequest& request) {
  request.is_batch = !value.is_string();
  if (request.is_batch) {
    for (const JsonValue& item : TRY(items_of(value))) request.texts.push_back(TRY(text_of(item)));
  } else {
    request.texts.push_back(TRY(text_of(value)));
  }
  return true;
}

// Any one of the patterns allows a value.
Outcome<Regex> any_of(const std::vector<std::string>& patterns, unsigned flags) {
  std::string joined;
  for (const std::string& pattern : patterns) {
    if (!joined.empty()) joined.push_back('|');
    joined += pattern;
  }
  return compile(joined, flags, "allow_list");
}

Outcome<bool> read_allow_list(ObjectReader& object, unsigned flags, AnalyzeRequest& request) {
  std::vector<std::string> list = TRY(texts_of(object, "allow_list"));
  const std::string match = TRY(text_or(object, "allow_list_match", "exact"));
  if (list.empty()) return true;
  if (match == "regex") {
    request.allowed_pattern = TRY(any_of(list, flags));
  } else if (match == "exact") {
    std::sort(list.begin(), list.end());
    request.allowed = std::move(list);
  } else {
    return Refusal{500, "allow_list_match must either be set to 'exact' or 'regex'."};
  }
  return true;
}

Outcome<bool> read_threshold(ObjectReader& object, AnalyzeRequest& request) {
  if (const auto value = object.optional("score_threshold")) {
    const auto threshold = value->number();
    if (!threshold) return type_error("score_threshold: expected a number");
    request.score_threshold = *threshold;
  }
  return true;
}

}  // namespace

bool is_language(std::string_view code) {
  return std::find(kLanguages.begin(), kLanguages.end(), code) != kLanguages.end();
}

Outcome<AnalyzeRequest> read_analyze_request(const JsonDocument& body) {
  auto root = body.object();
  if (!root) return type_error("expected an object");
  ObjectReader& object = *root;
  AnalyzeRequest request;
  request.language = TRY(text_or(object, "language", ""));
  const unsigned flags = TRY(flags_of(object, "regex_flags", kFlagsByDefault));
  if (const auto list = object.optional("ad_hoc_recognizers")) {
    request.recognizers = TRY(read_recognizers(*list, flags));
    std::erase_if(request.recognizers, [&](const AdHocRecognizer& recognizer) {
      return recognizer.language != request.language;
    });
  }
  if (const auto text = object.optional("text")) TRY(read_texts(*text, request));
  const bool has_text = request.is_batch ? !request.texts.empty()
                                         : !request.texts.empty() && !request.texts[0].empty();
  if (!has_text) return Refusal{500, "No text provided"};
  if (request.language.empty()) return Refusal{500, "No language provided"};
  if (!is_language(request.language)) {
    return Refusal{500, "No matching recognizers were found to serve the request."};
  }
  request.entities = TRY(texts_of(object, "entities"));
  TRY(read_threshold(object, request));
  request.explains = is_truthy(object, "return_decision_process");
  request.context = TRY(texts_of(object, "context"));
  for (std::string& word : request.context) word = lower_case(word);
  TRY(read_allow_list(object, flags, request));
  return request;
}

}  // namespace holdfast::presidio
