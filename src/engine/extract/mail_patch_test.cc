#include "engine/extract/mail_patch.h"

#include <gtest/gtest.h>

#include <vector>

namespace holdfast::extract {
namespace {

constexpr std::string_view kMail =
    "Subject: one\r\nX-Note: a\r\n\r\n"
    "--b\r\nContent-Type: text/plain\r\nContent-Transfer-Encoding: "
    "quoted-printable\r\n\r\nfirst\r\n"
    "--b\r\nContent-Type: text/csv; name=\"a;b.csv\"\r\n\r\nsecond\r\n--b--\r\n";

std::string multipart() {
  return "Content-Type: multipart/mixed; boundary=\"b\"\r\n" + std::string(kMail);
}

std::string patched(std::string_view mail, std::vector<ChangedPart> changes) {
  const auto result = patch_mail(mail, changes);
  return result ? *result : "refused";
}

TEST(MailPatch, WithoutChangesAMailIsItself) { EXPECT_EQ(patched(multipart(), {}), multipart()); }

TEST(MailPatch, AChangedLeafIsTextAndItsNeighboursStay) {
  const std::string mail =
      patched(multipart(), {{.path = "attachment[0]", .before = "second", .after = "two"}});
  EXPECT_NE(mail.find("quoted-printable\r\n\r\nfirst\r\n--b\r\n"), std::string::npos);
  EXPECT_NE(mail.find("--b\r\nContent-Type: text/plain; charset=utf-8; name=\"a;b.csv\"\r\n"
                      "Content-Transfer-Encoding: base64\r\n\r\ndHdv\r\n\r\n--b--\r\n"),
            std::string::npos)
      << mail;
  EXPECT_EQ(mail.find("second"), std::string::npos);
}

TEST(MailPatch, AFieldKeepsItsNameAndPlace) {
  const std::string mail = patched("X-Note: a\r\nSubject: one\r\nX-Note: b\r\n\r\nbody\r\n",
                                   {{.path = "headers",
                                     .before = "X-Note: a\nSubject: one\nX-Note: b\n",
                                     .after = "X-Note: a\nSubject: one\nX-Note: ü\n"}});
  EXPECT_EQ(mail, "X-Note: a\r\nSubject: one\r\nX-Note: =?UTF-8?B?w7w=?=\r\n\r\nbody\r\n");
}

TEST(MailPatch, APartThatIsNotThereIsRefused) {
  EXPECT_EQ(patched(multipart(), {{.path = "body[7]", .before = "x", .after = "y"}}), "refused");
  EXPECT_EQ(
      patched("Subject: x\r\n\r\ny", {{.path = "headers", .before = "A: b\n", .after = "A: c\n"}}),
      "refused");
}

TEST(MailPatch, PartsWithinPartsWithoutEndAreRefused) {
  std::string mail;
  for (int i = 0; i < 200; ++i) mail += "Content-Type: message/rfc822\r\n\r\n";
  EXPECT_EQ(patched(mail, {{.path = "body", .before = "x", .after = "y"}}), "refused");
}

}  // namespace
}  // namespace holdfast::extract
