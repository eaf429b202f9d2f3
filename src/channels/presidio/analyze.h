// POST /analyze: finds in texts what the caller asks for, under Presidio's names.
//
// The texts, what is found in them and the caller's patterns live as long as the call: nothing is
// stored, logged or counted but the request itself.

#pragma once

#include <chrono>
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
  // How long the ad hoc recognizers of one request may search.
  static constexpr std::chrono::milliseconds kSearchTime{5000};

  Analyzer(const detect::Detector& detector, const EntityNames& names,
           std::chrono::milliseconds search_time = kSearchTime)
      : detector_(detector), names_(names), search_time_(search_time) {}

  // What was found in each text, the surest first. 500 where no entity asked for is known, 413 with
  // too many hits.
  Outcome<std::vector<std::vector<Hit>>> analyze(const AnalyzeRequest& request) const;

 private:
  // What one call works with for all its texts.
  struct Plan {
    detect::Options options;
    bool detects = true;  // whether any entity asked for is one of the rules'
    Deadline deadline;
  };

  Outcome<Plan> plan_for(const AnalyzeRequest& request) const;
  Outcome<std::vector<Hit>> analyze_text(const AnalyzeRequest& request, std::string_view text,
                                         const Plan& plan) const;
  void detect_in(const AnalyzeRequest& request, std::string_view text,
                 const detect::Options& options, std::vector<Hit>& hits) const;
  Hit hit_of(const detect::Finding& finding) const;

  const detect::Detector& detector_;
  const EntityNames& names_;
  const std::chrono::milliseconds search_time_;
};

// Presidio's JSON, with offsets in code points. 413 beyond kAnswerBytesMax.
Outcome<std::string> render(const AnalyzeRequest& request,
                            const std::vector<std::vector<Hit>>& found);

}  // namespace holdfast::presidio
