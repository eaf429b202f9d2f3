// The real worker in its sandbox: what it reads there is what it reads outside.

#include <filesystem>
#include <fstream>
#include <iterator>

#include <fmt/core.h>
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

// Whatever a mail names, no library may open a file for it: tables of character sets, time zones.
TEST(HoldfastExtract, NoNameInAMailMakesItOpenAFile) {
  sandbox::Pool pool(options());
  sandbox::Extractor extractor(pool);
  for (const char* charset :
       {"us-ascii",     "iso-8859-2",   "iso-8859-5",     "iso-8859-8-i", "iso-8859-15",
        "windows-1250", "windows-1256", "koi8-r",         "koi8-u",       "macintosh",
        "cp437",        "ibm850",       "shift_jis",      "euc-jp",       "iso-2022-jp",
        "gb2312",       "gbk",          "gb18030",        "hz-gb-2312",   "big5",
        "euc-kr",       "iso-2022-kr",  "ks_c_5601-1987", "tis-620",      "utf-7",
        "utf-16",       "utf-32be",     "viscii",         "x-unknown",    "../../etc/passwd"}) {
    const std::string mail = fmt::format(
        "From: =?{0}?q?abc?= <a@example.org>\nSubject: =?{0}?B?YWJj?=\n"
        "Date: Thu, 1 Jan 2026 09:00:00 {0}\nContent-Type: text/plain; charset=\"{0}\";\n"
        " name*={0}'en'a%20b.txt; format*0*={0}''x; format*1=y\n\nabcd efgh\n",
        charset);
    const auto document = extractor.read_as(MediaType::Mail, as_bytes(mail));
    ASSERT_TRUE(document) << charset;
    for (const extract::Part& part : document->parts) {
      EXPECT_THAT(part.unreadable, testing::Not(testing::HasSubstr("reader"))) << charset;
    }
  }
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
