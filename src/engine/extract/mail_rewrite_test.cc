#include "engine/extract/mail_rewrite.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/utf8.h"
#include "engine/extract/html_rewrite.h"
#include "engine/extract/mail_fields.h"
#include "engine/extract/transfer_encoding.h"

namespace holdfast::extract {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;

// Every "4111" becomes `by`, names and addresses as well.
MailChanges changing(std::string by) {
  return {.find =
              [by](std::string_view text) {
                std::vector<Replacement> out;
                for (std::size_t at = text.find("4111"); at != std::string_view::npos;
                     at = text.find("4111", at + 4)) {
                  out.push_back(
                      {static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 4), by});
                }
                return out;
              },
          .change = [by](std::string_view type,
                         std::string_view) { return type == "email" ? by + "@example.com" : by; }};
}

std::string rewritten(std::string_view mail, const std::string& by = "X") {
  const auto out = rewrite_mail(mail, changing(by));
  return out ? out->mail : "refused: " + out.error().message;
}

TEST(MailFields, AreReadAsPeopleSeeThem) {
  EXPECT_EQ(*decoded_field(" =?utf-8?B?R3LDvMOfZQ==?= =?iso-8859-1?Q?_f=FCr?= dich"),
            "Grüße für dich");
  EXPECT_EQ(*decoded_field(" a\r\n b =?utf-8?Q?c?="), "a b c");
  EXPECT_EQ(*decoded_field(" =?utf-8?Q?unfinished"), "=?utf-8?Q?unfinished");
  EXPECT_EQ(*decoded_field(" x=?utf-8?Q?y?="), "xy");
  EXPECT_FALSE(decoded_field(" =?koi8-r?B?4A==?="));
}

TEST(MailFields, AreReadBackAsTheyWereWritten) {
  for (const std::string& text :
       {std::string("plain words"), std::string("Grüße 😀"), std::string(300, 'a') + " b",
        std::string("=?no?="), std::string(" edges "), std::string("a\"b\\c,<d>;"),
        std::string("üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüü")}) {
    const std::string written = encoded_field(text, 10, "\r\n");
    EXPECT_EQ(*decoded_field(written), text) << written;
    const auto boxes =
        read_mailboxes(written_mailboxes({{text, "a@b.example"}, {"", "c@d"}}, 4, "\r\n"));
    ASSERT_TRUE(boxes && boxes->size() == 2U) << written;
    EXPECT_EQ((*boxes)[0].address, "a@b.example");
    EXPECT_EQ((*boxes)[0].name, text);
  }
}

TEST(MailFields, AddressesOfAllForms) {
  const auto boxes = read_mailboxes(
      " Team: \"Doe, \\\"J\\\" Jane\" <jane@x.example>, jo@x.example (Jo\r\n (Blue));, <a@b>");
  ASSERT_TRUE(boxes);
  ASSERT_EQ(boxes->size(), 3U);
  EXPECT_EQ((*boxes)[0].name, "Doe, \"J\" Jane");
  EXPECT_EQ((*boxes)[1].name, "Jo (Blue)");
  EXPECT_EQ((*boxes)[1].address, "jo@x.example");
  EXPECT_EQ((*boxes)[2].address, "a@b");
  EXPECT_EQ(written_mailboxes({{"", "[email:t1.x]"}}, 4, "\r\n"),
            "\"[email:t1.x]\"@redacted.invalid");
  EXPECT_EQ(unquoted_address("\"[email:t1.x]\"@redacted.invalid"), "[email:t1.x]");
  EXPECT_EQ(written_mailboxes({{"", "█"}}, 4, "\r\n"), "redacted@redacted.invalid");
  EXPECT_EQ(written_mailboxes({}, 4, "\r\n"), "undisclosed-recipients:;");
}

TEST(TransferEncoding, ComesBack) {
  std::string bytes;
  for (int i = 0; i < 600; ++i) bytes.push_back(static_cast<char>(i * 7));
  EXPECT_EQ(decoded_base64(encoded_base64(bytes, "\r\n")), bytes);
  const std::string text = "a=b \nü\t\n" + std::string(200, 'x') + " \n.\nlast";
  EXPECT_EQ(decoded_quoted_printable(encoded_quoted_printable(text, "\n")), text);
  EXPECT_EQ(decoded_quoted_printable("a=\r\nb=3D=zz="), "ab==zz=");
}

TEST(MailRewrite, WhatIsNotChangedStaysByteForByte) {
  const std::string mail =
      "Subject: =?utf-8?Q?fine?=\nX-Odd:  spaced\n\tfolded\nContent-Type: text/plain\n\nhello\n";
  EXPECT_EQ(rewritten(mail), mail);
}

TEST(MailRewrite, FieldsAndBodiesInEachEncoding) {
  EXPECT_EQ(rewritten("Subject: no 4111\r\n\r\nbody 4111\r\n"),
            "Subject: no X\r\nContent-Type: text/plain;\r\n charset=utf-8\r\n"
            "Content-Transfer-Encoding: quoted-printable\r\n\r\nbody X\r\n");
  EXPECT_THAT(rewritten("Content-Transfer-Encoding: base64\n\nY2FyZCA0MTEx\n"),
              HasSubstr("\n\nY2FyZCBY\n"));
  EXPECT_THAT(rewritten("Content-Type: text/plain; charset=iso-8859-1\n\n\xFC 4111\n"),
              HasSubstr("\n\n=C3=BC X\n"));
  EXPECT_THAT(rewritten("Content-Type: text/plain; charset=koi8-r\n\n4111\n"),
              HasSubstr("[removed: text/plain]"));
}

TEST(MailRewrite, PartsWithinPartsAndWhatStandsBetweenThem) {
  const std::string out = rewritten(
      "Content-Type: multipart/mixed; boundary=\"b\"\n\npre 4111\n--b\n\none 4111\n--b\n"
      "Content-Type: message/rfc822\n\nSubject: in 4111\n\ntwo 4111\n--b\n"
      "Content-Type: application/pdf; name=4111.pdf\n\n4111\n--b--\npost 4111\n");
  EXPECT_THAT(out, Not(HasSubstr("4111")));
  EXPECT_THAT(out, HasSubstr("pre X\n--b\n"));
  EXPECT_THAT(out, HasSubstr("Subject: in X\n"));
  EXPECT_THAT(out, HasSubstr("[removed: application/pdf]"));
  EXPECT_THAT(out, HasSubstr("--b--\npost X\n"));
}

TEST(MailRewrite, DepthHasAnEnd) {
  std::string mail;
  for (int i = 0; i < 30; ++i) mail += "Content-Type: message/rfc822\n\n";
  EXPECT_THAT(rewritten(mail), HasSubstr("refused: parts within parts"));
}

TEST(HtmlRewrite, ValuesAreSeenWholeAndTagsStay) {
  const std::string html =
      "<p title='x 4111'>a 4<b class=k>1</b>&#49;1 b</p><!-- 4111 --><script>v=4111</script>1 < 2";
  const Part part = html_source_text(html);
  EXPECT_THAT(part.text, HasSubstr("x 4111\n"));
  const auto out = rewrite_html(html, part, changing("<&>").find(part.text));
  ASSERT_TRUE(out) << out.error().message;
  EXPECT_THAT(*out, HasSubstr("title='x &lt;&amp;&gt;'"));
  EXPECT_THAT(*out, HasSubstr("<!-- &lt;&amp;&gt; -->"));
  EXPECT_THAT(*out, HasSubstr("v=&lt;&amp;&gt;</script>1 < 2"));
  EXPECT_THAT(*out, Not(HasSubstr("4111")));
}

}  // namespace
}  // namespace holdfast::extract
