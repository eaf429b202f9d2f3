// Tables whose cells are made safe, or turned back, each column and each finding by its operator.

#pragma once

#include <functional>
#include <string>
#include <vector>

#include "app/cli/csv_source.h"
#include "app/cli/operator_plan.h"
#include "app/cli/places.h"
#include "app/cli/reverser.h"
#include "app/cli/safe_file.h"
#include "engine/detect/detector.h"

namespace holdfast::cli {

struct TableForm {
  char delimiter = '\0';  // guessed
  bool has_header = true;
};

// The records as they come; cells that nothing changes are written byte for byte.
class TableRedactor {
 public:
  TableRedactor(const detect::Detector& detector, detect::Options options, OperatorPlan& plan,
                TableForm form)
      : detector_(detector), options_(std::move(options)), plan_(plan), form_(form) {}

  void keep_places(PlaceWriter& places) { places_ = &places; }

  // Columns that have an operator are changed whole; in all others what is found is, with the
  // column's name as its context. InvalidInput: the plan names a column that is not there.
  Result<> run(ByteSource& source, const protect::Occasion& occasion, const Write& write);

  // The other way, by columns, places and tokens.
  Result<> reverse(ByteSource& source, const protect::Occasion& occasion, const Places& places,
                   Reverser& reverser, const Write& write);

 private:
  // By column; empty where the cell stays.
  using Changes = std::vector<std::optional<std::string>>;
  using ChangeRecord =
      std::function<Changes(const CsvSource::Record&, std::uint64_t row, const protect::Occasion&)>;

  Result<> each_record(ByteSource& source, const protect::Occasion& occasion, const Write& write,
                       const ChangeRecord& change);
  Result<> read_columns(const CsvSource::Record& first);
  protect::Occasion occasion_of(const CsvSource::Record& record,
                                const protect::Occasion& occasion) const;
  Changes safe(const CsvSource::Record& record, std::uint64_t row,
               const protect::Occasion& occasion);
  void change_findings(const CsvSource::Record& record, std::uint64_t row,
                       const protect::Occasion& occasion, Changes& changes);
  const OperatorPlan::Column* column(std::size_t index) const;
  const detect::EntityType* type_named(std::string_view name) const;

  const detect::Detector& detector_;
  const detect::Options options_;
  OperatorPlan& plan_;
  const TableForm form_;
  PlaceWriter* places_ = nullptr;
  std::vector<std::string> names_;
  std::vector<const OperatorPlan::Column*> columns_;          // by index; null: by findings
  std::size_t subject_ = SIZE_MAX, conversation_ = SIZE_MAX;  // columns
  detect::Scratch scratch_;
};

}  // namespace holdfast::cli
