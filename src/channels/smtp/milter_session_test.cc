#include "channels/smtp/milter_session.h"

#include <gtest/gtest.h>

namespace holdfast::smtp {
namespace {

std::string number(std::uint32_t value) {
  std::string out;
  append_number(out, value);
  return out;
}

std::string offer(std::uint32_t actions, std::uint32_t protocol) {
  return number(6) + number(actions) + number(protocol);
}

constexpr std::uint32_t kAll = 0x1fffff;

std::string text(std::string_view words) { return std::string(words) + '\0'; }

// A server that says what is needed to have one mail decided, and the mail as it was seen.
struct World {
  Answer answer{.outcome = Outcome::Accept};
  Mail seen;
  Decide decide = [this](const Mail& mail) {
    seen = mail;
    return answer;
  };
  SessionLimits limits;
  MilterSession session{decide, limits};

  explicit World(SessionLimits given = {}) : limits(given), session(decide, given) {}

  std::string say(Command command, std::string data = {}) {
    auto answered = session.take({.command = command, .data = std::move(data)});
    EXPECT_TRUE(answered);
    return answered ? *answered : "error";
  }
  std::string mail(std::string_view body) {
    say(Command::Options, offer(kAll, kAll));
    say(Command::Connect, text("host") + "4" + std::string("\x12\x34", 2) + text("192.0.2.7"));
    say(Command::Mail, text("<a@x.example>"));
    say(Command::Recipient, text("<b@y.example>") + text("NOTIFY=NEVER"));
    say(Command::Header, text("Subject") + text(" Hello\n again"));
    say(Command::EndOfHeaders);
    say(Command::Body, std::string(body));
    return say(Command::EndOfBody);
  }
};

TEST(MilterSession, AMailIsSeenAsItCame) {
  World world;
  EXPECT_EQ(world.mail("line\r\n.\r\n"), packet(kContinue));
  EXPECT_EQ(world.seen.envelope.sender.reveal(), "a@x.example");
  ASSERT_EQ(world.seen.envelope.recipients.size(), 1U);
  EXPECT_EQ(world.seen.envelope.recipients[0].reveal(), "b@y.example");
  EXPECT_EQ(world.seen.envelope.client_address, "192.0.2.7");
  EXPECT_EQ(world.seen.body.reveal(), "line\r\n.\r\n");
  EXPECT_EQ(written(world.seen.fields.reveal()), "Subject: Hello\r\n again\r\n");
}

TEST(MilterSession, AMailLeavesNothingForTheNext) {
  World world;
  world.mail("first");
  world.say(Command::Macro, "M" + text("{auth_authen}") + text("agent"));
  world.say(Command::Mail, text("<>"));
  world.say(Command::EndOfBody);
  EXPECT_EQ(world.seen.body.reveal(), "");
  EXPECT_TRUE(world.seen.envelope.is_authenticated);
  EXPECT_TRUE(world.seen.envelope.recipients.empty());
  world.say(Command::Mail, text("<>"));
  world.say(Command::EndOfBody);
  EXPECT_FALSE(world.seen.envelope.is_authenticated);
}

TEST(MilterSession, AServerThatLetsNothingBeChangedIsRefused) {
  World world;
  EXPECT_FALSE(world.session.take({.command = Command::Options, .data = offer(0x01, kAll)}));
}

TEST(MilterSession, NothingIsHeardBeforeTheNegotiation) {
  World world;
  EXPECT_FALSE(world.session.take({.command = Command::Mail, .data = text("<a@b>")}));
}

TEST(MilterSession, AMailBeyondTheLimitIsSaidToBeAndNotKept) {
  World world({.mail_bytes_max = 100});
  world.mail(std::string(1000, 'x'));
  EXPECT_TRUE(world.seen.is_too_large);
  EXPECT_TRUE(world.seen.body.reveal().empty());
}

TEST(MilterSession, AServerThatWaitsForAnswersGetsThem) {
  World world;
  world.say(Command::Options, offer(kAll, 0));
  EXPECT_EQ(world.say(Command::Mail, text("<a@b>")), packet(kContinue));
  EXPECT_EQ(world.say(Command::Header, text("Subject") + text("x")), packet(kContinue));
  EXPECT_EQ(world.say(Command::Body, "x"), packet(kContinue));
}

TEST(MilterSession, ABodyGoesBackInPiecesThatServersTake) {
  World world;
  world.answer.body = Sensitive(std::string(150'000, 'y'));
  const std::string said = world.mail("x");
  PacketReader reader;
  reader.add(said);
  std::string body;
  for (auto packet = reader.next(); packet && *packet; packet = reader.next()) {
    if (static_cast<char>((*packet)->command) != kReplaceBody) continue;
    EXPECT_LE((*packet)->data.size(), kBodyChunkBytes);
    body += (*packet)->data;
  }
  EXPECT_EQ(body.size(), 150'000U);
}

TEST(PacketReader, ALengthThatIsNoneIsRefused) {
  for (const std::uint32_t length : {0U, kPacketBytesMax + 1, 0xffffffffU}) {
    PacketReader reader;
    reader.add(number(length) + "O");
    EXPECT_FALSE(reader.next());
  }
}

TEST(PacketReader, BytesMayComeOneByOne) {
  PacketReader reader;
  const std::string bytes = packet('B', "hello") + packet('E');
  int found = 0;
  for (const char c : bytes) {
    reader.add({&c, 1});
    const auto packet = reader.next();
    ASSERT_TRUE(packet);
    found += packet->has_value() ? 1 : 0;
  }
  EXPECT_EQ(found, 2);
}

}  // namespace
}  // namespace holdfast::smtp
