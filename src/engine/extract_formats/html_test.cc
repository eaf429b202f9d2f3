#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/extract/text_decoder.h"
#include "engine/extract_formats/formats.h"

namespace holdfast::extract {
namespace {

using testing::HasSubstr;
using testing::Not;

Document page(std::string_view html) {
  static const bool is_prepared = [] {
    prepare_formats();
    return true;
  }();
  EXPECT_TRUE(is_prepared);
  auto document = read_document(as_bytes(html), MediaType::Html);
  return document ? *document : Document{};
}

std::string visible(std::string_view html) { return page(html).parts.at(0).text; }

std::string hidden(std::string_view html) {
  for (const Part& part : page(html).parts) {
    if (part.is_hidden) return part.text;
  }
  return {};
}

TEST(Html, TextIsWhatAReaderSees) {
  EXPECT_EQ(visible("<html><head><title>Your  bill</title><style>p{}</style></head>"
                    "<body><p>Dear\n customer,</p><div>pay <b>now</b>!</div><script>x()</script>"),
            "Your bill\nDear customer,\npay now!");
}

// Tags within a number are how a filter that reads the source is fooled.
TEST(Html, TagsWithinAWordDoNotDivideIt) {
  EXPECT_EQ(visible("4111<b></b>1111<!-- x -->1111<span>11</span>11"), "4111111111111111");
  EXPECT_EQ(visible("4111<span style='display:none'>zz</span>1111"), "41111111");
}

TEST(Html, EntitiesAreDecoded) {
  EXPECT_EQ(visible("&#52;&#x31;11&nbsp;&euro;&amp;&lt;"), "4111\u00A0€&<");
}

TEST(Html, BlocksAndCellsStandApart) {
  EXPECT_EQ(visible("<table><tr><td>Card</td><td>4111</td></tr><tr><td>Exp</td></tr></table>a<br>b"
                    "<ul><li>one<li>two</ul>"),
            "Card\t4111\nExp\na\nb\none\ntwo");
}

TEST(Html, PreformattedTextKeepsItsSpace) {
  EXPECT_EQ(visible("<pre>a\n  b</pre> c  d"), "a\n  b\nc d");
}

TEST(Html, AttributesThatAreShownAreText) {
  EXPECT_EQ(
      visible("<img alt='card 4111'><input value='x@example.org'><a title='call me'>here</a>"),
      "card 4111 x@example.org call me here");
}

TEST(Html, WhatIsNotShownIsHiddenText) {
  EXPECT_EQ(hidden("<p hidden>one</p><p style='DISPLAY : none'>two</p><!-- three -->"
                   "<input type=hidden value=four><span style='font-size:0px'>five</span>"
                   "<template><p>six</template>"),
            "one\ntwo\nthree\nfour\nfive\nsix");
  EXPECT_EQ(hidden("<p style='font-size:0.9em;opacity:0.5'>shown</p>"), "");
}

TEST(Html, LinkTargetsAreHiddenText) {
  EXPECT_EQ(hidden("<a href='https://x.example/?card=4111%201111'>pay</a>"),
            "https://x.example/?card=4111 1111");
  EXPECT_EQ(hidden("<a href='mailto:jo%40example.org'>mail</a>"), "mailto:jo@example.org");
}

TEST(Html, APageWithinThePageIsRead) {
  EXPECT_EQ(visible("a<iframe srcdoc='<p>inner &amp;amp; more</p>'></iframe>b"),
            "a\ninner & more\nb");
}

TEST(Html, AnEmbeddedFileIsReported) {
  const Document document = page("<img src='data:image/png;base64,iVBORw0='>text");
  EXPECT_FALSE(document.is_readable());
  EXPECT_EQ(document.parts.at(0).text, "text");
}

TEST(Html, CharacterSetsAreFollowed) {
  EXPECT_EQ(visible("<meta charset=koi8-r><p>\xF0\xD2\xC9\xD7\xC5\xD4"), "Привет");
  EXPECT_EQ(visible("<meta http-equiv=Content-Type content='text/html; charset=windows-1251'>"
                    "<p>\xCF\xF0\xE8\xE2\xE5\xF2"),
            "Привет");
  EXPECT_EQ(visible("<p>Stra\xDF"
                    "e</p>"),
            "Straße");
  EXPECT_EQ(visible(encode_text("<html><p>Grüße</p>", TextEncoding::Utf16Le)), "Grüße");
}

TEST(Html, DepthIsALimitAndNoCrash) {
  std::string deep;
  for (int i = 0; i < 20'000; ++i) deep += "<div>";
  const Document document = page(deep + "bottom");
  EXPECT_FALSE(document.is_readable());
  EXPECT_THAT(document.parts.back().unreadable, HasSubstr("nested too deep"));
}

TEST(Html, BrokenPagesAreReadAsFarAsTheyGo) {
  EXPECT_EQ(visible("<p>one<p title='never closed>two"), "one");
  EXPECT_EQ(visible("<div><b>bold</div>rest"), "bold\nrest");
  EXPECT_EQ(visible("<!DOCTYPE"), "");
}

}  // namespace
}  // namespace holdfast::extract
