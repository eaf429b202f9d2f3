#include <gtest/gtest.h>

#include "engine/extract/document.h"

namespace holdfast::extract {
namespace {

Document sample() {
  Document document;
  document.media_type = MediaType::Mail;
  Part headers;
  headers.path = "headers";
  headers.text = "Subject: hé";
  headers.segments = {{.text_begin = 0, .text_bytes = 3, .source_begin = 7, .source_bytes = 3},
                      {.text_begin = 5, .text_bytes = 2, .source_begin = 12, .source_bytes = 6}};
  Part attachment;
  attachment.path = "attachment[0]";
  attachment.name = "photo.png";
  attachment.media_type = MediaType::Unknown;
  attachment.is_hidden = true;
  attachment.unreadable = "not a type that this version reads";
  document.parts = {headers, attachment};
  return document;
}

TEST(Wire, ADocumentComesBackAsItWas) {
  const auto back = decode(encode(sample()));
  ASSERT_TRUE(back) << back.error().message;
  EXPECT_EQ(encode(*back), encode(sample()));
  EXPECT_EQ(back->parts.at(1).unreadable, "not a type that this version reads");
  EXPECT_EQ(back->parts.at(0).segments.at(1).source_bytes, 6U);
}

TEST(Wire, EveryCutIsNoticed) {
  const ByteVector whole = encode(sample());
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto back = decode(Bytes(whole).first(size));
    ASSERT_FALSE(back) << size;
    EXPECT_EQ(back.error().code, ErrorCode::Corrupted);
  }
  ByteVector longer = whole;
  longer.push_back(std::byte{0});
  EXPECT_FALSE(decode(longer));
}

// The worker may have been taken over: no single changed byte may make the server read beyond.
TEST(Wire, NoChangedByteBreaksTheReader) {
  const ByteVector whole = encode(sample());
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const unsigned change : {0x01U, 0x80U, 0xFFU}) {
      ByteVector changed = whole;
      changed[at] ^= static_cast<std::byte>(change);
      const auto back = decode(changed);
      if (back) {
        EXPECT_EQ(encode(*back), changed);
      }
    }
  }
}

TEST(Wire, SegmentsBeyondTheTextAreRefused) {
  Document document = sample();
  document.parts[0].segments[1].text_bytes = 100;
  EXPECT_FALSE(decode(encode(document)));
  document = sample();
  document.parts[0].segments[1].text_begin = 1;
  EXPECT_FALSE(decode(encode(document)));
}

}  // namespace
}  // namespace holdfast::extract
