#include "app/cli/record_scan.h"

#include <memory>

#include <fmt/core.h>

#include "app/cli/contact_records.h"
#include "app/cli/record_reader.h"
#include "base/json_reader.h"
#include "base/json_writer.h"

namespace holdfast::cli {

struct RecordScan::Record {
  std::size_t line = 0;
  std::string id = "null";  // as JSON
  Scanned scanned;
  std::string problem;
};

namespace {

constexpr JsonLimits kLimits{.bytes_max = 101U << 20, .depth_max = 64};

Result<Scanned> scan_text(const Scanner& scanner, ObjectReader& object, Workbench& bench) {
  const std::string_view text = TRY(object.required_string("text"));
  Scanned out;
  TextPosition position(text, scanner.settings().unit);
  for (const detect::Finding& finding :
       scanner.detector().detect(text, bench.scratch, scanner.settings().detect)) {
    out.hits.push_back(scanner.located(finding, text, position));
  }
  return out;
}

bool is_blank(std::string_view line) {
  return line.find_first_not_of(" \t\r\n") == std::string_view::npos;
}

}  // namespace

RecordScan::Record RecordScan::scan_line(std::string_view line, std::size_t number,
                                         Workbench& bench) const {
  Record record;
  record.line = number;
  const auto document = JsonDocument::parse(line, kLimits);
  auto object = document ? document->object() : Result<ObjectReader>(document.error());
  if (object) {
    if (const auto id = object->optional("id")) record.id = id->json();
    auto scanned = kind_ == Kind::Contact ? scan_contact(scanner_, *object, bench)
                                          : scan_text(scanner_, *object, bench);
    if (scanned) {
      record.scanned = *std::move(scanned);
    } else {
      record.problem = scanned.error().message;
    }
  } else {
    // Without an id, the line is all that names the record.
    record.problem = fmt::format("line {}: {}", number, object.error().message);
  }
  return record;
}

void RecordScan::add(const Input& input) {
  Result<> result = input.problem.empty() ? add_lines(input)
                                          : Result<>(Error{ErrorCode::Unavailable, input.problem});
  if (result) return;
  conveyor_.add([this, path = input.path, why = result.error().message](Workbench&) {
    return [this, path, why] {
      std::string id;
      append_json_string(id, path);
      report_.unreadable(path, id, why);
    };
  });
}

Result<> RecordScan::add_lines(const Input& input) {
  ByteSource source = input.path == kStandardInput ? ByteSource::standard_input()
                                                   : TRY(ByteSource::open(input.path));
  LineReader reader(source);
  for (;;) {
    auto batch = std::make_shared<LineBatch>();
    if (!TRY(reader.next(*batch))) return {};
    conveyor_.add([this, batch, path = input.path](Workbench& bench) -> Conveyor::Delivery {
      auto records = std::make_shared<std::vector<Record>>();
      std::size_t number = batch->first_line;
      for (std::size_t at = 0; at < batch->lines.size(); ++number) {
        const std::size_t end = std::min(batch->lines.find('\n', at), batch->lines.size());
        const std::string_view line = std::string_view(batch->lines).substr(at, end - at);
        if (!is_blank(line)) records->push_back(scan_line(line, number, bench));
        at = end + 1;
      }
      progress_.add(batch->lines.size());
      return [this, records, path] {
        for (const Record& record : *records) {
          const std::string label = fmt::format("{}:{}", path, record.line);
          if (!record.problem.empty()) {
            report_.unreadable(label, record.id, record.problem);
            continue;
          }
          report_.begin(label, record.id);
          report_.add(record.scanned);
          report_.end();
        }
        report_.flush();
        report_.draw_progress();
      };
    });
  }
}

}  // namespace holdfast::cli
