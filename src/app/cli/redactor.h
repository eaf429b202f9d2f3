// A text with its findings made safe, in the form it came in.

#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "app/cli/byte_source.h"
#include "app/cli/chunker.h"
#include "app/cli/operator_plan.h"
#include "app/cli/places.h"
#include "base/secret_bytes.h"
#include "engine/detect/detector.h"
#include "engine/extract/rewrite.h"
#include "engine/protect/protect.h"
#include "platform/sandbox/extractor.h"

namespace holdfast::cli {

// What becomes of findings: by the plan of operators where there is one, else all alike.
struct RedactSettings {
  detect::Options detect;
  protect::Transform transform;
  SecretBytes digest_key;
  OperatorPlan* plan = nullptr;
  protect::Occasion occasion;     // of the whole text, unless its records say their own
  PlaceWriter* places = nullptr;  // with a plan; text must be UTF-8 then
};

class Redactor {
 public:
  Redactor(const detect::Detector& detector, RedactSettings settings, sandbox::Extractor& extractor)
      : detector_(detector), settings_(std::move(settings)), extractor_(extractor) {}

  // Text and JSON come out as they went in, byte for byte outside the findings; mail, mailboxes and
  // pages as their text, but with a plan of operators mail stays mail. The error or the reasons say
  // what could not be read, of which nothing is written.
  struct Outcome {
    std::vector<std::string> unreadable;
  };
  Result<Outcome> run(ByteSource& source, std::string_view name, const Write& write);

 private:
  struct Change {
    extract::Replacement replacement;
    std::string_view type_name;
    bool needs_place = false;
  };
  std::vector<Change> changes(std::string_view text);
  std::vector<extract::Replacement> replacements(std::string_view text);
  // `at` is where the changed text begins in what is written.
  void note_places(const std::vector<Change>& changes, std::uint64_t record, std::size_t at);
  Result<std::string> rewritten(std::string_view source, const extract::Part& part,
                                std::uint64_t record);
  Result<Outcome> write_mail(std::string_view mail, const Write& write);
  Result<> stream_records(ByteSource& source, const Write& write);
  Result<> write_record(std::string_view line, std::uint64_t number, const Write& write);
  Result<> stream_text(ByteSource& source, const Write& write);
  Result<> stream_json_lines(ByteSource& source, const Write& write);
  Result<Outcome> write_document(std::string_view file, const extract::Document& document,
                                 const Write& write);

  const detect::Detector& detector_;
  RedactSettings settings_;
  sandbox::Extractor& extractor_;
  detect::Scratch scratch_;
};

}  // namespace holdfast::cli
