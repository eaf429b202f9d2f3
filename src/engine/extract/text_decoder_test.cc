#include "engine/extract/text_decoder.h"

#include <gtest/gtest.h>

#include "base/utf8.h"

namespace holdfast::extract {
namespace {

using namespace std::string_literals;

TEST(TextDecoder, Utf8IsItsOwnText) {
  const Part part = decode_text("Grüße, 4111 1111 1111 1111");
  EXPECT_EQ(part.text, "Grüße, 4111 1111 1111 1111");
  EXPECT_TRUE(part.segments.empty());
}

TEST(TextDecoder, TheMarkOfUtf8IsNotText) {
  const Part part = decode_text("\xEF\xBB\xBFhello");
  EXPECT_EQ(part.text, "hello");
  ASSERT_EQ(part.segments.size(), 1);
  EXPECT_EQ(part.segments[0].source_begin, 3);
}

TEST(TextDecoder, ADamagedPlaceDoesNotTurnTheRestIntoAnotherEncoding) {
  const std::string good = "Grüße aus Köln, schöne Tage für Jürgen, Äpfel, Öl, Übung, ß, é";
  const Part part = decode_text(good + "\xFF" + good);
  EXPECT_EQ(part.text, good + "\xEF\xBF\xBD" + good);
  EXPECT_EQ(part.segments.size(), 3);
}

TEST(TextDecoder, WhatIsNotUtf8IsWindows1252) {
  const Part part = decode_text(
      "Stra\xDF"
      "e 5, 20 \x80");
  EXPECT_EQ(part.text, "Straße 5, 20 €");
  EXPECT_EQ(part.encoding, TextEncoding::Windows1252);
}

TEST(TextDecoder, Utf16IsReadWithAndWithoutItsMark) {
  const std::string plain = "card 4111111111111111 \xF0\x9F\x99\x82";
  for (const TextEncoding encoding : {TextEncoding::Utf16Le, TextEncoding::Utf16Be}) {
    const std::string bytes = encode_text(plain, encoding);
    EXPECT_EQ(decode_text(bytes).text, plain);
    const std::string mark = encoding == TextEncoding::Utf16Le ? "\xFF\xFE" : "\xFE\xFF";
    EXPECT_EQ(decode_text(mark + bytes).text, plain);
  }
}

TEST(TextDecoder, HalfACharacterOfUtf16IsReplacedAndNothingElse) {
  EXPECT_EQ(decode_text("\xFF\xFE\x41\x00\x00\xD8\x42\x00\x43"s).text,
            "A\xEF\xBF\xBD"
            "B\xEF\xBF\xBD");
}

TEST(TextDecoder, EveryByteOfWindows1252ComesBack) {
  std::string bytes;
  for (int i = 1; i < 256; ++i) bytes += static_cast<char>(i);
  const Part part = decode_text(bytes, TextEncoding::Windows1252);
  EXPECT_TRUE(is_utf8(part.text));
  EXPECT_EQ(encode_text(part.text, TextEncoding::Windows1252), bytes);
}

}  // namespace
}  // namespace holdfast::extract
