#include "channels/presidio/positions.h"

#include <gtest/gtest.h>

#include <string>

namespace holdfast::presidio {
namespace {

TEST(Positions, AreThoseOfPythonsStr) {
  const std::string text = "Zoë 😀 4111";  // Python: len("Zoë 😀 4111") == 10
  const Positions positions(text);
  EXPECT_EQ(positions.code_points(), 10U);
  EXPECT_EQ(positions.code_point_at(text.find("4111")), 6U);
  EXPECT_EQ(positions.byte_at(6), text.find("4111"));
  EXPECT_EQ(positions.byte_at(4), text.find("😀"));
  EXPECT_EQ(positions.byte_at(10), text.size());
  EXPECT_EQ(positions.code_point_at(text.size()), 10U);
}

TEST(Positions, OfAnEmptyText) {
  const Positions positions("");
  EXPECT_EQ(positions.code_points(), 0U);
  EXPECT_EQ(positions.byte_at(0), 0U);
  EXPECT_EQ(positions.code_point_at(0), 0U);
}

// Around the index's blocks, where a character may lie in two of them.
TEST(Positions, GoThereAndBackAtEveryCharacter) {
  for (const std::string character : {"a", "ü", "€", "😀"}) {
    for (std::size_t lead = 0; lead < 5; ++lead) {
      std::string text(lead, 'x');
      for (int i = 0; i < 200; ++i) text += character;
      const Positions positions(text);
      ASSERT_EQ(positions.code_points(), lead + 200);
      for (std::size_t i = 0; i <= positions.code_points(); ++i) {
        const std::size_t byte = i <= lead ? i : lead + (i - lead) * character.size();
        ASSERT_EQ(positions.byte_at(i), byte) << character << " " << lead << " " << i;
        ASSERT_EQ(positions.code_point_at(byte), i);
      }
    }
  }
}

}  // namespace
}  // namespace holdfast::presidio
