// Records, one JSON object a line: single texts, or contacts with their messages.

#pragma once

#include "app/cli/conveyor.h"
#include "app/cli/inputs.h"
#include "app/cli/report.h"
#include "app/cli/scanner.h"

namespace holdfast::cli {

class RecordScan {
 public:
  enum class Kind { Text, Contact };

  RecordScan(Kind kind, const Scanner& scanner, Conveyor& conveyor, Report& report,
             Progress& progress)
      : kind_(kind), scanner_(scanner), conveyor_(conveyor), report_(report), progress_(progress) {}

  void add(const Input& input);

 private:
  struct Record;
  Result<> add_lines(const Input& input);
  Record scan_line(std::string_view line, std::size_t number, Workbench& bench) const;

  const Kind kind_;
  const Scanner& scanner_;
  Conveyor& conveyor_;
  Report& report_;
  Progress& progress_;
};

}  // namespace holdfast::cli
