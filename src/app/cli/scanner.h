// Findings in a text, located for people and programs.

#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "app/cli/chunker.h"
#include "app/cli/text_units.h"
#include "engine/detect/detector.h"
#include "engine/extract/document.h"

namespace holdfast::cli {

struct ScanSettings {
  detect::Options detect;
  Unit unit = Unit::CodePoint;
  bool shows_values = false;
  bool gives_evidence = false;  // for programs
  bool explains = false;        // for people; for programs the runners-up too
};

// One finding. Places count from the beginning of the text given, all from 0.
struct Hit {
  std::string_view type;  // valid as long as the detector
  float confidence = 0;
  std::size_t begin = 0;  // units
  std::size_t end = 0;
  std::size_t line = 0;
  std::size_t column = 0;
  std::uint32_t entity = 0;  // shared by pieces of one value, 0 stands alone
  std::optional<std::uint32_t> message;
  std::string part;  // of mail and pages: places count within it
  std::string masked;
  std::string value;     // only when asked for
  std::string evidence;  // a JSON array, only when asked for
  // What else it may have been, the likeliest first; only when asked for.
  std::vector<std::pair<std::string_view, float>> runners_up;
  std::vector<std::string> reasons;  // in words, only when asked for
};

// How far a text goes, so that places in what follows it can be told.
struct Extent {
  std::size_t units = 0;
  std::size_t lines = 0;
  std::size_t columns = 0;  // in the last line
};

struct Scanned {
  std::vector<Hit> hits;
  Extent extent;
  std::vector<std::string> unreadable;  // what could not be read, and why
};

// Immutable, shared by all threads.
class Scanner {
 public:
  Scanner(const detect::Detector& detector, ScanSettings settings)
      : detector_(detector), settings_(std::move(settings)) {}

  // Text in UTF-8, or in windows-1252 where it is not.
  Scanned scan(const Chunk& chunk, detect::Scratch& scratch) const;
  // Every part. Places are in `source` where the document's text stands in it, else in the parts.
  Scanned scan(const extract::Document& document, std::string_view source,
               detect::Scratch& scratch) const;

  // A finding of some other way of looking, in `text`; `position` counts over the same text.
  Hit located(const detect::Finding& finding, std::string_view text, TextPosition& position) const;

  const detect::Detector& detector() const { return detector_; }
  const ScanSettings& settings() const { return settings_; }

 private:
  Hit described(const detect::Finding& finding, std::string_view text) const;
  Scanned scan_valid(const Chunk& chunk, detect::Scratch& scratch) const;
  Scanned scan_decoded(const Chunk& chunk, detect::Scratch& scratch) const;

  const detect::Detector& detector_;
  const ScanSettings settings_;
};

}  // namespace holdfast::cli
