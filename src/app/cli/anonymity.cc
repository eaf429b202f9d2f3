// holdfast report anonymity: how well the rows of a table hide among each other.

#include <algorithm>
#include <memory>

#include <fmt/core.h>

#include "app/cli/commands.h"
#include "app/cli/csv_source.h"
#include "app/cli/inputs.h"
#include "app/cli/output.h"
#include "app/cli/safe_file.h"
#include "app/cli/table_options.h"
#include "base/json_writer.h"
#include "engine/protect/anonymity.h"

namespace holdfast::cli {
namespace {

using protect::AnonymityCount;
using protect::AnonymityReport;

constexpr const char* kFooter =
    "Examples:\n"
    "  holdfast report anonymity visits.csv --quasi zip,age,sex --sensitive diagnosis\n"
    "  holdfast report anonymity visits.csv --quasi zip,age --k 10 --rows rare.txt --json\n"
    "\n"
    "k: rows that share the quasi-identifiers of the rarest; l: values of a sensitive column "
    "among\n"
    "them; t: how far they are from the whole table's. --rows writes the numbers of the rows below "
    "k,\n"
    "the first record of data being 1: make them coarser (redact --operators) or leave them out.\n"
    "Exit codes: 0 k and l are reached, 3 they are not, 2 wrong usage, 1 something could not be "
    "read.";

// Of about 100 bytes each; beyond, the table is read once more for each part of its classes.
constexpr std::size_t kEntriesMax = 3'000'000;

struct AnonymityOptions {
  std::string path = kStandardInput;
  std::vector<std::string> quasi, sensitive;
  unsigned k = 5;
  unsigned l = 2;
  std::string delimiter;
  std::string rows;
  bool has_no_header = false;
  bool shows_values = false;
  bool is_json = false;
};

// The chosen columns of each row, as views into the record.
class Table {
 public:
  explicit Table(const AnonymityOptions& options) : options_(options) {}

  // Calls on_row(row, quasi, sensitive) for each; it returns false to stop.
  template <typename OnRow>
  Result<> read(OnRow on_row) const {
    auto source = options_.path == kStandardInput ? ByteSource::standard_input()
                                                  : ByteSource::open(options_.path);
    if (!source) {
      return Error{source.error().code,
                   fmt::format("cannot read {}: {}", options_.path, source.error().message)};
    }
    OperatorOptions form{.delimiter = options_.delimiter};
    CsvSource records(*source, table_form(form).delimiter);
    CsvSource::Record record;
    std::vector<std::size_t> quasi, sensitive;
    std::vector<std::string_view> quasi_cells, sensitive_cells;
    std::uint64_t row = 0;
    for (bool is_first = true; TRY(records.next(record)); is_first = false) {
      if (is_first) {
        const auto names = column_names(record, !options_.has_no_header);
        quasi = TRY(indexes_of(options_.quasi, names));
        sensitive = TRY(indexes_of(options_.sensitive, names));
        if (!options_.has_no_header) continue;
      }
      const auto& cells = record.parsed.cells;
      const bool is_empty_line = cells.size() == 1 && cells[0].value.empty();
      if (is_empty_line && (quasi.size() > 1 || !sensitive.empty())) continue;
      take(cells, quasi, quasi_cells);
      take(cells, sensitive, sensitive_cells);
      if (!on_row(row++, quasi_cells, sensitive_cells)) break;
    }
    return {};
  }

 private:
  static void take(const std::vector<extract::CsvCell>& cells,
                   const std::vector<std::size_t>& indexes, std::vector<std::string_view>& out) {
    out.clear();
    for (const std::size_t index : indexes) {
      out.push_back(index < cells.size() ? std::string_view(cells[index].value) : "");
    }
  }

  static Result<std::vector<std::size_t>> indexes_of(const std::vector<std::string>& wanted,
                                                     const std::vector<std::string>& names) {
    std::vector<std::size_t> indexes;
    for (const std::string& name : wanted) {
      const auto found = std::ranges::find(names, name);
      if (found == names.end()) {
        return Error{ErrorCode::InvalidInput, fmt::format("the table has no column '{}'", name)};
      }
      indexes.push_back(static_cast<std::size_t>(found - names.begin()));
    }
    return indexes;
  }

  const AnonymityOptions& options_;
};

// Reads the table once for each part; more parts are tried until one fits.
class Counting {
 public:
  Counting(const AnonymityOptions& options, const Table& table)
      : options_(options), table_(table) {}

  Result<AnonymityReport> run(SafeFile* rows) {
    for (std::uint32_t parts = 1;; parts *= 4) {
      AnonymityReport report;
      bool fits = true;
      for (std::uint32_t part = 0; part < parts && fits; ++part) {
        AnonymityCount count(options_.sensitive.size(), {part, parts});
        TRY(table_.read([&](std::uint64_t, const auto& quasi, const auto& sensitive) {
          count.add(quasi, sensitive);
          return fits = count.entry_count() <= kEntriesMax;
        }));
        if (!fits) break;
        count.report({.k = options_.k, .l = options_.l}, report);
        if (rows != nullptr) TRY(list_rows(count, *rows));
      }
      if (fits) return report;
      if (options_.path == kStandardInput || parts >= 1024) {
        return Error{ErrorCode::LimitExceeded,
                     "the table has too many classes or values to be counted in one reading: give "
                     "a file, and sensitive columns with fewer values"};
      }
    }
  }

 private:
  Result<> list_rows(const AnonymityCount& count, SafeFile& rows) {
    Result<> written;
    TRY(table_.read([&](std::uint64_t row, const auto& quasi, const auto&) {
      const std::uint32_t size = count.class_size(quasi);
      if (size > 0 && size < options_.k) written = rows.write(fmt::format("{}\n", row + 1));
      return static_cast<bool>(written);
    }));
    return written;
  }

  const AnonymityOptions& options_;
  const Table& table_;
};

// The quasi-identifiers of some rows, for those who asked to see them.
Result<std::vector<std::string>> values_of(const Table& table, const AnonymityReport& report) {
  std::vector<std::string> values(report.smallest.size());
  TRY(table.read([&](std::uint64_t row, const auto& quasi, const auto&) {
    for (std::size_t i = 0; i < values.size(); ++i) {
      if (report.smallest[i].first_row != row) continue;
      for (const std::string_view cell : quasi) {
        if (!values[i].empty()) values[i] += " | ";
        values[i] += cell;
      }
    }
    return true;
  }));
  return values;
}

std::string bar_name(std::size_t bar) {
  const auto& from = protect::kHistogramFrom;
  if (bar + 1 == from.size()) return fmt::format("{}+", from[bar]);
  const std::uint32_t last = from[bar + 1] - 1;
  return from[bar] == last ? fmt::format("{}", last) : fmt::format("{}-{}", from[bar], last);
}

std::string as_json(const AnonymityOptions& options, const AnonymityReport& report,
                    const std::vector<std::string>& values) {
  JsonWriter json;
  json.begin_object().member("rows", report.rows).member("classes", report.classes);
  json.member("k", report.k).member("k_wanted", options.k);
  json.member("classes_below_k", report.classes_below_k);
  json.member("rows_below_k", report.rows_below_k).key("histogram").begin_array();
  for (std::size_t i = 0; i < report.histogram.size(); ++i) {
    json.begin_object().member("size", bar_name(i));
    json.member("classes", report.histogram[i].classes).member("rows", report.histogram[i].rows);
    json.end();
  }
  json.end().key("smallest").begin_array();
  for (std::size_t i = 0; i < report.smallest.size(); ++i) {
    json.begin_object().member("rows", report.smallest[i].rows);
    json.member("first_row", report.smallest[i].first_row + 1);
    if (!values.empty()) json.member("values", values[i]);
    json.end();
  }
  json.end().member("l_wanted", options.l).key("sensitive").begin_array();
  for (std::size_t i = 0; i < report.by_sensitive.size(); ++i) {
    const protect::Diversity& diversity = report.by_sensitive[i];
    json.begin_object().member("column", options.sensitive[i]);
    json.member("l_distinct", diversity.l_distinct).member("l_entropy", diversity.l_entropy);
    json.member("t", diversity.t_closeness).member("rows_below_l", diversity.rows_below_l).end();
  }
  return json.end().end().take() + "\n";
}

std::string as_text(const AnonymityOptions& options, const AnonymityReport& report,
                    const std::vector<std::string>& values) {
  std::string out =
      fmt::format("{} rows in {} classes; k = {}\n", report.rows, report.classes, report.k);
  out += fmt::format("below k = {}: {} classes with {} rows, to be made coarser or left out\n",
                     options.k, report.classes_below_k, report.rows_below_k);
  out += fmt::format("\n{:>10}  {:>10}  {:>10}\n", "class size", "classes", "rows");
  for (std::size_t i = 0; i < report.histogram.size(); ++i) {
    out += fmt::format("{:>10}  {:>10}  {:>10}\n", bar_name(i), report.histogram[i].classes,
                       report.histogram[i].rows);
  }
  out += "\nsmallest classes\n";
  for (std::size_t i = 0; i < report.smallest.size(); ++i) {
    const protect::SmallClass& small = report.smallest[i];
    out += fmt::format("{:>10}  row {}{}\n", small.rows, small.first_row + 1,
                       values.empty() ? "" : "  " + values[i]);
  }
  for (std::size_t i = 0; i < report.by_sensitive.size(); ++i) {
    const protect::Diversity& diversity = report.by_sensitive[i];
    out += fmt::format(
        "\n{}: l = {} distinct, {:.2f} by entropy; t = {:.3f}; {} rows in classes below l = {}\n",
        options.sensitive[i], diversity.l_distinct, diversity.l_entropy, diversity.t_closeness,
        diversity.rows_below_l, options.l);
  }
  return out;
}

bool reaches(const AnonymityReport& report) {
  const bool is_diverse = std::ranges::all_of(
      report.by_sensitive, [](const auto& diversity) { return diversity.rows_below_l == 0; });
  return report.rows_below_k == 0 && is_diverse;
}

Result<int> anonymity(const AnonymityOptions& options) {
  const bool reads_again = !options.rows.empty() || options.shows_values;
  if (options.path == kStandardInput && reads_again) {
    return Error{ErrorCode::InvalidInput,
                 "--rows and --show-values read the table again: give a file"};
  }
  const Table table(options);
  std::optional<SafeFile> rows;
  if (!options.rows.empty()) rows.emplace(TRY(SafeFile::create(options.rows)));
  const AnonymityReport report = TRY(Counting(options, table).run(rows ? &*rows : nullptr));
  std::vector<std::string> values;
  if (options.shows_values) values = TRY(values_of(table, report));
  if (rows) TRY(rows->commit());
  const std::string text =
      options.is_json ? as_json(options, report, values) : as_text(options, report, values);
  if (!print_result(text) || !flush_results()) {
    return Error{ErrorCode::Unavailable, "cannot write to standard output"};
  }
  return reaches(report) ? kExitFine : kExitFound;
}

void add_options(CommandLine sub, AnonymityOptions& options) {
  sub.footer(kFooter);
  sub.add_option("PATH", options.path, "The table; none or - is standard input");
  sub.add_option("--quasi", options.quasi, "Columns by which others may know a person")
      .separated_by_commas()
      .required()
      .type_name("A,B");
  sub.add_option("--sensitive", options.sensitive, "Columns that nobody should learn")
      .separated_by_commas()
      .type_name("C,D");
  sub.add_option("--k", options.k, "Rows that each class should have")
      .in_range(1, 1'000'000)
      .shows_default()
      .type_name("N");
  sub.add_option("--l", options.l, "Values that each class should have in a sensitive column")
      .in_range(1, 1'000'000)
      .shows_default()
      .type_name("N");
  sub.add_option("--delimiter", options.delimiter, "Between the cells; else guessed")
      .one_of({",", ";", "tab", "|"})
      .type_name("D");
  sub.add_flag("--no-header", options.has_no_header,
               "The first record is data; columns are called 1, 2 ...");
  sub.add_option("--rows", options.rows, "Write the numbers of the rows below k here")
      .type_name("FILE");
  sub.add_flag("--show-values", options.shows_values,
               "Print the quasi-identifiers of the smallest classes");
  sub.add_flag("--json", options.is_json, "One JSON object");
}

}  // namespace

Action define_report(CommandLine command) {
  command.description("Report on data: how well a table's rows hide among each other");
  command.footer(kFooter);
  command.require_subcommand();
  auto code = std::make_shared<int>(kExitUsage);
  auto options = std::make_shared<AnonymityOptions>();
  CommandLine sub =
      command.add_subcommand("anonymity", "k-anonymity, l-diversity and t-closeness of a table");
  add_options(sub, *options);
  sub.on_parsed([=] {
    const Result<int> done = anonymity(*options);
    *code = done ? *done : fail(done.error());
  });
  return [code] { return *code; };
}

}  // namespace holdfast::cli
