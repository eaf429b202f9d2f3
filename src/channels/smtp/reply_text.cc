#include "channels/smtp/reply_text.h"

#include <algorithm>
#include <array>
#include <utility>
#include <vector>

#include "base/utf8.h"

namespace holdfast::smtp {
namespace {

using namespace std::string_view_literals;

constexpr std::size_t kLineBytesMax = 200;
constexpr std::size_t kLinesMax = 10;

// The letters of the languages that notices are written in, and the marks that come with them.
constexpr std::array kForms = {
    std::pair{"ä"sv, "ae"sv},    std::pair{"ö"sv, "oe"sv},  std::pair{"ü"sv, "ue"sv},
    std::pair{"Ä"sv, "Ae"sv},    std::pair{"Ö"sv, "Oe"sv},  std::pair{"Ü"sv, "Ue"sv},
    std::pair{"ß"sv, "ss"sv},    std::pair{"á"sv, "a"sv},   std::pair{"à"sv, "a"sv},
    std::pair{"â"sv, "a"sv},     std::pair{"ç"sv, "c"sv},   std::pair{"é"sv, "e"sv},
    std::pair{"è"sv, "e"sv},     std::pair{"ê"sv, "e"sv},   std::pair{"ë"sv, "e"sv},
    std::pair{"í"sv, "i"sv},     std::pair{"î"sv, "i"sv},   std::pair{"ï"sv, "i"sv},
    std::pair{"ñ"sv, "n"sv},     std::pair{"ó"sv, "o"sv},   std::pair{"ô"sv, "o"sv},
    std::pair{"ú"sv, "u"sv},     std::pair{"ù"sv, "u"sv},   std::pair{"û"sv, "u"sv},
    std::pair{"œ"sv, "oe"sv},    std::pair{"À"sv, "A"sv},   std::pair{"Á"sv, "A"sv},
    std::pair{"Ç"sv, "C"sv},     std::pair{"É"sv, "E"sv},   std::pair{"È"sv, "E"sv},
    std::pair{"Ê"sv, "E"sv},     std::pair{"Í"sv, "I"sv},   std::pair{"Ñ"sv, "N"sv},
    std::pair{"Ó"sv, "O"sv},     std::pair{"Ú"sv, "U"sv},   std::pair{"¿"sv, ""sv},
    std::pair{"¡"sv, ""sv},      std::pair{"’"sv, "'"sv},   std::pair{"‘"sv, "'"sv},
    std::pair{"“"sv, "\""sv},    std::pair{"”"sv, "\""sv},  std::pair{"„"sv, "\""sv},
    std::pair{"«"sv, "\""sv},    std::pair{"»"sv, "\""sv},  std::pair{"–"sv, "-"sv},
    std::pair{"—"sv, "-"sv},     std::pair{"…"sv, "..."sv}, std::pair{"\u00A0"sv, " "sv},
    std::pair{"\u202F"sv, " "sv}};

std::string_view form_of(std::string_view character) {
  const auto found =
      std::ranges::find(kForms, character, &std::pair<std::string_view, std::string_view>::first);
  return found == kForms.end() ? "?"sv : found->second;
}

std::vector<std::string> lines_of(std::string_view text, std::size_t bytes_max) {
  std::vector<std::string> lines;
  while (!text.empty() && lines.size() < kLinesMax) {
    std::size_t length = std::min(text.size(), bytes_max);
    if (length < text.size()) {
      const std::size_t space = text.rfind(' ', length);
      if (space != std::string_view::npos && space > 0) length = space;
    }
    lines.emplace_back(text.substr(0, length));
    text.remove_prefix(length);
    while (text.starts_with(' ')) text.remove_prefix(1);
  }
  return lines;
}

}  // namespace

std::string in_ascii(std::string_view utf8) {
  std::string out;
  for (std::size_t at = 0; at < utf8.size();) {
    const std::size_t length = std::max<std::size_t>(1, utf8_step(utf8, at).length);
    const std::string_view character = utf8.substr(at, length);
    at += length;
    const char c = character.front();
    if (character.size() > 1 || static_cast<unsigned char>(c) > 0x7e) {
      out += form_of(character);
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out += ' ';
    } else if (c == '%') {
      out += " per cent";
    } else {
      out += c;
    }
  }
  return out;
}

std::string reply(std::string_view code, std::string_view text) {
  const std::size_t space = code.find(' ');
  const std::string_view status = code.substr(0, space);
  const std::string_view enhanced = code.substr(space + 1);
  const std::vector<std::string> lines = lines_of(in_ascii(text), kLineBytesMax - code.size() - 2);
  std::string out;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    out += status;
    out += i + 1 < lines.size() ? '-' : ' ';
    out += enhanced;
    out += ' ';
    out += lines[i];
    if (i + 1 < lines.size()) out += "\r\n";
  }
  return lines.empty() ? std::string(code) : out;
}

}  // namespace holdfast::smtp
