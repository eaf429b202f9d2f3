#include "platform/repeats/repeats.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/store/testing/test_databases.h"

namespace holdfast::repeats {
namespace {

using http::Creates;
using http::Request;
using http::Response;
using testing::HasSubstr;

class RepeatsTest : public store::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (is_missing()) return;
    ASSERT_TRUE(database().migrate(migrations()));
    add("/things", Creates::Something);
    add("/secrets", Creates::Secret);
    add("/others", Creates::Nothing);
    repeats_.emplace(database(), clock_);
    repeats_->guard(router_);
  }

  void add(std::string path, Creates creates) {
    router_.post(std::move(path), http::open_to_all(),
                 [this](const Request&) -> Result<Response> {
                   ++calls_;
                   if (on_call_) on_call_();
                   if (failure_) return *failure_;
                   return http::json("{\"made\":" + std::to_string(calls_) + "}", 201);
                 },
                 {.creates = creates});
  }

  struct Asked {
    std::string path = "/things";
    std::string key = "k";
    std::string body = "{}";
    Uuid by = {};
  };
  Result<Response> ask(const Asked& asked) {
    auto request = std::make_shared<Request>();
    request->method = http::Method::Post;
    request->path = asked.path;
    request->body = asked.body;
    request->principal = {.kind = http::Principal::Kind::ApiKey, .id = asked.by, .tenant = "t"};
    if (!asked.key.empty()) request->headers.emplace_back("idempotency-key", asked.key);
    Result<Response> answer = Error{ErrorCode::Corrupted, "no answer"};
    router_.match(request->method, request->path)
        .route->handler(request, [&](Result<Response> result) { answer = std::move(result); });
    return answer;
  }
  // Of the refusal, "" when there is none.
  std::string refusal(const Asked& asked) {
    const Result<Response> answer = ask(asked);
    return answer ? "" : answer.error().message;
  }

  ManualClock clock_{from_ms(1'700'000'000'000)};
  http::Router router_;
  std::optional<Repeats> repeats_;
  int calls_ = 0;
  std::optional<Error> failure_;
  std::function<void()> on_call_;
};

TEST_P(RepeatsTest, ARepeatGetsTheFirstAnswerAndMakesNothing) {
  const Result<Response> first = ask({});
  const Result<Response> second = ask({});
  ASSERT_TRUE(first && second);
  EXPECT_EQ(second->status, 201);
  EXPECT_EQ(second->body, first->body);
  EXPECT_EQ(calls_, 1);
}

TEST_P(RepeatsTest, WithoutAKeyEachRequestCounts) {
  ASSERT_TRUE(ask({.key = ""}) && ask({.key = ""}));
  EXPECT_EQ(calls_, 2);
}

TEST_P(RepeatsTest, CallersDoNotMeetInAKey) {
  ASSERT_TRUE(ask({}) && ask({.by = Uuid{.bytes = {std::byte{1}}}}));
  EXPECT_EQ(calls_, 2);
}

TEST_P(RepeatsTest, AKeyIsForOneRequest) {
  ASSERT_TRUE(ask({}));
  EXPECT_THAT(refusal({.body = "{\"other\":1}"}), HasSubstr("another request"));
  EXPECT_THAT(refusal({.path = "/secrets"}), HasSubstr("another request"));
  EXPECT_EQ(calls_, 1);
}

TEST_P(RepeatsTest, OfASecretNothingIsKeptAndTheRepeatSaysWhatToDo) {
  const Result<Response> first = ask({.path = "/secrets"});
  ASSERT_TRUE(first);
  EXPECT_THAT(refusal({.path = "/secrets"}), HasSubstr("replace it there"));
  EXPECT_EQ(calls_, 1);
  std::int64_t kept = -1;
  ASSERT_TRUE(database().read([&](store::Reader& reader) -> Result<> {
    kept = TRY(reader.query_integer("SELECT COUNT(answer) FROM repeat", {}))
    .value();
    return {};
  }));
  EXPECT_EQ(kept, 0);
}

TEST_P(RepeatsTest, WhatWasRefusedMayBeCorrectedUnderTheSameKey) {
  failure_ = Error{ErrorCode::InvalidInput, "no name"};
  EXPECT_EQ(refusal({}), "no name");
  failure_.reset();
  EXPECT_TRUE(ask({.body = "{\"name\":1}"}));
}

TEST_P(RepeatsTest, AnUnknownOutcomeIsNeverGuessed) {
  failure_ = Error{ErrorCode::Unavailable, "the connection was lost while it committed"};
  EXPECT_FALSE(ask({}));
  failure_.reset();
  EXPECT_THAT(refusal({}), HasSubstr("look whether it took effect"));
  EXPECT_EQ(calls_, 1);
}

TEST_P(RepeatsTest, ARepeatWhileTheFirstStillRunsMakesNothing) {
  std::string meanwhile;
  on_call_ = [&] {
    on_call_ = nullptr;
    meanwhile = refusal({});
  };
  EXPECT_TRUE(ask({}));
  EXPECT_THAT(meanwhile, HasSubstr("no outcome yet"));
  EXPECT_EQ(calls_, 1);
}

TEST_P(RepeatsTest, AKeyIsFreeAgainAfterADay) {
  ASSERT_TRUE(ask({}));
  clock_.advance(std::chrono::hours(25));
  ASSERT_TRUE(ask({}));
  EXPECT_EQ(calls_, 2);
}

TEST_P(RepeatsTest, KeysHaveALengthAndRoutesThatMakeNothingIgnoreThem) {
  EXPECT_THAT(refusal({.key = std::string(129, 'k')}), HasSubstr("128 bytes"));
  ASSERT_TRUE(ask({.path = "/others"}) && ask({.path = "/others"}));
  EXPECT_EQ(calls_, 2);
}

INSTANTIATE_TEST_SUITE_P(Databases, RepeatsTest, store::test_databases(), store::database_name);

}  // namespace
}  // namespace holdfast::repeats
