#include "engine/extract/mbox.h"

namespace holdfast::extract {
namespace {

constexpr std::string_view kFrom = "From ";

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// "From agent@example.org Thu Jan  1 09:00:00 2026", where a time zone may follow the year.
bool is_from_line(std::string_view line) {
  if (!line.starts_with(kFrom)) return false;
  const std::size_t colon = line.find(':');
  if (colon == std::string_view::npos || colon < 2 || !is_digit(line[colon - 1])) return false;
  for (std::size_t i = colon + 1; i + 4 <= line.size(); ++i) {
    if (line[i - 1] == ' ' && is_digit(line[i]) && is_digit(line[i + 1]) && is_digit(line[i + 2]) &&
        is_digit(line[i + 3])) {
      return true;
    }
  }
  return false;
}

}  // namespace

bool begins_as_mbox(std::string_view text) { return is_from_line(text.substr(0, text.find('\n'))); }

std::vector<MboxMessage> split_mbox(std::string_view file) {
  std::vector<MboxMessage> messages;
  const auto end_message = [&](std::size_t end) {
    if (!messages.empty()) messages.back().bytes = end - messages.back().begin;
  };
  bool after_empty_line = true;
  for (std::size_t at = 0; at < file.size();) {
    const std::size_t found = file.find('\n', at);
    const std::size_t end = found == std::string_view::npos ? file.size() : found + 1;
    const std::string_view line = file.substr(at, end - at);
    if (after_empty_line && is_from_line(line)) {
      end_message(at);
      messages.push_back({end, 0});
    }
    after_empty_line = line == "\n" || line == "\r\n";
    at = end;
  }
  end_message(file.size());
  return messages;
}

}  // namespace holdfast::extract
