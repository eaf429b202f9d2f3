#include "engine/extract_formats/html_text.h"

#include "base/utf8.h"

namespace holdfast::extract {
namespace {

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == '\f'; }

int hex_value(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  const char lower = static_cast<char>(c | 0x20);
  return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

}  // namespace

void HtmlText::append(std::string_view text, bool keeps_space) {
  if (keeps_space) {
    owes_space_ = false;
    out_ += text;
    return;
  }
  for (std::size_t i = 0; i < text.size();) {
    if (is_space(text[i])) {
      owes_space_ = true;
      ++i;
      continue;
    }
    std::size_t end = i;
    while (end < text.size() && !is_space(text[end])) ++end;
    if (owes_space_ && !out_.empty() && !is_space(out_.back())) out_ += ' ';
    owes_space_ = false;
    out_.append(text, i, end - i);
    i = end;
  }
}

void HtmlText::end_line() {
  owes_space_ = false;
  while (!out_.empty() && out_.back() == '\t') out_.pop_back();  // the row's last cell
  if (!out_.empty() && out_.back() != '\n') out_ += '\n';
}

void HtmlText::end_cell() {
  owes_space_ = false;
  if (!out_.empty() && !is_space(out_.back())) out_ += '\t';
}

void HtmlText::append_apart(std::string_view text) {
  owes_space_ = true;
  append(text, false);
  owes_space_ = true;
}

std::string HtmlText::take() {
  while (!out_.empty() && is_space(out_.back())) out_.pop_back();
  return std::move(out_);
}

std::string percent_decoded(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const int high = text[i] == '%' && i + 2 < text.size() ? hex_value(text[i + 1]) : -1;
    const int low = high >= 0 ? hex_value(text[i + 2]) : -1;
    if (low < 0) {
      out += text[i];
    } else {
      out += static_cast<char>(high << 4 | low);
      i += 2;
    }
  }
  return is_utf8(out) ? out : std::string(text);
}

}  // namespace holdfast::extract
