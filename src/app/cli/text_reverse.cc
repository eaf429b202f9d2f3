#include "app/cli/text_reverse.h"

#include "app/cli/record_reader.h"
#include "base/json_reader.h"
#include "base/utf8.h"
#include "engine/extract/document.h"
#include "engine/extract/mail_rewrite.h"
#include "engine/extract/rewrite.h"

namespace holdfast::cli {
namespace {

using extract::MediaType;

constexpr std::size_t kHeadBytes = 2U << 20;
constexpr std::size_t kFileBytesMax = 100U << 20;

// "" where the record does not say.
std::string member_text(ObjectReader& object, const std::string& name) {
  const auto value = name.empty() ? std::nullopt : object.optional(name);
  if (!value) return {};
  return value->is_string() ? std::string(*value->string()) : value->json();
}

}  // namespace

protect::Occasion occasion_of_record(std::string_view line, const OperatorPlan& plan,
                                     const protect::Occasion& occasion) {
  protect::Occasion of_record = occasion;
  const auto document = JsonDocument::parse(line);
  auto object = document ? document->object() : Result<ObjectReader>(document.error());
  if (!object) return of_record;
  std::string subject = member_text(*object, plan.subject_field());
  std::string conversation = member_text(*object, plan.conversation_field());
  if (!subject.empty()) of_record.subject = std::move(subject);
  if (!conversation.empty()) of_record.scope.conversation = std::move(conversation);
  return of_record;
}

Result<> TextReverse::run(ByteSource& source, std::string_view name,
                          const protect::Occasion& occasion, const Write& write) {
  std::string head;
  TRY(source.fill(head, kHeadBytes));
  if (extract::sniff(as_bytes(head), {}, name) == MediaType::JsonLines) {
    source.put_back(std::move(head));
    return records(source, occasion, write);
  }
  TRY(source.fill(head, kFileBytesMax + 1));
  if (head.size() > kFileBytesMax) {
    return Error{ErrorCode::LimitExceeded, "more than 100 MB in one text"};
  }
  return write(TRY(whole(head, name, occasion)));
}

Result<std::string> TextReverse::whole(std::string_view file, std::string_view name,
                                       const protect::Occasion& occasion) {
  const MediaType type = extract::sniff(as_bytes(file), {}, name);
  if (type == MediaType::Json) return record(file, 0, occasion);
  if (type == MediaType::Mail) return mail(file, occasion);
  if (is_utf8(file)) {  // places count its bytes
    return replaced(file, reverser_.replacements(file, places_.of(0), occasion));
  }
  const auto document = TRY(extract::extract_in_process(as_bytes(file), MediaType::PlainText));
  const extract::Part& part = document.parts.front();
  return extract::rewrite(as_bytes(file), part,
                          reverser_.replacements(part.text, places_.of(0), occasion));
}

// A name or an address is a token as a whole, or it was none.
Result<std::string> TextReverse::mail(std::string_view file, const protect::Occasion& occasion) {
  const auto find = [&](std::string_view text) {
    return reverser_.replacements(text, {}, occasion);
  };
  const extract::MailChanges how{.find = find,
                                 .change = [&](std::string_view, std::string_view value) {
                                   return replaced(value, find(value));
                                 }};
  return TRY(extract::rewrite_mail(file, how))
  .mail;
}

Result<> TextReverse::records(ByteSource& source, const protect::Occasion& occasion,
                              const Write& write) {
  return LineReader(source).for_each([&](std::string_view line, std::uint64_t number) -> Result<> {
    if (line.find_first_not_of(" \t\r\n") == std::string_view::npos) return write(line);
    return write(TRY(record(line, number, occasion_of_record(line, plan_, occasion))));
  });
}

Result<std::string> TextReverse::record(std::string_view line, std::uint64_t number,
                                        const protect::Occasion& occasion) {
  auto read = extract::extract_in_process(as_bytes(line), MediaType::Json);
  if (!read) read = extract::extract_in_process(as_bytes(line), MediaType::PlainText);
  if (!read) return read.error();
  const extract::Part& part = read->parts.front();
  return extract::rewrite(as_bytes(line), part,
                          reverser_.replacements(part.text, places_.of(number), occasion));
}

}  // namespace holdfast::cli
