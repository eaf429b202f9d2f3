// What scan prints: a line a finding for people, a line an input for programs.

#pragma once

#include <cstdint>
#include <string>

#include "app/cli/progress.h"
#include "app/cli/scanner.h"

namespace holdfast::cli {

// Used by one thread, the conveyor's delivering one.
class Report {
 public:
  enum class Format { Lines, Json };

  Report(Format format, Progress& progress) : format_(format), progress_(progress) {}

  // One input after another: begin, its pieces in order, end. `label` is what people call it, `id`
  // what programs do, as JSON.
  void begin(std::string label, std::string id_json);
  void add(const Scanned& piece);
  void end();

  // An input of which nothing could be read, instead of begin, its pieces and end.
  void unreadable(const std::string& label, std::string_view id_json, std::string_view why);

  void flush();
  void draw_progress() { progress_.draw(); }

  // Prints the sum for people, and returns the command's exit code.
  int finish();

 private:
  void print(const Hit& hit);
  void append(const Hit& hit);
  void complain(const std::string& label, std::string_view why);

  const Format format_;
  Progress& progress_;
  std::string label_;
  Extent before_;               // of the pieces that came already
  std::uint32_t entities_ = 0;  // numbers that earlier pieces used
  std::string json_;            // the line being built
  bool has_findings_ = false;
  std::string unreadable_json_;

  std::uint64_t input_count_ = 0;
  std::uint64_t hit_count_ = 0;
  std::uint64_t input_with_hits_count_ = 0;
  std::uint64_t unreadable_count_ = 0;
  bool cannot_write_ = false;
};

}  // namespace holdfast::cli
