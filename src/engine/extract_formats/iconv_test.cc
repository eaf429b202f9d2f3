// Callers of iconv rely on details that ICU does otherwise.

#include <iconv.h>

#include <cerrno>
#include <string>

#include <gtest/gtest.h>

namespace {

std::string converted(const char* charset, std::string bytes, std::size_t step) {
  const iconv_t handle = iconv_open("UTF-8", charset);
  EXPECT_NE(handle, reinterpret_cast<iconv_t>(-1));
  std::string out;
  char* in = bytes.data();
  std::size_t in_left = bytes.size();
  while (in_left > 0) {
    std::string room(step, '\0');
    char* target = room.data();
    std::size_t left = room.size();
    const std::size_t result = iconv(handle, &in, &in_left, &target, &left);
    out.append(room, 0, step - left);
    if (result != static_cast<std::size_t>(-1)) break;
    if (errno == E2BIG) continue;
    out += errno == EILSEQ ? '?' : '!';
    ++in;
    --in_left;
  }
  iconv_close(handle);
  return out;
}

TEST(Iconv, NothingIsLostWhenTheRoomIsSmall) {
  for (std::size_t step = 3; step < 16; ++step) {
    EXPECT_EQ(converted("iso-8859-1",
                        "Gr\xFC\xDF"
                        "e",
                        step),
              "Grüße");
    EXPECT_EQ(converted("iso-2022-jp", "\x1B$B$3$s\x1B(B a", step), "こん a");
  }
}

TEST(Iconv, BadAndCutOffSequencesAreLeftUnread) {
  EXPECT_EQ(converted("utf-8", "a\xFFz", 16), "a?z");
  EXPECT_EQ(converted("utf-8", "a\xC3", 16), "a!");
}

TEST(Iconv, OnlyUtf8IsWrittenAndOnlyKnownSetsAreRead) {
  EXPECT_EQ(iconv_open("iso-8859-1", "utf-8"), reinterpret_cast<iconv_t>(-1));
  EXPECT_EQ(iconv_open("utf-8", "x-nobody-knows"), reinterpret_cast<iconv_t>(-1));
}

}  // namespace
