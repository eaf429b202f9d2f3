#include "engine/extract/json_cursor.h"

#include <gtest/gtest.h>

namespace holdfast::extract {
namespace {

using Kind = JsonToken::Kind;

Kind outcome(std::string_view source, std::size_t nesting_max = 16) {
  JsonCursor cursor(source, 0, nesting_max);
  for (;;) {
    const JsonToken token = cursor.next();
    if (token.kind >= Kind::Done) return token.kind;
  }
}

TEST(JsonCursor, AcceptsWhatTheStandardAllows) {
  for (const char* source :
       {"{}", "[]", " [ ] ", "{\"a\":[1,2.5,-0,1e9,1E-9,0.1e+1]}", "\"\\u00e9\\n\\\"\"", "true",
        "null", "[[[]],{}]", "123456789012345678901234567890", "{\"a\":1,\"a\":2}"}) {
    EXPECT_EQ(outcome(source), Kind::Done) << source;
  }
}

TEST(JsonCursor, RefusesWhatItDoesNot) {
  for (const char* source :
       {"{a:1}",    "{\"a\" 1}", "{\"a\":1,}", "[1,]", "[1 2]", "01a",     "[01]",
        "[-]",      "[+1]",      "[.5]",       "[1.]", "[1e]",  "\"\\x\"", "\"\\u12g4\"",
        "\"a\nb\"", "[tru]",     "{]",         "[}",   "nul1",  "'a'"}) {
    EXPECT_EQ(outcome(source), source[0] == '0' ? Kind::Done : Kind::Malformed) << source;
  }
}

TEST(JsonCursor, TellsWhatIsCutOffFromWhatIsWrong) {
  for (const char* source : {"", "{", "[1", "[1,", "{\"a\"", "{\"a\":", "\"ab", "\"a\\", "\"a\\u12",
                             "tr", "[nul", "-", "1.", "1e"}) {
    EXPECT_EQ(outcome(source), Kind::Incomplete) << source;
  }
}

TEST(JsonCursor, StopsAtItsDepth) {
  EXPECT_EQ(outcome(std::string(16, '[') + std::string(16, ']'), 16), Kind::Done);
  EXPECT_EQ(outcome(std::string(1'000'000, '['), 16), Kind::TooDeep);
}

TEST(JsonCursor, TellsWhereThingsStand) {
  const std::string_view source = R"({"key": "value", "n": -12})";
  JsonCursor cursor(source, 0, 4);
  std::string seen;
  for (JsonToken token = cursor.next(); token.kind < Kind::Done; token = cursor.next()) {
    seen += source.substr(token.begin, token.end - token.begin);
    seen += '|';
  }
  EXPECT_EQ(seen, "{|key|value|n|-12|}|");
}

TEST(JsonCursor, EscapesArePairsWhereTheyBelongTogether) {
  EXPECT_EQ(json_escape(R"(\ud83d\ude42)", 0).code_point, 0x1F642U);
  EXPECT_EQ(json_escape(R"(\ud83d\ude42)", 0).length, 12U);
  EXPECT_EQ(json_escape(R"(\ud83d-)", 0).code_point, 0xFFFDU);
  EXPECT_EQ(json_escape(R"(\ud83d\n)", 0).length, 6U);
}

}  // namespace
}  // namespace holdfast::extract
