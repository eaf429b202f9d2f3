// POST /analyze: finds in texts what the caller asks for, under Presidio's names.
//
// The texts, what is found in them and the caller's patterns live as long as the call: nothing is
// stored, logged or counted but the request itself.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/json_reader.h"
#include "channels/presidio/ad_hoc.h"
#include "channels/presidio/entity_names.h"
#include "channels/presidio/hit.h"
#include "channels/presidio/outcome.h"
#include "engine/detect/detector.h"

namespace holdfast::presidio {

// As Presidio's body has it, checked.
struct AnalyzeRequest {
  std::vector<std::string> texts;
  bool is_batch = false;  // then the answer is a list of lists
  std::string language;
  std::vector<std::string> entities;  // none: all
  std::optional<double> score_threshold;
  bool explains = false;                     // return_decision_process
  std::vector<AdHocRecognizer> recognizers;  // of this language
  std::vector<std::string> context;          // lower case
  std::vector<std::string> allowed;          // exactly these values are not reported
  Regex allowed_pattern;                     // nor those in which this is found
};

// Languages whose cue words the rules know.
bool is_language(std::string_view code);

Outcome<AnalyzeRequest> read_analyze_request(const JsonDocument& body);

// Immutable, shared by all threads; each call brings or borrows its thread's buffers.
class Analyzer {
 public:
  Analyzer(const detect::Detector& detector, const EntityNames& names)
      : detector_(detector), names_(names) {}

  // What was found in each text, the surest first. 500 where no entity asked for is known, 413 with
  // too many hits.
  Outcome<std::vector<std::vector<Hit>>> analyze(const AnalyzeRequest& request) const;

 private:
  Outcome<std::vector<Hit>> analyze_text(const AnalyzeRequest& request, std::string_view text,
                                         const detect::Options& options, bool detects) const;
  void detect_in(const AnalyzeRequest& request, std::string_view text,
                 const detect::Options& options, std::vector<Hit>& hits) const;
  Hit hit_of(const detect::Finding& finding) const;

  const detect::Detector& detector_;
  const EntityNames& names_;
};

// Presidio's JSON, with offsets in code points.
std::string render(const AnalyzeRequest& request, const std::vector<std::vector<Hit>>& found);

}  // namespace holdfast::presidio
