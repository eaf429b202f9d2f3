#include "engine/detect/view.h"

#include <random>
#include <string>

#include <gtest/gtest.h>

namespace holdfast::detect {
namespace {

std::string viewed(std::string_view text) {
  TextView view;
  view.reset(text);
  return std::string(view.text());
}

TEST(TextView, PlainTextIsReadWhereItIs) {
  const std::string text = "Grüße, naïve señor Ωμέγα Жук 4111";
  TextView view;
  view.reset(text);
  EXPECT_FALSE(view.is_copy());
  EXPECT_EQ(view.text().data(), text.data());
}

TEST(TextView, FoldsWhatLooksOrSoundsLikeADigit) {
  EXPECT_EQ(viewed("４１１１"), "4111");  // full width
  EXPECT_EQ(viewed("٤١١١"), "4111");      // Arabic-Indic
  EXPECT_EQ(viewed("۴۱۱۱"), "4111");      // Persian
  EXPECT_EQ(viewed("४१११"), "4111");      // Devanagari
  EXPECT_EQ(viewed("𝟒𝟏𝟏𝟏"), "4111");      // mathematical bold
  EXPECT_EQ(viewed("④①①①"), "4111");      // circled
  EXPECT_EQ(viewed("4️⃣1️⃣"), "41");          // key caps
  EXPECT_EQ(viewed("⁴¹²³"), "4123");      // superscript
}

TEST(TextView, FoldsSpacesDashesAndInvisibleCharacters) {
  EXPECT_EQ(viewed("a\u00A0b\u2009c\u3000d"), "a b c d");
  EXPECT_EQ(viewed("1\u2011"
                   "2\u20133\u22124"),
            "1-2-3-4");
  EXPECT_EQ(viewed("1\u200B2\u200D3\uFEFF4\u00AD5"), "12345");
  EXPECT_EQ(viewed("ｊ＠ｅｘ．ｃｏｍ"), "j@ex.com");
  EXPECT_EQ(viewed("driver\u2019s \u201Clicence\u201D"), "driver's \"licence\"");
}

TEST(TextView, ReadsHtmlEntities) {
  EXPECT_EQ(viewed("4111&nbsp;1111&#49;&#x31;&commat;x &amp; y"), "4111 111111@x & y");
  EXPECT_EQ(viewed("AT&T &unknown; &#; &#x; &#99999999; &"),
            "AT&T &unknown; &#; &#x; &#99999999; &");
}

TEST(TextView, SpansLeadBackToWholeCharacters) {
  const std::string text = "x\u200B４&#49;1\u200By";
  TextView view;
  view.reset(text);
  ASSERT_EQ(view.text(), "x411y");
  EXPECT_EQ(view.original_begin(1), 4U);  // the full-width four
  EXPECT_EQ(view.original_end(2), 7U);
  EXPECT_EQ(view.original_begin(2), 7U);  // the entity
  EXPECT_EQ(view.original_end(3), 12U);
  EXPECT_EQ(view.original_end(4), 13U);  // without the zero-width space behind
  EXPECT_EQ(view.original_begin(4), 16U);
  EXPECT_EQ(view.original_end(5), text.size());
}

// Whatever is folded, begin and end of a span stay in order and within the text.
TEST(TextView, PlacesNeverRunBackwards) {
  std::mt19937 random(5);
  static constexpr std::string_view kPieces[] = {
      "a", "1", "\u200B", "４", "&#49;", "é", "\u00A0", "\xFF", "&amp;", "&", "\xE2\x80", "😀"};
  TextView view;
  for (int round = 0; round < 500; ++round) {
    std::string text;
    for (int i = 0; i < 40; ++i) text += kPieces[random() % std::size(kPieces)];
    view.reset(text);
    std::uint32_t last = 0;
    for (std::uint32_t at = 0; at < view.text().size(); ++at) {
      const std::uint32_t begin = view.original_begin(at);
      ASSERT_GE(begin, last);
      ASSERT_LT(begin, view.original_end(at + 1));
      ASSERT_LE(view.original_end(at + 1), text.size());
      last = begin;
    }
  }
}

}  // namespace
}  // namespace holdfast::detect
