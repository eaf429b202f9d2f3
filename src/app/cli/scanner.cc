#include "app/cli/scanner.h"

#include <algorithm>

#include <fmt/core.h>

#include "base/json_writer.h"
#include "base/utf8.h"
#include "engine/extract/source_map.h"
#include "engine/extract/text_decoder.h"
#include "engine/protect/protect.h"

namespace holdfast::cli {
namespace {

using extract::ByteRange;
using extract::SourceMap;

void place(Hit& hit, TextPosition& position, std::size_t begin, std::size_t end) {
  const TextPosition::Place first = position.at(begin);
  hit.begin = first.units;
  hit.line = first.line;
  hit.column = first.column;
  hit.end = position.at(end).units;
}

std::string evidence_json(const detect::Finding& finding) {
  JsonWriter json;
  json.begin_array();
  for (const detect::Evidence& evidence : finding.evidence) {
    json.begin_object()
        .member("kind", detect::to_string(evidence.kind))
        .member("what", evidence.what)
        .key("weight")
        .raw(fmt::format("{:.3g}", evidence.weight))
        .end();
  }
  return json.end().take();
}

// "check luhn +0.30". What it names are the rules' own words, never the text's.
std::vector<std::string> reasons_of(const detect::Finding& finding) {
  std::vector<std::string> reasons;
  for (const detect::Evidence& evidence : finding.evidence) {
    std::string reason = fmt::format("{} {}", detect::to_string(evidence.kind), evidence.what);
    if (evidence.weight != 0) reason += fmt::format(" {:+.2f}", evidence.weight);
    reasons.push_back(std::move(reason));
  }
  return reasons;
}

Extent extent_of(std::string_view text, Unit unit) {
  const std::size_t line_break = text.rfind('\n');
  const std::string_view last = line_break == text.npos ? text : text.substr(line_break + 1);
  return {count_units(text, unit), count_lines(text), count_units(last, Unit::CodePoint)};
}

// Places in the file of a text whose source spells it otherwise.
void use_source_bytes(Hit& hit, const ByteRange& range) {
  hit.begin = range.begin;
  hit.end = range.end;
}

}  // namespace

Hit Scanner::described(const detect::Finding& finding, std::string_view text) const {
  const detect::EntityType& type = detector_.type(finding.type);
  const std::string_view value = text.substr(finding.begin, finding.end - finding.begin);
  Hit hit;
  hit.type = type.name;
  hit.confidence = finding.confidence;
  hit.entity = finding.entity;
  hit.masked = protect::masked_form(value, {.begin = 0,
                                            .end = static_cast<std::uint32_t>(value.size()),
                                            .type_name = type.name,
                                            .transform = {},
                                            .keeps_nothing_derived = type.keeps_nothing_derived});
  if (settings_.shows_values) hit.value = value;
  if (settings_.gives_evidence) hit.evidence = evidence_json(finding);
  if (!settings_.explains) return hit;
  hit.reasons = reasons_of(finding);
  for (const detect::RunnerUp& other : finding.runners_up) {
    hit.runners_up.emplace_back(detector_.type(other.type).name, other.confidence);
  }
  return hit;
}

Hit Scanner::located(const detect::Finding& finding, std::string_view text,
                     TextPosition& position) const {
  Hit hit = described(finding, text);
  place(hit, position, finding.begin, finding.end);
  return hit;
}

Scanned Scanner::scan(const Chunk& chunk, detect::Scratch& scratch) const {
  return is_utf8(chunk.bytes) ? scan_valid(chunk, scratch) : scan_decoded(chunk, scratch);
}

Scanned Scanner::scan_valid(const Chunk& chunk, detect::Scratch& scratch) const {
  Scanned out;
  const std::string_view from_core = std::string_view(chunk.bytes).substr(chunk.core_begin);
  TextPosition position(from_core, settings_.unit);
  for (const detect::Finding& finding : detector_.detect(chunk.bytes, scratch, settings_.detect)) {
    if (finding.begin < chunk.core_begin || finding.begin >= chunk.core_end) continue;
    Hit hit = described(finding, chunk.bytes);
    place(hit, position, finding.begin - chunk.core_begin, finding.end - chunk.core_begin);
    out.hits.push_back(std::move(hit));
  }
  out.extent = extent_of(chunk.core(), settings_.unit);
  return out;
}

Scanned Scanner::scan_decoded(const Chunk& chunk, detect::Scratch& scratch) const {
  const extract::TextEncoding encoding = extract::guess_encoding(chunk.bytes);
  const extract::Part before = extract::decode_text(chunk.before(), encoding);
  // The core with what stands behind it, because a finding may run over the core's end.
  const extract::Part rest =
      extract::decode_text(std::string_view(chunk.bytes).substr(chunk.core_begin), encoding);
  const std::string core = extract::decode_text(chunk.core(), encoding).text;
  const std::string text = before.text + rest.text;
  Scanned out;
  SourceMap map(rest);
  TextPosition position(rest.text, settings_.unit);
  for (const detect::Finding& finding : detector_.detect(text, scratch, settings_.detect)) {
    const std::size_t begin =
        finding.begin - std::min<std::size_t>(finding.begin, before.text.size());
    if (finding.begin < before.text.size() || begin >= core.size()) continue;
    const std::size_t end = finding.end - before.text.size();
    Hit hit = described(finding, text);
    place(hit, position, begin, end);
    if (settings_.unit == Unit::Byte) use_source_bytes(hit, map.covering({begin, end}));
    out.hits.push_back(std::move(hit));
  }
  out.extent = extent_of(core, settings_.unit);
  if (settings_.unit == Unit::Byte) out.extent.units = chunk.core().size();
  return out;
}

Scanned Scanner::scan(const extract::Document& document, std::string_view source,
                      detect::Scratch& scratch) const {
  Scanned out;
  const bool is_json = document.has_map() && document.media_type != extract::MediaType::PlainText;
  for (const extract::Part& part : document.parts) {
    if (!part.unreadable.empty()) {
      out.unreadable.push_back(part.path + ": " + part.unreadable);
      continue;
    }
    SourceMap map(part);
    TextPosition position(is_json ? source : part.text, settings_.unit);
    detect::Options options = settings_.detect;
    options.field = part.path;
    for (const detect::Finding& finding : detector_.detect(part.text, scratch, options)) {
      Hit hit = described(finding, part.text);
      if (document.has_map()) {
        const ByteRange range = map.covering({finding.begin, finding.end});
        place(hit, position, is_json ? range.begin : finding.begin,
              is_json ? range.end : finding.end);
        if (settings_.unit == Unit::Byte) use_source_bytes(hit, range);
      } else {
        hit.part = part.path;
        place(hit, position, finding.begin, finding.end);
      }
      out.hits.push_back(std::move(hit));
    }
  }
  if (is_json) out.extent = extent_of(source, settings_.unit);
  return out;
}

}  // namespace holdfast::cli
