// Reads inputs of any type and puts their pieces on the conveyor.

#pragma once

#include "app/cli/byte_source.h"
#include "app/cli/conveyor.h"
#include "app/cli/inputs.h"
#include "app/cli/report.h"
#include "app/cli/scanner.h"
#include "platform/sandbox/extractor.h"

namespace holdfast::cli {

class FileScan {
 public:
  FileScan(const Scanner& scanner, sandbox::Extractor& extractor, Conveyor& conveyor,
           Report& report, Progress& progress)
      : scanner_(scanner),
        extractor_(extractor),
        conveyor_(conveyor),
        report_(report),
        progress_(progress) {}

  // Everything is text, whatever it looks like.
  void treat_all_as_text() { all_is_text_ = true; }

  // Returns when the input's last piece is on the conveyor.
  void add(const Input& input);

 private:
  extract::MediaType type_of(std::string_view beginning, std::string_view name) const;
  void add_small(const Input& input);
  void add_source(const Input& input, ByteSource& source);
  Result<> add_by_type(const Input& input, ByteSource& source);
  Result<> add_chunks(ByteSource& source, extract::MediaType type);
  Result<> add_messages(ByteSource& source);
  Result<> add_whole(const Input& input, ByteSource& source, extract::MediaType type);

  Scanned scan_whole(std::string_view file, const std::string& name, Workbench& bench) const;
  Scanned scan_mailbox(std::string_view file, Workbench& bench) const;
  Scanned scan_message(std::string_view mail, std::size_t index, Workbench& bench) const;
  Scanned scan_lines(const Chunk& chunk, Workbench& bench) const;

  void begin(const Input& input);
  void end();
  void unreadable(const Input& input, std::string_view why);
  void add_piece(std::function<Scanned(Workbench&)> scan, std::size_t bytes);

  const Scanner& scanner_;
  sandbox::Extractor& extractor_;
  Conveyor& conveyor_;
  Report& report_;
  Progress& progress_;
  bool all_is_text_ = false;
};

}  // namespace holdfast::cli
