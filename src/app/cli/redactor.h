// A text with its findings made safe, in the form it came in.

#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "app/cli/byte_source.h"
#include "app/cli/chunker.h"
#include "base/secret_bytes.h"
#include "engine/detect/detector.h"
#include "engine/extract/rewrite.h"
#include "engine/protect/protect.h"
#include "platform/sandbox/extractor.h"

namespace holdfast::cli {

struct RedactSettings {
  detect::Options detect;
  protect::Transform transform;
  SecretBytes digest_key;
};

using Write = std::function<Result<>(std::string_view)>;

class Redactor {
 public:
  Redactor(const detect::Detector& detector, RedactSettings settings, sandbox::Extractor& extractor)
      : detector_(detector), settings_(std::move(settings)), extractor_(extractor) {}

  // Text and JSON come out as they went in, byte for byte outside the findings; mail, mailboxes and
  // pages as their text. The error or the reasons say what could not be read, of which nothing is
  // written.
  struct Outcome {
    std::vector<std::string> unreadable;
  };
  Result<Outcome> run(ByteSource& source, std::string_view name, const Write& write);

 private:
  std::vector<extract::Replacement> replacements(std::string_view text);
  Result<> stream_text(ByteSource& source, const Write& write);
  Result<> stream_json_lines(ByteSource& source, const Write& write);
  Result<Outcome> write_document(std::string_view file, const extract::Document& document,
                                 const Write& write);

  const detect::Detector& detector_;
  const RedactSettings settings_;
  sandbox::Extractor& extractor_;
  detect::Scratch scratch_;
};

}  // namespace holdfast::cli
