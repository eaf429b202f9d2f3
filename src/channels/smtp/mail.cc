#include "channels/smtp/mail.h"

#include <algorithm>
#include <map>

namespace holdfast::smtp {
namespace {

bool is_blank(char c) { return c == ' ' || c == '\t'; }

using ValuesByName = std::map<std::string, std::vector<std::string_view>>;

ValuesByName values_by_name(const std::vector<HeaderField>& fields) {
  ValuesByName values;
  for (const HeaderField& field : fields) values[lower_case(field.name)].push_back(field.value);
  return values;
}

}  // namespace

std::string lower_case(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// A line feed in a value always begins a continued line: it cannot become another field.
std::string written(const std::vector<HeaderField>& fields) {
  std::string out;
  for (const HeaderField& field : fields) {
    out += field.name;
    out += ':';
    for (std::size_t i = 0; i < field.value.size(); ++i) {
      const char c = field.value[i];
      if (c == '\r') continue;
      if (c != '\n') {
        out += c;
        continue;
      }
      out += "\r\n";
      if (i + 1 == field.value.size() || !is_blank(field.value[i + 1])) out += ' ';
    }
    out += "\r\n";
  }
  return out;
}

SplitMail split_mail(std::string_view mail) {
  SplitMail split;
  while (!mail.empty()) {
    const std::size_t end = std::min(mail.find('\n'), mail.size());
    std::string_view line = mail.substr(0, end);
    mail.remove_prefix(std::min(end + 1, mail.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.empty()) break;
    if (is_blank(line.front()) && !split.fields.empty()) {
      split.fields.back().value.append("\n").append(line);
      continue;
    }
    const std::size_t colon = std::min(line.find(':'), line.size());
    split.fields.push_back({.name = std::string(line.substr(0, colon)),
                            .value = std::string(line.substr(std::min(colon + 1, line.size())))});
  }
  split.body = mail;
  return split;
}

std::vector<FieldChange> changes_between(const std::vector<HeaderField>& before,
                                         const std::vector<HeaderField>& after) {
  const ValuesByName old_values = values_by_name(before);
  const ValuesByName new_values = values_by_name(after);
  std::vector<FieldChange> changes;
  for (const auto& [name, values] : old_values) {
    const auto found = new_values.find(name);
    const std::size_t kept = found == new_values.end() ? 0 : found->second.size();
    // From the last to the first: servers differ in what a field's number is once one before it
    // went.
    for (std::size_t i = values.size(); i > 0; --i) {
      if (i > kept) {
        changes.push_back({.name = name, .index = static_cast<std::uint32_t>(i)});
      } else if (found->second[i - 1] != values[i - 1]) {
        changes.push_back({.name = name,
                           .index = static_cast<std::uint32_t>(i),
                           .value = std::string(found->second[i - 1])});
      }
    }
  }
  for (const HeaderField& field : after) {
    const std::string name = lower_case(field.name);
    const auto old = old_values.find(name);
    if (old == old_values.end()) changes.push_back({.name = field.name, .value = field.value});
  }
  return changes;
}

}  // namespace holdfast::smtp
