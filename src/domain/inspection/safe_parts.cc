#include "domain/inspection/safe_parts.h"

#include <algorithm>
#include <optional>

#include "domain/inspection/spans.h"
#include "engine/detect/requests.h"
#include "engine/extract/mail_patch.h"
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

bool is_mail(const Assessment& assessment, std::span<const std::uint32_t> read_indexes) {
  return !read_indexes.empty() && assessment.parts[read_indexes.front()].part.path == "headers";
}

std::string_view without_line_ends(std::string_view text) {
  while (text.ends_with('\n') || text.ends_with('\r')) text.remove_suffix(1);
  return text;
}

// Whether a mail reads as what it should have become. Only then is it known that nothing was left:
// what changed it understands mails by itself. A page that became text has lost what it hid.
bool reads_as(const extract::Document& document, std::span<const extract::Part> expected) {
  std::size_t matched = 0;
  for (const extract::Part& read : document.parts) {
    if (!read.unreadable.empty()) return false;
    const auto same = std::ranges::find_if(expected, [&](const extract::Part& part) {
      return part.path == read.path && part.is_hidden == read.is_hidden &&
             without_line_ends(part.text) == without_line_ends(read.text);
    });
    if (same == expected.end()) return false;
    matched += same->is_hidden ? 0 : 1;
  }
  return std::ranges::count(expected, false, &extract::Part::is_hidden) ==
         static_cast<std::ptrdiff_t>(matched);
}

// A mail stays a mail. Nothing when that cannot be done, or not be known.
std::optional<std::string> safe_mail(const GivenPart& given, const Assessment& assessment,
                                     std::span<const std::uint32_t> read_indexes,
                                     const SpansByPart& spans, Bytes digest_key,
                                     const FileReader& read_file) {
  std::vector<extract::Part> expected;
  for (const std::uint32_t index : read_indexes) {
    const extract::Part& read = assessment.parts[index].part;
    if (!read.unreadable.empty()) return std::nullopt;
    expected.push_back({.path = read.path,
                        .text = protect::protect(read.text, spans[index], digest_key),
                        .is_hidden = read.is_hidden});
  }
  std::vector<extract::ChangedPart> changes;
  for (std::size_t i = 0; i < expected.size(); ++i) {
    const extract::Part& read = assessment.parts[read_indexes[i]].part;
    if (spans[read_indexes[i]].empty()) continue;
    if (read.is_hidden) return std::nullopt;
    changes.push_back({.path = read.path, .before = read.text, .after = expected[i].text});
  }
  Result<std::string> patched = extract::patch_mail(given.content.reveal(), changes);
  if (!patched) return std::nullopt;
  const extract::Document again =
      read_file(as_bytes(*patched), given.media_type, given.name.reveal());
  if (!reads_as(again, expected)) return std::nullopt;
  return *std::move(patched);
}

// Text, JSON and mail keep their form; what cannot be rewritten in place becomes its protected
// text.
SafePart made_safe(const GivenPart& given, const Assessment& assessment,
                   std::span<const std::uint32_t> read_indexes, const SpansByPart& spans,
                   Bytes digest_key, const FileReader& read_file) {
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
  if (given.is_file && is_mail(assessment, read_indexes)) {
    if (auto mail = safe_mail(given, assessment, read_indexes, spans, digest_key, read_file)) {
      part.data = Sensitive(*std::move(mail));
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
                                 const detect::Detector& detector, const SecretBytes& digest_key,
                                 const FileReader& read_file) {
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
                                          digest_key.reveal(), read_file)
                              : untouched(request.parts[given]));
  }
  return parts;
}

}  // namespace holdfast::inspection
