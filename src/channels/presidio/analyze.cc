#include "channels/presidio/analyze.h"

#include <algorithm>
#include <tuple>
#include <utility>

#include <fmt/core.h>

#include "base/json_writer.h"
#include "channels/presidio/positions.h"
#include "engine/detect/evidence_json.h"

namespace holdfast::presidio {
namespace {

bool contains(const std::vector<std::string>& names, std::string_view name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

Refusal too_much() { return {413, "more is found than one answer may hold"}; }

std::string_view value_of(std::string_view text, const Hit& hit) {
  return text.substr(hit.begin, hit.end - hit.begin);
}

bool is_allowed(const AnalyzeRequest& request, std::string_view value) {
  if (request.allowed_pattern) return is_found(request.allowed_pattern, value);
  return std::binary_search(request.allowed.begin(), request.allowed.end(), value);
}

// A hit within another of the same entity with as high a score says nothing new. Hits of one finder
// never overlap, so as many stand open at a time as there are finders.
void drop_duplicates(std::vector<Hit>& hits) {
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    return std::tuple(a.begin, b.end, b.score) < std::tuple(b.begin, a.end, a.score);
  });
  std::vector<Hit> kept;
  std::vector<std::size_t> open;  // of `kept`, those that reach over the place
  for (Hit& hit : hits) {
    std::erase_if(open, [&](std::size_t index) { return kept[index].end <= hit.begin; });
    const bool is_known = std::any_of(open.begin(), open.end(), [&](std::size_t index) {
      const Hit& other = kept[index];
      return other.entity == hit.entity && other.end >= hit.end && other.score >= hit.score;
    });
    if (is_known) continue;
    open.push_back(kept.size());
    kept.push_back(std::move(hit));
  }
  hits = std::move(kept);
}

void sort_surest_first(std::vector<Hit>& hits) {
  std::stable_sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) {
    return std::tuple(-a.score, a.begin, b.end) < std::tuple(-b.score, b.begin, a.end);
  });
}

Explanation explanation_of(const detect::Finding& finding, const std::string& recognizer) {
  Explanation explanation{.recognizer = recognizer};
  double context = 0;
  for (const detect::Evidence& item : finding.evidence) {
    using Kind = detect::Evidence::Kind;
    if (!explanation.textual_explanation.empty()) explanation.textual_explanation += "; ";
    explanation.textual_explanation += fmt::format("{}: {}", to_string(item.kind), item.what);
    if (item.kind == Kind::Pattern && explanation.pattern_name.empty()) {
      explanation.pattern_name = item.what;
    }
    if (item.kind == Kind::Check) explanation.is_valid = true;
    if (item.kind == Kind::Context || item.kind == Kind::Conversation) {
      context += static_cast<double>(item.weight);
      if (explanation.supportive_context_word.empty()) {
        explanation.supportive_context_word = item.what;
      }
    }
  }
  const double score = detect::shown_confidence(finding.confidence);
  explanation.score_context_improvement = detect::shown_confidence(std::clamp(context, 0.0, score));
  explanation.original_score =
      detect::shown_confidence(score - explanation.score_context_improvement);
  return explanation;
}

void write_explanation(JsonWriter& json, const Hit& hit) {
  const Explanation& said = hit.explanation;
  json.begin_object().member("original_score", said.original_score);
  json.member_or_null("pattern", said.pattern ? *said.pattern : std::string_view())
      .member_or_null("pattern_name", said.pattern_name);
  json.member("recognizer", said.recognizer).member("score", hit.score);
  json.member("score_context_improvement",
              detect::shown_confidence(said.score_context_improvement));
  json.member("supportive_context_word", said.supportive_context_word);
  json.member_or_null("textual_explanation", said.textual_explanation).key("validation_result");
  said.is_valid ? json.value(*said.is_valid) : json.null();
  json.end();
}

Outcome<bool> write_hits(JsonWriter& json, std::string_view text, const std::vector<Hit>& hits,
                         bool explains) {
  const Positions positions(text);
  json.begin_array();
  for (const Hit& hit : hits) {
    json.begin_object().key("analysis_explanation");
    if (explains) {
      write_explanation(json, hit);
    } else {
      json.null();
    }
    json.member("end", positions.code_point_at(hit.end)).member("entity_type", hit.entity);
    json.member("score", hit.score).member("start", positions.code_point_at(hit.begin)).end();
    if (json.text().size() > kAnswerBytesMax) return too_much();
  }
  json.end();
  return true;
}

detect::Scratch& scratch_of_thread() {
  thread_local detect::Scratch scratch;
  return scratch;
}

}  // namespace

Outcome<Analyzer::Plan> Analyzer::plan_for(const AnalyzeRequest& request) const {
  Plan plan{.deadline = std::chrono::steady_clock::now() + search_time_};
  if (request.score_threshold) {
    plan.options.confidence_min =
        static_cast<float>(std::clamp(*request.score_threshold, 0.0, 1.0));
  }
  bool is_known = request.entities.empty();
  for (const std::string& name : request.entities) {
    for (const detect::TypeIndex type : names_.types_of(name)) {
      plan.options.only_types.push_back(type);
    }
    is_known |= std::any_of(request.recognizers.begin(), request.recognizers.end(),
                            [&](const AdHocRecognizer& other) { return other.entity == name; });
  }
  plan.detects = request.entities.empty() || !plan.options.only_types.empty();
  if (!is_known && !plan.detects) {
    return Refusal{500, "No matching recognizers were found to serve the request."};
  }
  return plan;
}

Outcome<std::vector<std::vector<Hit>>> Analyzer::analyze(const AnalyzeRequest& request) const {
  const Plan plan = TRY(plan_for(request));
  std::vector<std::vector<Hit>> found;
  std::size_t count = 0;
  for (const std::string& text : request.texts) {
    found.push_back(TRY(analyze_text(request, text, plan)));
    count += found.back().size();
    if (count > kHitsMax) return too_much();
  }
  return found;
}

Outcome<std::vector<Hit>> Analyzer::analyze_text(const AnalyzeRequest& request,
                                                 std::string_view text, const Plan& plan) const {
  std::vector<Hit> hits;
  if (plan.detects) detect_in(request, text, plan.options, hits);
  for (const AdHocRecognizer& recognizer : request.recognizers) {
    if (!request.entities.empty() && !contains(request.entities, recognizer.entity)) continue;
    for (Hit& hit : TRY(find(recognizer, text, request.context, plan.deadline))) {
      hits.push_back(std::move(hit));
    }
    if (hits.size() > kHitsMax) return too_much();
  }
  const double threshold = request.score_threshold.value_or(0);
  std::erase_if(hits, [&](const Hit& hit) {
    return hit.score <= 0 || hit.score < threshold || is_allowed(request, value_of(text, hit));
  });
  drop_duplicates(hits);
  sort_surest_first(hits);
  return hits;
}

// Context that the caller knows is to the engine what was asked just before.
void Analyzer::detect_in(const AnalyzeRequest& request, std::string_view text,
                         const detect::Options& options, std::vector<Hit>& hits) const {
  detect::Scratch& scratch = scratch_of_thread();
  std::vector<detect::Finding> findings;
  if (request.context.empty()) {
    findings = detector_.detect(text, scratch, options);
  } else {
    detect::Conversation conversation;
    std::string question;
    for (const std::string& word : request.context) {
      question += question.empty() ? word : ", " + word;
    }
    question.push_back('?');
    static_cast<void>(
        conversation.observe(detector_, detect::Role::Agent, question, scratch, options));
    findings =
        conversation.observe(detector_, detect::Role::Customer, text, scratch, options).findings;
  }
  for (const detect::Finding& finding : findings) hits.push_back(hit_of(finding));
}

Hit Analyzer::hit_of(const detect::Finding& finding) const {
  return {.entity = names_.name_of(finding.type),
          .begin = finding.begin,
          .end = finding.end,
          .score = detect::shown_confidence(finding.confidence),
          .explanation = explanation_of(finding, names_.recognizer_of(finding.type))};
}

Outcome<std::string> render(const AnalyzeRequest& request,
                            const std::vector<std::vector<Hit>>& found) {
  JsonWriter json;
  if (request.is_batch) json.begin_array();
  for (std::size_t i = 0; i < found.size(); ++i) {
    TRY(write_hits(json, request.texts[i], found[i], request.explains));
  }
  if (request.is_batch) json.end();
  return json.take();
}

}  // namespace holdfast::presidio
