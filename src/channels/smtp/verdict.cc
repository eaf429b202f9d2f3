#include "channels/smtp/verdict.h"

#include "base/bytes.h"
#include "base/json_reader.h"

namespace holdfast::smtp {
namespace {

// An answer holds the mail as base64.
constexpr JsonLimits kAnswerLimits{.bytes_max = 512U << 20, .depth_max = 16};

std::string with_offer(std::string_view text, std::string_view offer) {
  std::string out(text);
  if (!offer.empty()) out.append(out.empty() ? "" : " ").append(offer);
  return out;
}

Result<GateVerdict> parse(std::string_view answer) {
  const JsonDocument document = TRY(JsonDocument::parse(answer, kAnswerLimits));
  ObjectReader object = TRY(document.object());
  GateVerdict verdict{.is_repeated = true};
  verdict.message = TRY(parse_uuid(TRY(object.required_string("id"))));
  const auto parsed = decide::parse_verdict(TRY(object.required_string("verdict")));
  if (!parsed) return Error{ErrorCode::Corrupted, "an unknown verdict"};
  verdict.verdict = *parsed;
  ObjectReader receipt = TRY(TRY(object.required("receipt")).object());
  verdict.log = TRY(receipt.required_string("log"));
  verdict.entry = TRY(receipt.required_string("entry"));
  for (const JsonValue& value : TRY(TRY(object.required("notices")).array())) {
    ObjectReader notice = TRY(value.object());
    const std::string_view text = TRY(notice.required_string("text"));
    const std::string_view offer = TRY(notice.required_string("offer"));
    verdict.notices.push_back(with_offer(text, offer));
  }
  for (const JsonValue& value : TRY(TRY(object.required("parts")).array())) {
    ObjectReader part = TRY(value.object());
    const ByteVector data = TRY(from_base64(TRY(part.string_or("data", ""))));
    verdict.safe_mail = Sensitive(std::string(as_text(data)));
    break;
  }
  return verdict;
}

}  // namespace

GateVerdict verdict_from(inspection::Inspection inspection) {
  GateVerdict verdict{.message = inspection.id,
                      .verdict = inspection.verdict,
                      .log = inspection.receipt.log,
                      .entry = to_string(inspection.receipt.entry)};
  for (const inspection::Notice& notice : inspection.notices) {
    verdict.notices.push_back(with_offer(notice.text, notice.offer));
  }
  if (!inspection.parts.empty() && !inspection.parts.front().is_converted) {
    verdict.safe_mail = std::move(inspection.parts.front().data);
  }
  return verdict;
}

Result<GateVerdict> verdict_from_json(std::string_view answer) {
  Result<GateVerdict> verdict = parse(answer);
  if (!verdict) return Error{ErrorCode::Corrupted, "the answer kept for repeats does not read"};
  return verdict;
}

}  // namespace holdfast::smtp
