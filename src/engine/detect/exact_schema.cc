#include "engine/detect/exact_schema.h"

#include <algorithm>
#include <set>

#include <fmt/core.h>

#include "base/utf8.h"
#include "engine/detect/rules_reader.h"

namespace holdfast::detect {
namespace {

constexpr std::string_view kKinds[kColumnKindCount] = {"digits", "id",   "phone",
                                                       "email",  "date", "name"};
constexpr std::string_view kOrders[] = {"ymd", "dmy", "mdy"};
constexpr std::size_t kNameBytesMax = 64;

Error refused(std::string message) { return Error{ErrorCode::InvalidInput, std::move(message)}; }

Result<ExactColumn> read_column(std::string_view file, const std::string& name,
                                const YamlNode& node) {
  MapReader reader = TRY(MapReader::open(file, node));
  ExactColumn column;
  column.name = name;
  column.header = TRY(reader.text_or("header", name));
  const std::string kind = TRY(reader.text("kind"));
  column.kind = static_cast<ColumnKind>(TRY(reader.choice("kind", kind, kKinds)));
  column.is_unique = TRY(reader.boolean_or("unique", false));
  column.is_indexed = TRY(reader.boolean_or("indexed", column.is_unique));
  column.country_code = TRY(reader.text_or("country_code", ""));
  const std::string order = TRY(reader.text_or("order", "ymd"));
  column.order = static_cast<DateOrder>(TRY(reader.choice("order", order, kOrders)));
  TRY(reader.finish());
  return column;
}

Result<std::vector<ExactPair>> read_pairs(MapReader& reader, const ExactSchema& schema) {
  std::vector<ExactPair> pairs;
  const YamlNode* list = reader.optional("pairs");
  if (list == nullptr) return pairs;
  for (const YamlNode& item : list->items) {
    std::size_t at[2] = {};
    const bool is_pair = item.kind == YamlNode::Kind::List && item.items.size() == 2;
    for (std::size_t i = 0; i < 2; ++i) {
      if (!is_pair || schema.find(item.items[i].scalar, &at[i]) == nullptr) {
        return reader.error(item, "each of `pairs` is two columns: [last_name, date_of_birth]");
      }
    }
    if (schema.columns[at[0]].kind != ColumnKind::Name) std::swap(at[0], at[1]);
    pairs.push_back({static_cast<std::uint8_t>(at[0]), static_cast<std::uint8_t>(at[1])});
  }
  return pairs;
}

// Numbers as one byte, texts behind their length.
void put(std::string& out, std::string_view text) {
  out += static_cast<char>(text.size());
  out += text;
}

class SchemaReader {
 public:
  explicit SchemaReader(std::string_view bytes) : rest_(bytes) {}

  std::uint8_t number() {
    if (rest_.empty()) is_bad_ = true;
    if (is_bad_) return 0;
    const auto value = static_cast<std::uint8_t>(rest_.front());
    rest_.remove_prefix(1);
    return value;
  }
  std::uint8_t number_below(std::size_t limit) {
    const std::uint8_t value = number();
    if (value >= limit) is_bad_ = true;
    return is_bad_ ? std::uint8_t{0} : value;
  }
  std::string text() {
    const std::size_t size = number();
    if (size > rest_.size()) is_bad_ = true;
    if (is_bad_) return {};
    std::string value(rest_.substr(0, size));
    rest_.remove_prefix(size);
    return value;
  }
  bool is_done_well() const { return !is_bad_ && rest_.empty(); }
  bool is_bad() const { return is_bad_; }

 private:
  std::string_view rest_;
  bool is_bad_ = false;
};

bool is_name(std::string_view text) {
  return !text.empty() && text.size() <= kNameBytesMax &&
         std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_';
         });
}

}  // namespace

std::string_view to_string(ColumnKind kind) { return kKinds[static_cast<std::size_t>(kind)]; }

const ExactColumn* ExactSchema::find(std::string_view name, std::size_t* position) const {
  for (std::size_t i = 0; i < columns.size(); ++i) {
    if (columns[i].name != name) continue;
    if (position != nullptr) *position = i;
    return &columns[i];
  }
  return nullptr;
}

// What holds for each schema, wherever it was read.
Result<> ExactSchema::check() const {
  if (columns.empty() || columns.size() > kExactColumnsMax || pairs.size() > kExactPairsMax) {
    return refused(
        fmt::format("give 1 to {} columns and up to {} pairs", kExactColumnsMax, kExactPairsMax));
  }
  std::set<std::string_view> names;
  bool finds = !pairs.empty();
  for (const ExactColumn& column : columns) {
    if (!is_name(column.name) || column.header.empty() || column.header.size() > 255 ||
        !is_utf8(column.header)) {
      return refused(
          fmt::format("column names are snake_case, up to {} characters; a header has "
                      "up to 255 bytes",
                      kNameBytesMax));
    }
    if (!names.insert(column.name).second) {
      return refused(fmt::format("column {} is given twice", column.name));
    }
    if (column.is_indexed && column.kind == ColumnKind::Name) {
      return refused(
          fmt::format("column {}: a name alone is nobody in particular; put it into "
                      "`pairs` with another column",
                      column.name));
    }
    if (column.is_unique && (!column.is_indexed || column.kind == ColumnKind::Date)) {
      return refused(fmt::format("column {}: `unique` goes with `indexed`, and never for a date",
                                 column.name));
    }
    if (column.country_code.size() > 3 ||
        !std::all_of(column.country_code.begin(), column.country_code.end(),
                     [](char c) { return c >= '0' && c <= '9'; })) {
      return refused(fmt::format(
          "column {}: `country_code` is one to three digits, in quotes: \"44\"", column.name));
    }
    finds |= column.is_indexed;
  }
  for (const ExactPair& pair : pairs) {
    if (pair.name >= columns.size() || pair.other >= columns.size() ||
        columns[pair.name].kind != ColumnKind::Name ||
        columns[pair.other].kind == ColumnKind::Name) {
      return refused("each of `pairs` is a column of kind name and one of another kind");
    }
  }
  if (!finds) return refused("no column is `indexed` and there are no `pairs`: nothing is found");
  return {};
}

Result<ExactSchema> ExactSchema::parse(std::string_view file, std::string_view yaml) {
  if (!is_utf8(yaml)) return refused(fmt::format("{}:1: not UTF-8", file));
  const YamlNode root = TRY(parse_yaml(file, yaml));
  MapReader reader = TRY(MapReader::open(file, root));
  const YamlNode* listed = TRY(reader.required("columns"));
  if (listed->kind != YamlNode::Kind::Map) {
    return reader.error(*listed, "`columns` is a map: customer_number: {kind: digits}");
  }
  ExactSchema schema;
  for (std::size_t i = 0; i < listed->keys.size(); ++i) {
    schema.columns.push_back(TRY(read_column(file, listed->keys[i], listed->items[i])));
  }
  schema.pairs = TRY(read_pairs(reader, schema));
  TRY(reader.finish());
  const Result<> stands = schema.check();
  if (!stands) return reader.error(stands.error().message);
  return schema;
}

std::string ExactSchema::write() const {
  std::string out;
  out += static_cast<char>(columns.size());
  for (const ExactColumn& column : columns) {
    put(out, column.name);
    put(out, column.header);
    put(out, column.country_code);
    out += static_cast<char>(column.kind);
    out += static_cast<char>(column.order);
    out += static_cast<char>((column.is_indexed ? 1 : 0) | (column.is_unique ? 2 : 0));
  }
  out += static_cast<char>(pairs.size());
  for (const ExactPair& pair : pairs) {
    out += static_cast<char>(pair.name);
    out += static_cast<char>(pair.other);
  }
  return out;
}

Result<ExactSchema> ExactSchema::read(std::string_view bytes) {
  SchemaReader reader(bytes);
  ExactSchema schema;
  const std::size_t columns = reader.number_below(kExactColumnsMax + 1);
  for (std::size_t i = 0; i < columns && !reader.is_bad(); ++i) {
    ExactColumn column;
    column.name = reader.text();
    column.header = reader.text();
    column.country_code = reader.text();
    column.kind = static_cast<ColumnKind>(reader.number_below(kColumnKindCount));
    column.order = static_cast<DateOrder>(reader.number_below(std::size(kOrders)));
    const std::uint8_t flags = reader.number_below(4);
    column.is_indexed = (flags & 1U) != 0;
    column.is_unique = (flags & 2U) != 0;
    schema.columns.push_back(std::move(column));
  }
  const std::size_t pairs = reader.number_below(kExactPairsMax + 1);
  for (std::size_t i = 0; i < pairs && !reader.is_bad(); ++i) {
    const std::uint8_t name = reader.number();
    schema.pairs.push_back({name, reader.number()});
  }
  if (!reader.is_done_well()) return refused("not the columns of an index");
  TRY(schema.check());
  return schema;
}

}  // namespace holdfast::detect
