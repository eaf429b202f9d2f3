#include "engine/detect/word_lists.h"

#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace holdfast::detect {
namespace {

using testing::HasSubstr;

WordLists lists_of(std::initializer_list<std::string_view> lists) {
  WordLists made;
  std::uint16_t owner = 0;
  for (const std::string_view list : lists) {
    const auto added = made.add("list.txt", list, owner++);
    EXPECT_TRUE(added) << added.error().message;
  }
  made.finish();
  return made;
}

std::vector<std::string> found(const WordLists& lists, std::string_view text) {
  std::vector<std::string> all;
  lists.find(text, [&](std::uint16_t owner, std::size_t begin, std::size_t end) {
    all.push_back(std::to_string(owner) + ":" + std::string(text.substr(begin, end - begin)));
  });
  return all;
}

TEST(WordLists, FindsWholeWordsInAnyCaseAndWithOrWithoutAccents) {
  const WordLists lists = lists_of({"Bluebird\r\nMüller GmbH\n# a remark\n\nJosé\n"});
  EXPECT_EQ(lists.entry_count(), 3U);
  EXPECT_EQ(found(lists, "BLUEBIRD, muller gmbh and jose"),
            (std::vector<std::string>{"0:BLUEBIRD", "0:muller gmbh", "0:jose"}));
  EXPECT_TRUE(found(lists, "bluebirds, müller").empty());
}

TEST(WordLists, TheLongestPhraseOfEachListCounts) {
  const WordLists lists = lists_of({"blue\nblue bird\nblue bird of paradise\n", "blue bird\n"});
  EXPECT_EQ(found(lists, "a blue bird of spring"),
            (std::vector<std::string>{"0:blue bird", "1:blue bird"}));
  EXPECT_EQ(found(lists, "blue-bird of paradise"),
            (std::vector<std::string>{"0:blue-bird of paradise", "1:blue-bird"}));
  EXPECT_EQ(found(lists, "blue ...... bird"), (std::vector<std::string>{"0:blue"}));
}

TEST(WordLists, WhatIsWrongIsNamedWithItsLine) {
  const auto message = [](std::string_view lines) {
    WordLists lists;
    const auto added = lists.add("words/x.txt", lines, 0);
    return added ? "taken" : added.error().message;
  };
  EXPECT_EQ(message("fine\nx\n"), "words/x.txt:2: one character would be found everywhere");
  EXPECT_THAT(message("a b c d e f g h i"), HasSubstr("x.txt:1: an entry must have 1 to 8 words"));
  EXPECT_THAT(message("\n\n--\n"), HasSubstr("x.txt:3: an entry must have"));
  EXPECT_THAT(message(std::string(60, 'a')), HasSubstr("more than 48 bytes"));
  EXPECT_THAT(message("\xff\xff\n"), HasSubstr("x.txt:1: not UTF-8"));
  EXPECT_THAT(message("# nothing\n"), HasSubstr("the list is empty"));
}

// A list as long as may be: loaded in seconds at most, and exact.
TEST(WordLists, AMillionEntriesAreFoundAndNothingElse) {
  std::string lines;
  for (int i = 0; i < 1'000'000; ++i) lines += "name" + std::to_string(i * 3) + "\n";
  WordLists lists;
  ASSERT_TRUE(lists.add("million.txt", lines, 0));
  EXPECT_THAT(lists.add("one.txt", lines + "more\n", 0).error().message,
              HasSubstr("one.txt:1000001: a list holds at most a million"));
  lists.finish();
  // "name12" is two words to a reader of words: "name" and "12".
  for (int i = 0; i < 100'000; i += 7) {
    EXPECT_EQ(found(lists, "name" + std::to_string(i)).size(), i % 3 == 0 ? 1U : 0U) << i;
  }
}

}  // namespace
}  // namespace holdfast::detect
