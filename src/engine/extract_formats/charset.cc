#include "engine/extract_formats/charset.h"

#include <algorithm>
#include <array>
#include <memory>

#include <unicode/ucnv.h>
#include <unicode/udata.h>

#include "base/utf8.h"
#include "engine/extract/text_decoder.h"

namespace holdfast::extract {
namespace {

using namespace std::string_view_literals;

struct ConverterClose {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, ConverterClose>;

// Labels that senders put on text of any other Western set, by ICU's own names.
constexpr std::array kUncertain = {"US-ASCII"sv, "ISO-8859-1"sv, "ibm-5348_P100-1997"sv, "UTF-8"sv,
                                   "windows-1252"sv};

bool is_uncertain(const Converter& converter) {
  UErrorCode status = U_ZERO_ERROR;
  const std::string_view name = ucnv_getName(converter.get(), &status);
  return U_FAILURE(status) || std::ranges::find(kUncertain, name) != kUncertain.end();
}

}  // namespace

void prepare_charsets() {
  UErrorCode status = U_ZERO_ERROR;
  udata_setFileAccess(UDATA_NO_FILES, &status);
}

std::string to_utf8(std::string_view bytes, std::string_view charset) {
  if (charset.empty() || charset.size() > 64) return decode_text(bytes).text;
  UErrorCode status = U_ZERO_ERROR;
  const Converter converter(ucnv_open(std::string(charset).c_str(), &status));
  if (U_FAILURE(status) || is_uncertain(converter)) return decode_text(bytes).text;
  std::string out;
  // No character set needs more than three bytes of UTF-8 for one of its own; grow if one does.
  out.resize(bytes.size() * 3 + 16);
  for (;;) {
    status = U_ZERO_ERROR;
    ucnv_reset(converter.get());
    const std::int32_t size = ucnv_toAlgorithmic(
        UCNV_UTF8, converter.get(), out.data(), static_cast<std::int32_t>(out.size()), bytes.data(),
        static_cast<std::int32_t>(bytes.size()), &status);
    out.resize(static_cast<std::size_t>(size));
    if (status != U_BUFFER_OVERFLOW_ERROR) break;
  }
  return U_FAILURE(status) ? decode_text(bytes).text : to_valid_utf8(out);
}

}  // namespace holdfast::extract
