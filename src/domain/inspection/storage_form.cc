#include "domain/inspection/storage_form.h"

#include "base/json_writer.h"
#include "domain/inspection/spans.h"
#include "engine/detect/evidence_json.h"
#include "engine/detect/requests.h"

namespace holdfast::inspection {
namespace {

std::string evidence_json(const std::vector<detect::Evidence>& evidence) {
  JsonWriter json;
  detect::write_evidence(json, evidence);
  return json.take();
}

}  // namespace

FindingRow finding_row(const detect::Finding& finding, const detect::EntityType& type,
                       std::uint32_t part, std::string_view value, const protect::Span& span,
                       const SecretBytes& digest_key, IdSource& ids) {
  FindingRow row;
  row.id = ids.next();
  row.type = type.name;
  row.category = to_string(type.category);
  row.part = part;
  row.begin = finding.begin;
  row.end = finding.end;
  row.confidence = static_cast<double>(finding.confidence);
  // The words of a request are no value: what was asked for stays readable.
  const bool is_value = !detect::is_request(type);
  row.masked = is_value ? protect::masked_form(value, span) : std::string(value);
  // A piece's digest would let four digits be guessed; only whole values are compared.
  if (is_value && finding.entity == 0) {
    row.digest = protect::keyed_digest(value, type.name, digest_key.reveal());
  }
  row.entity = finding.entity;
  row.evidence = evidence_json(finding.evidence);
  return row;
}

StorageForm storage_form(const InspectionRequest& request, const Assessment& assessment,
                         const detect::Detector& detector, const SecretBytes& digest_key,
                         IdSource& ids) {
  StorageForm form;
  form.content.observed_part = assessment.observed_part;
  form.findings.reserve(assessment.findings.size());
  std::size_t next = 0;
  for (std::uint32_t index = 0; index < assessment.parts.size(); ++index) {
    const ReadPart& read = assessment.parts[index];
    const GivenPart& given = request.parts[read.given];
    const std::string& text = read.part.text;
    StoredPart stored{.kind = given.kind,
                      .path = read.part.path,
                      .name = read.part.name.empty() ? given.name : Sensitive(read.part.name),
                      .media_type = given.media_type,
                      .unreadable = read.part.unreadable};
    std::string kept;
    kept.reserve(text.size());
    std::size_t done = 0;
    for (; next < assessment.findings.size() && assessment.findings[next].part == index; ++next) {
      const detect::Finding& finding = assessment.findings[next].finding;
      const detect::EntityType& type = detector.type(finding.type);
      const protect::Span span =
          span_of(finding, type, storage_transform(type), is_last_piece(assessment, next));
      const auto value = std::string_view(text).substr(finding.begin, finding.end - finding.begin);
      FindingRow row = finding_row(finding, type, index, value, span, digest_key, ids);
      kept.append(text, done, finding.begin - done);
      row.stored_begin = static_cast<std::uint32_t>(kept.size());
      kept += row.masked;
      row.stored_end = static_cast<std::uint32_t>(kept.size());
      done = finding.end;
      form.findings.push_back(std::move(row));
    }
    kept.append(text, done);
    stored.text = Sensitive(std::move(kept));
    form.content.parts.push_back(std::move(stored));
  }
  return form;
}

}  // namespace holdfast::inspection
