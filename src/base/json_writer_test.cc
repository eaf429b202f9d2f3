#include "base/json_writer.h"

#include <gtest/gtest.h>

#include <random>
#include <string>

#include "base/json_reader.h"
#include "base/utf8.h"

namespace holdfast {
namespace {

std::string quoted(std::string_view text) {
  std::string out;
  append_json_string(out, text);
  return out;
}

TEST(JsonString, EscapesWhatJsonAsksForAndNothingElse) {
  EXPECT_EQ(quoted(""), R"("")");
  EXPECT_EQ(quoted("a \"quote\" and a \\ in the middle of it"),
            R"("a \"quote\" and a \\ in the middle of it")");
  EXPECT_EQ(quoted("line\nbreak\r\tand\x01"
                   "control\x1f"),
            R"("line\nbreak\r\tand\u0001control\u001f")");
  EXPECT_EQ(quoted(std::string_view("\0", 1)), R"("\u0000")");
  EXPECT_EQ(quoted("\x7f grüße, 你好 🙂"), "\"\x7f grüße, 你好 🙂\"");
}

TEST(JsonString, InvalidUtf8BecomesReplacementCharacters) {
  EXPECT_EQ(quoted("ok \xC3"), "\"ok \xEF\xBF\xBD\"");
  EXPECT_EQ(quoted("\xFF\xFE twice"), "\"\xEF\xBF\xBD\xEF\xBF\xBD twice\"");
  EXPECT_EQ(quoted("\xED\xA0\x80 a surrogate").substr(0, 4), "\"\xEF\xBF\xBD");
}

// Whatever stands where: a reader gets back the text, made valid.
TEST(JsonString, IsReadBackAsWritten) {
  std::mt19937 random(7);
  constexpr std::string_view kAwkward =
      "\"\\\n\x01\x1f\x20\x21\x22\x23\x5b\x5c\x5d\x7f\x80\xc3\xa9";
  for (int round = 0; round < 20'000; ++round) {
    std::string text(random() % 40, 'a');
    for (char& c : text) {
      if (random() % 3 == 0) c = kAwkward[random() % kAwkward.size()];
    }
    std::string json = "{\"text\":";
    append_json_string(json, text);
    json += '}';
    const auto document = JsonDocument::parse(json);
    ASSERT_TRUE(document) << json;
    auto object = document->object();
    ASSERT_TRUE(object);
    EXPECT_EQ(*object->required_string("text"), to_valid_utf8(text));
  }
}

}  // namespace
}  // namespace holdfast
