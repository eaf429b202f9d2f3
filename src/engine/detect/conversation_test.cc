#include <random>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/detect/conversation_state.h"
#include "engine/detect/test_rules.h"

namespace holdfast::detect {
namespace {

using testing::Contains;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Not;

enum class Kept { Stored, InMemory };

// A contact as it goes on: with its state stored and read again between messages, as when a server
// starts anew after each of them, or in one server's memory.
class Contact {
 public:
  explicit Contact(Kept kept = Kept::Stored) : is_interrupted_(kept == Kept::Stored) {}

  std::vector<std::string> agent(std::string_view text) { return say(Role::Agent, text); }
  std::vector<std::string> customer(std::string_view text) { return say(Role::Customer, text); }

  // "message:type:text" of what the last message completed.
  std::vector<std::string> earlier() const {
    std::vector<std::string> all;
    for (const EarlierFinding& one : last_.earlier) {
      all.push_back(std::to_string(one.message_index) + ":" +
                    found_in(messages_[one.message_index], {one.finding})[0]);
    }
    return all;
  }
  const ConversationFindings& last() const { return last_; }
  const Conversation& conversation() const { return conversation_; }
  // What is kept of the contact between messages, as bytes.
  const std::string& stored() const { return stored_; }

 private:
  std::vector<std::string> say(Role role, std::string_view text) {
    last_ = conversation_.observe(shipped(), role, text, scratch_);
    messages_.emplace_back(text);
    stored_.assign(as_text(conversation_.serialise()));
    if (!is_interrupted_) return found_in(text, last_.findings);
    const ByteVector state = conversation_.serialise();
    EXPECT_LE(state.size(), Conversation::kStateBytesMax);
    auto parsed = Conversation::parse(state);
    EXPECT_TRUE(parsed) << parsed.error().message;
    EXPECT_EQ(parsed->serialise(), state);
    conversation_ = *std::move(parsed);
    return found_in(text, last_.findings);
  }

  Conversation conversation_;
  Scratch scratch_;
  ConversationFindings last_;
  std::vector<std::string> messages_;
  std::string stored_;
  bool is_interrupted_;
};

TEST(Conversation, TheQuestionDecidesWhatAnAnswerIs) {
  Contact contact;
  contact.agent("And your date of birth please?");
  EXPECT_THAT(contact.customer("14/03/1985"), ElementsAre("date_of_birth:14/03/1985"));
  contact.agent("What's the code we just sent you?");
  EXPECT_THAT(contact.customer("it's 482913"), ElementsAre("one_time_code:482913"));
  contact.agent("Could you tell me the security code on the back of the card?");
  EXPECT_THAT(contact.customer("sure, 123"), ElementsAre("card_cvv:123"));
}

TEST(Conversation, TheSameDigitsAreHarmlessAfterAHarmlessQuestion) {
  Contact contact;
  contact.agent("What is your order number?");
  EXPECT_THAT(contact.customer("4111111111111111"), IsEmpty());
  Contact other;
  other.agent("How many would you like?");
  EXPECT_THAT(other.customer("123"), IsEmpty());
}

TEST(Conversation, AnAnswerMayComeAFewMessagesLater) {
  Contact contact;
  contact.agent("Can I have your social security number?");
  EXPECT_THAT(contact.customer("hold on, let me find it"), IsEmpty());
  contact.agent("no problem");
  EXPECT_THAT(contact.customer("536904399"), ElementsAre("us_ssn:536904399"));
}

TEST(Conversation, ACardInPiecesIsFoundWhenItIsComplete) {
  Contact contact;
  contact.agent("Could you give me the card number?");
  contact.customer("4111");
  EXPECT_THAT(contact.last().earlier, IsEmpty());
  contact.agent("ok");
  contact.customer("1111");
  contact.agent("mm-hm");
  contact.customer("then 1111");
  const auto found = contact.customer("and 1111");
  EXPECT_THAT(found, ElementsAre("payment_card:1111"));
  EXPECT_THAT(contact.earlier(),
              ElementsAre("1:payment_card:4111", "3:payment_card:1111", "5:payment_card:1111"));
  const std::uint32_t entity = contact.last().findings[0].entity;
  EXPECT_GT(entity, 0U);
  for (const EarlierFinding& one : contact.last().earlier) EXPECT_EQ(one.finding.entity, entity);
}

TEST(Conversation, ACardReadOutInPiecesIsFound) {
  Contact contact;
  contact.agent("what is the card number?");
  contact.customer("four one one one");
  contact.agent("yes");
  contact.customer("uh double one double one");
  contact.customer("one one one one");
  EXPECT_THAT(contact.customer("eleven eleven"), ElementsAre("payment_card:eleven eleven"));
  EXPECT_THAT(contact.earlier(),
              ElementsAre("1:payment_card:four one one one", "3:payment_card:double one double one",
                          "4:payment_card:one one one one"));
}

TEST(Conversation, AnIbanInPiecesIsFoundWhenItIsComplete) {
  Contact contact;
  contact.agent("what is your IBAN?");
  contact.customer("it's GB29 NWBK");
  contact.customer("6016 1331");
  EXPECT_THAT(contact.customer("9268 19"), ElementsAre("iban:9268 19"));
  EXPECT_THAT(contact.earlier(), ElementsAre("1:iban:GB29 NWBK", "2:iban:6016 1331"));
}

TEST(Conversation, ACardInPiecesNeedsNoQuestion) {
  Contact contact;
  contact.customer("4012 8888");
  EXPECT_THAT(contact.customer("8888 1881"), ElementsAre("payment_card:8888 1881"));
  EXPECT_THAT(contact.earlier(), ElementsAre("0:payment_card:4012 8888"));
}

TEST(Conversation, AnSsnInPiecesIsFoundAfterItsQuestion) {
  Contact contact;
  contact.agent("your social security number please");
  contact.customer("536");
  contact.customer("90");
  EXPECT_THAT(contact.customer("4399"), Contains("us_ssn:4399"));
  EXPECT_EQ(contact.earlier().size(), 2U);
}

TEST(Conversation, PiecesAreForgottenWhenTheTalkGoesElsewhere) {
  Contact contact;
  contact.customer("4111 1111");
  contact.customer("actually never mind, I would rather like to know when my parcel will arrive");
  contact.customer("1111 1111");
  EXPECT_THAT(contact.last().earlier, IsEmpty());
}

// What the customer gave is no less sensitive when the agent reads it back.
TEST(Conversation, TheAgentsEchoIsFound) {
  Contact contact(Kept::InMemory);
  contact.agent("what is the cvv?");
  EXPECT_THAT(contact.customer("737"), ElementsAre("card_cvv:737"));
  EXPECT_THAT(contact.agent("thanks, so that is 737, right?"), ElementsAre("card_cvv:737"));
  EXPECT_THAT(contact.agent("we have 7370 shops"), IsEmpty());
}

// Short or shown in part as they are, a hash of them would give them away too.
TEST(Conversation, NothingOfAValueThatWasFoundIsStored) {
  for (const Kept kept : {Kept::Stored, Kept::InMemory}) {
    Contact contact(kept);
    const auto ask = [&](std::string_view question, std::string_view answer) {
      contact.agent(question);
      EXPECT_THAT(contact.customer(answer), testing::SizeIs(testing::Ge(1U))) << answer;
      EXPECT_EQ(contact.stored().find(answer), std::string::npos) << answer;
      contact.agent("thanks, so that is " + std::string(answer));
      EXPECT_EQ(contact.stored().find(answer), std::string::npos) << answer;
    };
    ask("Could you tell me the security code on the back of the card?", "737");
    ask("What's the code we just sent you?", "482913");
    ask("And your PIN?", "4821");
    ask("What is your password?", "hunter2-Blue");
    ask("What is your mother's maiden name?", "Smithson");
    ask("Could you give me the card number?", "4111111111111111");
    ask("Can I have your social security number?", "536904399");
  }
}

// Of what answers a question after a secret not even a piece is stored, found or not.
TEST(Conversation, PiecesOfASecretAreNotStored) {
  Contact contact(Kept::InMemory);
  contact.agent("And your PIN?");
  for (const std::string_view piece : {"48", "21"}) {
    contact.customer(piece);
    EXPECT_EQ(contact.stored().find(piece), std::string::npos) << piece;
  }
}

TEST(Conversation, PiecesAreStoredUntilTheValueIsComplete) {
  Contact contact(Kept::InMemory);
  contact.agent("Could you give me the card number?");
  contact.customer("4012");
  contact.customer("8888");
  EXPECT_NE(contact.stored().find("4012"), std::string::npos);
  contact.customer("8888");
  EXPECT_THAT(contact.customer("1881"), ElementsAre("payment_card:1881"));
  for (const std::string_view piece : {"4012", "8888", "1881"}) {
    EXPECT_EQ(contact.stored().find(piece), std::string::npos) << piece;
  }
}

TEST(Conversation, PiecesAreNotStoredWhenTheQuestionMovesOn) {
  Contact contact;
  contact.agent("Could you give me the card number?");
  contact.customer("4012");
  contact.agent("never mind. What is your date of birth?");
  EXPECT_EQ(contact.stored().find("4012"), std::string::npos);
  Contact silent;
  silent.customer("4012 8888");
  for (int i = 0; i < 10; ++i) silent.agent("one moment");
  EXPECT_EQ(silent.stored().find("40128888"), std::string::npos);
}

TEST(Conversation, AnAnswerThatRefusesIsNoAnswer) {
  Contact contact;
  contact.agent("What is your mother's maiden name?");
  EXPECT_THAT(contact.customer("why do you need that?"), IsEmpty());
  EXPECT_THAT(contact.customer("Smithson"), ElementsAre("security_answer:Smithson"));
}

TEST(Conversation, CountsMessagesAndIsIdleWhenNothingIsPending) {
  Contact contact;
  EXPECT_TRUE(contact.conversation().is_idle());
  contact.agent("hello!");
  EXPECT_TRUE(contact.conversation().is_idle());
  EXPECT_EQ(contact.conversation().message_count(), 1U);
  contact.agent("your card number?");
  EXPECT_FALSE(contact.conversation().is_idle());
}

// The longest talk of digits keeps within the bound, whatever is said.
TEST(Conversation, TheStateStaysSmall) {
  Contact contact;
  std::mt19937 random(7);
  for (int i = 0; i < 300; ++i) {
    contact.agent("card number, ssn, iban, pin, password, date of birth, cvv, account number?");
    contact.customer(std::to_string(random()));
    contact.customer("card 4111 1111 1111 1111 and password: hunter2hunter2hunter2hunter2hunter2");
  }
}

TEST(ConversationState, RefusesWhatItDidNotWrite) {
  Contact contact;
  contact.agent("card number?");
  contact.customer("4111 1111");
  const ByteVector state = contact.conversation().serialise();
  EXPECT_FALSE(Conversation::parse({}));
  for (std::size_t size = 0; size < state.size(); ++size) {
    EXPECT_FALSE(Conversation::parse(Bytes(state).first(size))) << size;
  }
  ByteVector longer = state;
  longer.push_back(std::byte{0});
  EXPECT_FALSE(Conversation::parse(longer));
  ByteVector newer = state;
  newer[0] = std::byte{99};
  EXPECT_FALSE(Conversation::parse(newer));
  EXPECT_FALSE(Conversation::parse(ByteVector(Conversation::kStateBytesMax + 1, std::byte{1})));
}

// A damaged state is refused or harmless, never a crash.
TEST(ConversationState, SurvivesDamage) {
  Contact contact;
  contact.agent("card number?");
  contact.customer("4111 1111");
  contact.customer("my pin is 4821");
  const ByteVector state = contact.conversation().serialise();
  std::mt19937 random(11);
  Scratch scratch;
  for (int round = 0; round < 3000; ++round) {
    ByteVector damaged = state;
    for (int i = 0; i < 3; ++i)
      damaged[random() % damaged.size()] = static_cast<std::byte>(random());
    auto parsed = Conversation::parse(damaged);
    if (!parsed) continue;
    parsed->observe(shipped(), Role::Customer, "1111 1111", scratch);
    EXPECT_LE(parsed->serialise().size(), Conversation::kStateBytesMax);
  }
}

// Thirty messages that count make a card number that checks out, sooner or later.
TEST(Conversation, ANumberWithItsLetterIsNoPiece) {
  Contact contact;
  contact.customer("41111111");
  EXPECT_THAT(contact.customer("dni 11111111X"), Not(Contains("payment_card:11111111")));
  EXPECT_THAT(contact.earlier(), IsEmpty());
}

TEST(Conversation, CountingIsNoCardInPieces) {
  Contact contact;
  for (int i = 0; i < 60; ++i) {
    EXPECT_THAT(contact.customer("number " + std::to_string(i)), IsEmpty()) << i;
    EXPECT_THAT(contact.earlier(), IsEmpty()) << i;
  }
}

}  // namespace
}  // namespace holdfast::detect
