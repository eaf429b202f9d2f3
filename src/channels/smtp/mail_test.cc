#include "channels/smtp/mail.h"

#include <gtest/gtest.h>

#include "channels/smtp/mail_gate.h"
#include "channels/smtp/reply_text.h"

namespace holdfast::smtp {
namespace {

TEST(Mail, WhatIsWrittenReadsAsItWas) {
  const std::vector<HeaderField> fields{{"Subject", " one\n two"}, {"To", " <a@b>"}, {"X", ""}};
  const std::string mail = written(fields) + "\r\nbody\r\n";
  const SplitMail split = split_mail(mail);
  EXPECT_EQ(split.body, "body\r\n");
  ASSERT_EQ(split.fields.size(), 3U);
  EXPECT_EQ(split.fields[0].value, " one\n two");
  EXPECT_TRUE(changes_between(fields, split.fields).empty());
}

TEST(Mail, AValueCannotBecomeASecondField) {
  const std::string head = written({{"Subject", " hello\nX-Holdfast: forged\r\n\r\nbody"}});
  EXPECT_EQ(split_mail(head).fields.size(), 1U);
  EXPECT_EQ(split_mail(head).body, "");
}

TEST(Mail, ChangesNameTheFieldByItsPlaceAmongItsNamesakes) {
  const std::vector<HeaderField> before{{"A", " 1"}, {"B", " x"}, {"a", " 2"}};
  const auto changes = changes_between(before, {{"A", " 1"}, {"a", " 3"}, {"C", " new"}});
  ASSERT_EQ(changes.size(), 3U);
  EXPECT_EQ(changes[0].name, "a");
  EXPECT_EQ(changes[0].index, 2U);
  EXPECT_EQ(changes[0].value, " 3");
  EXPECT_EQ(changes[1].name, "b");
  EXPECT_EQ(changes[1].index, 1U);
  EXPECT_FALSE(changes[1].value);
  EXPECT_EQ(changes[2].index, 0U);
}

TEST(Mail, TheEnvelopeComesOffAsItWasPutOn) {
  Mail mail;
  mail.envelope.sender = Sensitive(std::string("a@x.example"));
  mail.envelope.recipients = {Sensitive(std::string("b@y.example")),
                              Sensitive(std::string("c@z.example\r\nX-Forged: yes"))};
  mail.fields = Sensitive(std::vector<HeaderField>{{"Delivered-To", " old@x.example"},
                                                   {"X-HOLDFAST-Notice", " forged"}});
  mail.body = Sensitive(std::string("body"));
  const std::string raw = with_envelope(mail);
  const auto split = without_envelope(raw);
  ASSERT_TRUE(split);
  EXPECT_EQ(split->sender, "a@x.example");
  EXPECT_EQ(split->recipients,
            (std::vector<std::string>{"b@y.example", "c@z.exampleX-Forged: yes"}));
  EXPECT_EQ(split->mail, "Delivered-To: old@x.example\r\n\r\nbody");
  EXPECT_FALSE(without_envelope(split->mail));
}

TEST(ReplyText, IsAsciiOnLinesOfItsOwn) {
  EXPECT_EQ(reply("550 5.7.1", "Für Sie: 100 %\r\n250 ok"),
            "550 5.7.1 Fuer Sie: 100  per cent  250 ok");
  const std::string text = reply("550 5.7.1", std::string(150, 'a') + " " + std::string(150, 'b'));
  EXPECT_TRUE(text.starts_with("550-5.7.1 aaa"));
  EXPECT_NE(text.find("\r\n550 5.7.1 bbb"), std::string::npos);
  EXPECT_EQ(in_ascii("日本"), "??");
}

TEST(ReplyText, NoLineIsLongerThanServersTake) {
  const std::string text = reply("550 5.7.1", std::string(10'000, 'x'));
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find("\r\n", at), text.size());
    EXPECT_LE(end - at, 200U);
    at = end + 2;
  }
  EXPECT_LE(text.size(), 2100U);
}

}  // namespace
}  // namespace holdfast::smtp
