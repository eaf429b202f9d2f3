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

// A contact as it goes on, with its state stored and read again between messages, as in service.
class Contact {
 public:
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

 private:
  std::vector<std::string> say(Role role, std::string_view text) {
    last_ = conversation_.observe(shipped(), role, text, scratch_);
    messages_.emplace_back(text);
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
  Contact contact;
  contact.agent("what is the cvv?");
  EXPECT_THAT(contact.customer("737"), ElementsAre("card_cvv:737"));
  EXPECT_THAT(contact.agent("thanks, so that is 737, right?"), ElementsAre("card_cvv:737"));
  EXPECT_THAT(contact.agent("we have 7370 shops"), IsEmpty());
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
TEST(Conversation, CountingIsNoCardInPieces) {
  Contact contact;
  for (int i = 0; i < 60; ++i) {
    EXPECT_THAT(contact.customer("number " + std::to_string(i)), IsEmpty()) << i;
    EXPECT_THAT(contact.earlier(), IsEmpty()) << i;
  }
}

}  // namespace
}  // namespace holdfast::detect
