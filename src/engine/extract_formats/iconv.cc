// The C library's iconv interface, done by ICU.
//
// GMime and GLib convert header fields through iconv, whose own version loads a module from disk
// for each character set and so would be killed in the sandbox. A program that links this file uses
// these functions instead. They convert into UTF-8 alone, which is all that reading mail asks for.

#include <iconv.h>

#include <cerrno>
#include <cstring>
#include <memory>
#include <string>

#include <unicode/ucnv.h>

#include "base/utf8.h"

namespace {

struct ConverterClose {
  void operator()(UConverter* converter) const { ucnv_close(converter); }
};
using Converter = std::unique_ptr<UConverter, ConverterClose>;

// Stops at what the set does not define, so that the caller counts it.
Converter open_strict(const char* charset) {
  UErrorCode status = U_ZERO_ERROR;
  Converter converter(ucnv_open(charset, &status));
  if (U_FAILURE(status)) return nullptr;
  ucnv_setToUCallBack(converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &status);
  return U_FAILURE(status) ? nullptr : std::move(converter);
}

bool is_utf8_name(const char* charset) {
  UErrorCode status = U_ZERO_ERROR;
  const char* standard = ucnv_getStandardName(charset, "MIME", &status);
  return standard != nullptr && std::strcmp(standard, "UTF-8") == 0;
}

}  // namespace

extern "C" {

iconv_t iconv_open(const char* to_charset, const char* from_charset) {
  Converter converter = is_utf8_name(to_charset) ? open_strict(from_charset) : nullptr;
  if (converter) return converter.release();
  errno = EINVAL;
  return reinterpret_cast<iconv_t>(-1);
}

// One character at a time: a character is read only if its whole form can be written, as callers
// that enlarge their buffer on E2BIG rely on.
std::size_t iconv(iconv_t handle, char** in, std::size_t* in_left, char** out,
                  std::size_t* out_left) {
  auto* converter = static_cast<UConverter*>(handle);
  if (in == nullptr || *in == nullptr) {
    ucnv_reset(converter);
    return 0;
  }
  const char* const limit = *in + *in_left;
  const auto failed = [](int why) {
    errno = why;
    return static_cast<std::size_t>(-1);
  };
  for (;;) {
    const char* source = *in;
    UErrorCode status = U_ZERO_ERROR;
    const UChar32 character = ucnv_getNextUChar(converter, &source, limit, &status);
    if (status == U_INDEX_OUTOFBOUNDS_ERROR) {
      *in += source - *in;
      *in_left = 0;
      return 0;
    }
    if (U_FAILURE(status)) {
      ucnv_resetToUnicode(converter);
      return failed(status == U_TRUNCATED_CHAR_FOUND ? EINVAL : EILSEQ);
    }
    std::string utf8;
    holdfast::append_utf8(utf8, static_cast<char32_t>(character));
    if (utf8.size() > *out_left) return failed(E2BIG);
    std::memcpy(*out, utf8.data(), utf8.size());
    *out += utf8.size();
    *out_left -= utf8.size();
    *in_left -= static_cast<std::size_t>(source - *in);
    *in += source - *in;
  }
}

int iconv_close(iconv_t handle) {
  ucnv_close(static_cast<UConverter*>(handle));
  return 0;
}

}  // extern "C"
