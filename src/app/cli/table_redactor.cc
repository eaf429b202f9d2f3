#include "app/cli/table_redactor.h"

#include <algorithm>

#include <fmt/core.h>

#include "engine/detect/requests.h"
#include "engine/extract/text_decoder.h"

namespace holdfast::cli {
namespace {

// "card_number: 4111…": programs' names of columns as words.
std::string context_of(std::string_view name) {
  std::string words(name);
  std::ranges::replace_if(words, [](char c) { return c == '_' || c == '.'; }, ' ');
  return words + ": ";
}

std::string rewritten(const CsvSource::Record& record,
                      const std::vector<std::optional<std::string>>& changes, char delimiter) {
  std::string out;
  std::size_t copied = 0;
  for (std::size_t i = 0; i < changes.size(); ++i) {
    if (!changes[i]) continue;
    const extract::CsvCell& cell = record.parsed.cells[i];
    out.append(record.text, copied, cell.begin - copied);
    out += extract::csv_cell(*changes[i], cell.is_quoted, delimiter);
    copied = cell.end;
  }
  out.append(record.text, copied);
  return record.encoding == extract::TextEncoding::Utf8
             ? out
             : extract::encode_text(out, record.encoding);
}

}  // namespace

const OperatorPlan::Column* TableRedactor::column(std::size_t index) const {
  return index < columns_.size() ? columns_[index] : nullptr;
}

const detect::EntityType* TableRedactor::type_named(std::string_view name) const {
  return detector_.find_type(name);
}

Result<> TableRedactor::read_columns(const CsvSource::Record& first) {
  names_ = column_names(first, form_.has_header);
  columns_.clear();
  for (const std::string& name : names_) columns_.push_back(plan_.for_column(name));
  const auto index_of = [&](const std::string& name) {
    const auto found = std::ranges::find(names_, name);
    return found == names_.end() ? SIZE_MAX : static_cast<std::size_t>(found - names_.begin());
  };
  subject_ = index_of(plan_.subject_field());
  conversation_ = index_of(plan_.conversation_field());
  for (const std::string& name : plan_.column_names()) {
    if (index_of(name) == SIZE_MAX) {
      return Error{ErrorCode::InvalidInput,
                   fmt::format("the table has no column '{}', which the operators name", name)};
    }
  }
  return {};
}

protect::Occasion TableRedactor::occasion_of(const CsvSource::Record& record,
                                             const protect::Occasion& occasion) const {
  protect::Occasion of_record = occasion;
  const auto& cells = record.parsed.cells;
  if (subject_ < cells.size()) of_record.subject = cells[subject_].value;
  if (conversation_ < cells.size()) of_record.scope.conversation = cells[conversation_].value;
  return of_record;
}

Result<> TableRedactor::each_record(ByteSource& source, const protect::Occasion& occasion,
                                    const Write& write, const ChangeRecord& change) {
  CsvSource records(source, form_.delimiter);
  CsvSource::Record record;
  std::uint64_t row = 0;
  for (bool is_first = true; TRY(records.next(record)); is_first = false) {
    if (is_first) {
      TRY(read_columns(record));
      if (records.has_byte_order_mark()) TRY(write("\xEF\xBB\xBF"));
      if (form_.has_header) {
        TRY(write(rewritten(record, {}, records.delimiter())));
        continue;
      }
    }
    const Changes changes = change(record, row++, occasion_of(record, occasion));
    TRY(write(rewritten(record, changes, records.delimiter())));
  }
  return {};
}

Result<> TableRedactor::run(ByteSource& source, const protect::Occasion& occasion,
                            const Write& write) {
  return each_record(source, occasion, write,
                     [this](const auto& record, std::uint64_t row, const auto& of_record) {
                       return safe(record, row, of_record);
                     });
}

TableRedactor::Changes TableRedactor::safe(const CsvSource::Record& record, std::uint64_t row,
                                           const protect::Occasion& occasion) {
  const auto& cells = record.parsed.cells;
  Changes changes(cells.size());
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const OperatorPlan::Column* chosen = column(i);
    if (chosen == nullptr || cells[i].value.empty()) continue;
    changes[i] = plan_.apply(chosen->what,
                             {.text = cells[i].value,
                              .type_name = chosen->type_name,
                              .type = type_named(chosen->type_name)},
                             occasion);
  }
  change_findings(record, row, occasion, changes);
  return changes;
}

// The cells that have no operator, a line each behind their column's name. What is found over
// several is put into the first, and its pieces in the others are removed.
void TableRedactor::change_findings(const CsvSource::Record& record, std::uint64_t row,
                                    const protect::Occasion& occasion, Changes& changes) {
  struct Stretch {
    std::size_t begin, end, cell;
  };
  std::string text;
  std::vector<Stretch> stretches;
  const auto& cells = record.parsed.cells;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (column(i) != nullptr || cells[i].value.empty()) continue;
    if (i < names_.size() && form_.has_header) text += context_of(names_[i]);
    const std::size_t begin = text.size();
    text += cells[i].value;
    stretches.push_back({begin, text.size(), i});
    text += '\n';
  }
  std::vector<std::vector<extract::Replacement>> by_stretch(stretches.size());
  std::vector<std::vector<std::string>> types(stretches.size());
  for (const detect::Finding& finding : detector_.detect(text, scratch_, options_)) {
    const detect::EntityType& type = detector_.type(finding.type);
    if (detect::is_request(type)) continue;
    bool is_first = true;
    for (std::size_t s = 0; s < stretches.size(); ++s) {
      const std::size_t begin = std::max<std::size_t>(finding.begin, stretches[s].begin);
      const std::size_t end = std::min<std::size_t>(finding.end, stretches[s].end);
      if (begin >= end) continue;
      const std::string_view value = std::string_view(text).substr(begin, end - begin);
      std::string safe;
      if (is_first) {
        safe = plan_.apply(plan_.for_type(type.name),
                           {.text = value, .type_name = type.name, .type = &type}, occasion);
      }
      by_stretch[s].push_back({static_cast<std::uint32_t>(begin - stretches[s].begin),
                               static_cast<std::uint32_t>(end - stretches[s].begin), safe});
      types[s].push_back(is_first && end == finding.end ? type.name : std::string());
      is_first = false;
    }
  }
  for (std::size_t s = 0; s < stretches.size(); ++s) {
    if (by_stretch[s].empty()) continue;
    const std::size_t cell = stretches[s].cell;
    changes[cell] = replaced(cells[cell].value, by_stretch[s]);
    if (places_ == nullptr) continue;
    std::size_t shift = 0;  // modulo 2^64
    for (std::size_t i = 0; i < by_stretch[s].size(); ++i) {
      const extract::Replacement& change = by_stretch[s][i];
      const std::size_t begin = change.begin + shift;
      if (!types[s][i].empty() && !change.text.empty() &&
          needs_place(plan_.for_type(types[s][i])) &&
          change.text != fmt::format("[{}]", types[s][i])) {
        places_->add({row, cell < names_.size() ? names_[cell] : "", begin,
                      begin + change.text.size(), types[s][i]});
      }
      shift += change.text.size() - (change.end - change.begin);
    }
  }
}

Result<> TableRedactor::reverse(ByteSource& source, const protect::Occasion& occasion,
                                const Places& places, Reverser& reverser, const Write& write) {
  const auto change = [&](const CsvSource::Record& record, std::uint64_t row,
                          protect::Occasion of_record) {
    const auto& cells = record.parsed.cells;
    // Whose dates these are was said by what the cell held before.
    if (const auto* chosen = column(subject_); chosen != nullptr && subject_ < cells.size()) {
      const auto subject = Reverser(plan_).cell(*chosen, cells[subject_].value, of_record);
      if (subject) of_record.subject = *subject;
    }
    Changes changes(cells.size());
    for (std::size_t i = 0; i < cells.size(); ++i) {
      const std::string& value = cells[i].value;
      if (value.empty()) continue;
      if (const OperatorPlan::Column* chosen = column(i)) {
        changes[i] = reverser.cell(*chosen, value, of_record);
        continue;
      }
      const auto back = reverser.replacements(
          value, places.of(row, i < names_.size() ? names_[i] : std::string()), of_record);
      if (!back.empty()) changes[i] = replaced(value, back);
    }
    return changes;
  };
  return each_record(source, occasion, write, change);
}

}  // namespace holdfast::cli
