// The real worker in its sandbox: what it reads there is what it reads outside.

#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/extract_formats/formats.h"
#include "platform/sandbox/extractor.h"

namespace holdfast {
namespace {

using extract::MediaType;

sandbox::PoolOptions options() {
  sandbox::PoolOptions options;
  options.program = HOLDFAST_EXTRACT;
  return options;
}

std::string content(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(file), {}};
}

// The corpora hold every character set and structure that the parsers have code for.
TEST(HoldfastExtract, ReadsInTheSandboxWhatItReadsOutside) {
  extract::prepare_formats();
  sandbox::Pool pool(options());
  sandbox::Extractor extractor(pool);
  const std::filesystem::path formats = HOLDFAST_SOURCE_DIR "/src/engine/extract_formats/testdata";
  std::size_t file_count = 0;
  for (const auto& [folder, type] :
       {std::pair("mail_fuzz", MediaType::Mail), std::pair("html_fuzz", MediaType::Html)}) {
    for (const auto& entry : std::filesystem::directory_iterator(formats / folder)) {
      const std::string file = content(entry.path());
      const auto inside = extractor.read_as(type, as_bytes(file));
      const auto outside = extract::read_document(as_bytes(file), type);
      ASSERT_TRUE(inside && outside) << entry.path();
      EXPECT_EQ(extract::encode(*inside), extract::encode(*outside)) << entry.path();
      ++file_count;
    }
  }
  EXPECT_GT(file_count, 15);
}

TEST(HoldfastExtract, AnyTypeIsReadByItsContent) {
  sandbox::Pool pool(options());
  sandbox::Extractor extractor(pool);
  const auto mail = extractor.extract_any(as_bytes("From: a\nSubject: hi\n\n4111 1111"));
  EXPECT_EQ(mail.media_type, MediaType::Mail);
  EXPECT_EQ(mail.parts.at(1).text, "4111 1111");
  EXPECT_EQ(extractor.extract_any(as_bytes("<p>4111<b>1111</b>")).parts.at(0).text, "41111111");
  EXPECT_FALSE(extractor.extract_any(as_bytes("%PDF-1.7")).is_readable());
}

TEST(HoldfastExtract, AMailOfTenThousandPartsIsReportedAndTheNextIsRead) {
  sandbox::Pool pool(options());
  sandbox::Extractor extractor(pool);
  std::string mail = "From: a\nContent-Type: multipart/mixed; boundary=x\n\n";
  for (int i = 0; i < 10'000; ++i) mail += "--x\n\npart\n";
  const auto document = extractor.extract_any(as_bytes(mail), "message/rfc822");
  EXPECT_FALSE(document.is_readable());
  EXPECT_THAT(document.parts.back().unreadable, testing::HasSubstr("more than 1000 parts"));
  EXPECT_TRUE(extractor.extract_any(as_bytes("From: a\nTo: b\n\nhello")).is_readable());
}

}  // namespace
}  // namespace holdfast
