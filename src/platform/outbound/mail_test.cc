#include "platform/outbound/mail.h"

#include <gtest/gtest.h>

#include "base/bytes.h"
#include "platform/outbound/mailer.h"
#include "platform/outbound/testing_server.h"

namespace holdfast::outbound {
namespace {

const Timestamp kAt = from_ms(1'790'000'000'000);
const Uuid kId = *parse_uuid("0190f5c4-7a3b-7c11-9a52-3f1a2b3c4d5e");

Mail mail() {
  return {
      .from = "holdfast@example.org",
      .from_name = "",
      .to = {Sensitive(std::string("ana@example.com")), Sensitive(std::string("bo@example.com"))},
      .subject = "A message is held",
      .text = "Please look at it.\n"};
}

TEST(Mail, IsComposedAsTheStandardsSay) {
  EXPECT_EQ(*compose(mail(), kAt, kId),
            "Date: Mon, 21 Sep 2026 14:13:20 +0000\r\n"
            "From: holdfast@example.org\r\n"
            "To: ana@example.com,\r\n bo@example.com\r\n"
            "Message-ID: <0190f5c4-7a3b-7c11-9a52-3f1a2b3c4d5e@example.org>\r\n"
            "Subject: A message is held\r\n"
            "MIME-Version: 1.0\r\n"
            "Content-Type: text/plain; charset=utf-8\r\n"
            "Content-Transfer-Encoding: base64\r\n"
            "Auto-Submitted: auto-generated\r\n"
            "\r\n"
            "UGxlYXNlIGxvb2sgYXQgaXQuCg==\r\n");
}

TEST(Mail, OtherLettersAreEncodedInShortLines) {
  Mail each = mail();
  each.from_name = "Prüfung \"Q\" <x@y>";
  each.subject = "Eine Nachricht über Kreditkarten wurde zurückgehalten, bitte prüfen — danke sehr";
  each.text = std::string(1000, 'x');
  const std::string message = *compose(each, kAt, kId);
  for (const char c : message) EXPECT_TRUE(c == '\r' || c == '\n' || (c >= 0x20 && c < 0x7f));
  for (std::size_t at = 0; at < message.size();) {
    const std::size_t end = message.find("\r\n", at);
    EXPECT_LE(end - at, 76U) << message.substr(at, end - at);
    at = end + 2;
  }
  std::string subject;
  for (std::size_t at = message.find("Subject: ");
       (at = message.find("=?UTF-8?B?", at)) < message.find("MIME-Version");) {
    at += 10;
    subject += as_text(*from_base64(message.substr(at, message.find("?=", at) - at)));
  }
  EXPECT_EQ(subject, each.subject);
  EXPECT_NE(message.find("<holdfast@example.org>\r\n"), std::string::npos);
}

// A subject that a caller made from somebody's words must not add a recipient.
TEST(Mail, NoPartCanBringAHeaderOfItsOwn) {
  Mail each = mail();
  each.subject = "Hello\r\nBcc: eve@example.net";
  EXPECT_EQ(compose(each, kAt, kId).error().code, ErrorCode::InvalidInput);
  each = mail();
  each.from_name = "x\nBcc: eve@example.net";
  EXPECT_FALSE(compose(each, kAt, kId));
  each = mail();
  each.to = {Sensitive(std::string("ana@example.com>,<eve@example.net"))};
  const auto outcome = compose(each, kAt, kId);
  ASSERT_FALSE(outcome);
  EXPECT_EQ(outcome.error().message.find("eve"), std::string::npos) << "an error shows an address";
  each.to.clear();
  EXPECT_FALSE(compose(each, kAt, kId));
}

TEST(Mail, AddressesAreSimpleOnes) {
  for (const std::string_view good :
       {"a@b.c", "ana.maria+x@mail.example.com", "o'neil@example.org"}) {
    EXPECT_TRUE(is_mail_address(good)) << good;
  }
  for (const std::string_view bad : {"", "@", "a@", "@b", "a b@c", "a@b@c", "a@b\r\nRCPT TO:<x@y>",
                                     "<a@b>", "a,b@c", "ü@b.c", "-oQ/tmp@x", "\"a\"@b"}) {
    EXPECT_FALSE(is_mail_address(bad)) << bad;
  }
}

// Speaks enough of SMTP for one mail, answering to RCPT as it is told.
class SmtpTest : public testing::Test {
 protected:
  void serve(TestConnection& connection) {
    connection.write("220 test\r\n");
    while (true) {
      const std::string line = connection.read_until("\r\n");
      if (line.empty()) return;
      commands_ += line;
      if (line.starts_with("EHLO")) {
        connection.write("250 test\r\n");
      } else if (line.starts_with("RCPT")) {
        connection.write(rcpt_answer_ + "\r\n");
      } else if (line.starts_with("DATA")) {
        connection.write("354 go on\r\n");
        message_ = connection.read_until("\r\n.\r\n");
        connection.write("250 taken\r\n");
      } else if (line.starts_with("QUIT")) {
        connection.write("221 bye\r\n");
        return;
      } else {
        connection.write("250 ok\r\n");
      }
    }
  }
  Result<> send(const Mail& each, SmtpSecurity security = SmtpSecurity::None) {
    TestServer server([this](TestConnection& connection) { serve(connection); });
    const auto mailer = TRY(make_smtp_mailer(
        {.host = "127.0.0.1", .port = server.port(), .security = security}, clock_, ids_));
    return mailer->send(each);
  }

  ManualClock clock_;
  SeededRandom random_{1};
  IdSource ids_{clock_, random_};
  std::string rcpt_answer_ = "250 ok";
  std::string commands_;
  std::string message_;
};

TEST_F(SmtpTest, AMailIsTakenOver) {
  const Result<> outcome = send(mail());
  ASSERT_TRUE(outcome) << outcome.error().message;
  EXPECT_NE(commands_.find("MAIL FROM:<holdfast@example.org>"), std::string::npos) << commands_;
  EXPECT_NE(commands_.find("RCPT TO:<ana@example.com>"), std::string::npos);
  EXPECT_NE(commands_.find("RCPT TO:<bo@example.com>"), std::string::npos);
  EXPECT_NE(message_.find("Subject: A message is held\r\n"), std::string::npos);
  EXPECT_NE(message_.find("UGxlYXNlIGxvb2sgYXQgaXQuCg=="), std::string::npos);
}

TEST_F(SmtpTest, RefusedForEverAndRefusedForNowAreTwoThings) {
  rcpt_answer_ = "550 no such user";
  EXPECT_EQ(send(mail()).error().code, ErrorCode::Denied);
  rcpt_answer_ = "451 try later";
  EXPECT_EQ(send(mail()).error().code, ErrorCode::Unavailable);
}

TEST_F(SmtpTest, WithoutTheTlsThatWasAskedForNothingIsSent) {
  EXPECT_EQ(send(mail(), SmtpSecurity::StartTls).error().code, ErrorCode::Unavailable);
  EXPECT_EQ(commands_.find("MAIL FROM"), std::string::npos);
}

TEST_F(SmtpTest, APasswordDoesNotTravelInClear) {
  const auto mailer = make_smtp_mailer({.host = "mail.example.org",
                                        .security = SmtpSecurity::None,
                                        .user = "holdfast",
                                        .password = Sensitive(std::string("secret"))},
                                       clock_, ids_);
  ASSERT_FALSE(mailer);
  EXPECT_EQ(mailer.error().code, ErrorCode::InvalidInput);
  for (const std::string host : {"", "bad host", "host/path", "user@host"}) {
    EXPECT_FALSE(make_smtp_mailer({.host = host}, clock_, ids_)) << host;
  }
}

}  // namespace
}  // namespace holdfast::outbound
