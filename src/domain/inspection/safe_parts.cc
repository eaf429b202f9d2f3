#include "domain/inspection/safe_parts.h"

#include "domain/inspection/spans.h"
#include "engine/detect/requests.h"
#include "engine/extract/rewrite.h"

namespace holdfast::inspection {
namespace {

// The spans to make safe, by the part that was read, in order.
using SpansByPart = std::vector<std::vector<protect::Span>>;

SpansByPart spans_to_protect(const Assessment& assessment, const detect::Detector& detector) {
  SpansByPart spans(assessment.parts.size());
  for (std::size_t i = 0; i < assessment.findings.size(); ++i) {
    const PlacedFinding& placed = assessment.findings[i];
    const detect::EntityType& type = detector.type(placed.finding.type);
    if (!assessment.decision.transforms[i] || detect::is_request(type)) continue;
    spans[placed.part].push_back(span_of(placed.finding, type, *assessment.decision.transforms[i],
                                         is_last_piece(assessment, i)));
  }
  return spans;
}

SafePart untouched(const GivenPart& given) {
  SafePart part{.kind = given.kind, .name = given.name, .media_type = given.media_type};
  (given.is_file ? part.data : part.text) = given.content;
  return part;
}

// Text and JSON keep their form; what cannot be rewritten in place becomes its protected text.
SafePart made_safe(const GivenPart& given, const Assessment& assessment,
                   std::span<const std::uint32_t> read_indexes, const SpansByPart& spans,
                   Bytes digest_key) {
  SafePart part{.kind = given.kind, .name = given.name, .media_type = given.media_type};
  if (read_indexes.size() == 1) {
    const extract::Part& read = assessment.parts[read_indexes.front()].part;
    std::vector<extract::Replacement> replacements;
    for (const protect::Span& span : spans[read_indexes.front()]) {
      const std::string_view value =
          std::string_view(read.text).substr(span.begin, span.end - span.begin);
      replacements.push_back(
          {.begin = span.begin, .end = span.end, .text = replacement_for(value, span, digest_key)});
    }
    Result<std::string> rewritten =
        extract::rewrite(as_bytes(given.content.reveal()), read, replacements);
    if (rewritten) {
      (given.is_file ? part.data : part.text) = Sensitive(*std::move(rewritten));
      return part;
    }
  }
  std::string text;
  for (const std::uint32_t index : read_indexes) {
    const extract::Part& read = assessment.parts[index].part;
    if (read.is_hidden) continue;
    if (!text.empty()) text += "\n\n";
    text += protect::protect(read.text, spans[index], digest_key);
  }
  part.text = Sensitive(std::move(text));
  part.media_type = "text/plain";
  part.is_converted = true;
  return part;
}

}  // namespace

std::vector<SafePart> safe_parts(const InspectionRequest& request, const Assessment& assessment,
                                 const detect::Detector& detector, const SecretBytes& digest_key) {
  std::vector<SafePart> parts;
  if (assessment.decision.verdict >= decide::Verdict::Hold) return parts;
  const SpansByPart spans = spans_to_protect(assessment, detector);
  for (std::uint32_t given = 0; given < request.parts.size(); ++given) {
    std::vector<std::uint32_t> read_indexes;
    bool has_spans = false;
    for (std::uint32_t i = 0; i < assessment.parts.size(); ++i) {
      if (assessment.parts[i].given != given) continue;
      read_indexes.push_back(i);
      has_spans = has_spans || !spans[i].empty();
    }
    parts.push_back(has_spans ? made_safe(request.parts[given], assessment, read_indexes, spans,
                                          digest_key.reveal())
                              : untouched(request.parts[given]));
  }
  return parts;
}

}  // namespace holdfast::inspection
