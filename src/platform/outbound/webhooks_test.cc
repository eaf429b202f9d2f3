#include "platform/outbound/webhooks.h"

#include <deque>
#include <mutex>

#include <gtest/gtest.h>

#include "base/json_reader.h"
#include "platform/outbound/webhook_signature.h"
#include "platform/store/testing/test_databases.h"

namespace holdfast::outbound {
namespace {

TEST(WebhookSignature, MatchesThePublishedExample) {
  // From the Standard Webhooks reference libraries.
  const SecretBytes secret(*from_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"));
  EXPECT_EQ(webhook_signature(secret, {.id = "msg_p5jXN8AQM9LWM0D4loKWxJek",
                                       .timestamp_s = 1614265330,
                                       .body = R"({"test": 2432232314})"}),
            "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=");
}

// Keeps what was sent; answers what it is told, 200 when it was told nothing.
class FakeHttpClient final : public HttpClient {
 public:
  Result<HttpResponse> send(const HttpRequest& request) override {
    requests.push_back(request);
    if (answers.empty()) return HttpResponse{.status = 200, .body = ""};
    const Result<HttpResponse> answer = answers.front();
    answers.pop_front();
    return answer;
  }
  static std::string header(const HttpRequest& request, std::string_view name) {
    for (const auto& [key, value] : request.headers) {
      if (key == name) return value;
    }
    return "";
  }

  std::vector<HttpRequest> requests;
  std::deque<Result<HttpResponse>> answers;
};

class WebhooksTest : public store::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    std::vector<store::Migration> steps = bus::migrations();
    for (const auto& step : jobs::migrations()) steps.push_back(step);
    for (const auto& step : migrations()) steps.push_back(step);
    ASSERT_TRUE(database().migrate(steps));
    jobs_ = std::make_unique<jobs::Jobs>(database(), clock_, ids_);
    bus_ = std::make_unique<bus::Bus>(database(), clock_);
    webhooks_ = std::make_unique<Webhooks>(Webhooks::Parts{.database = database(),
                                                           .clock = clock_,
                                                           .random = random_,
                                                           .ids = ids_,
                                                           .keys = keys_,
                                                           .http = http_,
                                                           .jobs = *jobs_},
                                           *bus_, false);
    bus_->start();
  }
  void TearDown() override {
    bus_.reset();
    jobs_.reset();
    webhooks_.reset();
    DatabaseTest::TearDown();
  }

  Result<NewWebhook> add(std::string_view url = "https://example.org/hook?token=t0k3n",
                         std::string_view topics = "inspection.*",
                         std::string_view tenant = "default") {
    std::optional<NewWebhook> made;
    TRY(database().write([&](store::Transaction& transaction) -> Result<> {
      made = TRY(webhooks_->add(transaction, tenant, url, topics));
      return {};
    }));
    return *made;
  }
  bus::Event publish(std::string topic = "inspection.decided", std::string tenant = "default") {
    const bus::Event event{.id = ids_.next(),
                           .tenant = std::move(tenant),
                           .topic = std::move(topic),
                           .at = clock_.now(),
                           .body = R"({"verdict":"block"})"};
    EXPECT_TRUE(database().write(
        [&](store::Transaction& transaction) { return bus::Bus::publish(transaction, event); }));
    return event;
  }
  // Hands events to jobs and runs what is due.
  std::size_t deliver() {
    bus_->drain();
    return *jobs_->run_due();
  }
  std::vector<Webhook> list(std::string_view tenant = "default") {
    std::vector<Webhook> all;
    EXPECT_TRUE(database().read([&](store::Reader& reader) -> Result<> {
      all = TRY(webhooks_->list(reader, tenant));
      return {};
    }));
    return all;
  }

  ManualClock clock_;
  SeededRandom random_{1};
  IdSource ids_{clock_, random_};
  crypto::MasterKeys keys_ = crypto::MasterKeys::for_tests();
  FakeHttpClient http_;
  std::unique_ptr<jobs::Jobs> jobs_;
  std::unique_ptr<bus::Bus> bus_;
  std::unique_ptr<Webhooks> webhooks_;
};

INSTANTIATE_TEST_SUITE_P(Databases, WebhooksTest, store::test_databases(), store::database_name);

TEST_P(WebhooksTest, AnEventArrivesSigned) {
  const NewWebhook webhook = *add();
  const bus::Event event = publish();
  EXPECT_EQ(deliver(), 1U);
  ASSERT_EQ(http_.requests.size(), 1U);
  const HttpRequest& request = http_.requests[0];
  EXPECT_EQ(request.url.reveal(), "https://example.org/hook?token=t0k3n");
  EXPECT_EQ(request.body, R"({"id":")" + to_string(event.id) +
                              R"(","type":"inspection.decided","timestamp":)"
                              R"("2026-09-21T14:13:20.000Z","tenant":"default",)"
                              R"("data":{"verdict":"block"}})");
  EXPECT_EQ(FakeHttpClient::header(request, "webhook-id"), to_string(event.id));
  EXPECT_EQ(FakeHttpClient::header(request, "webhook-timestamp"), "1790000000");
  ASSERT_TRUE(webhook.secret.reveal().starts_with("whsec_"));
  const SecretBytes secret(*from_base64(webhook.secret.reveal().substr(6)));
  EXPECT_EQ(
      FakeHttpClient::header(request, "webhook-signature"),
      webhook_signature(
          secret, {.id = to_string(event.id), .timestamp_s = 1'790'000'000, .body = request.body}));
  EXPECT_EQ(list()[0].last_status, 200);
}

TEST_P(WebhooksTest, OnlyWhatWasAskedForIsSent) {
  ASSERT_TRUE(add("https://one.example/", "inspection.*"));
  ASSERT_TRUE(add("https://two.example/", "policy.activated"));
  ASSERT_TRUE(add("https://three.example/", "*", "other"));
  publish("inspection.decided");
  publish("contact.opened");
  EXPECT_EQ(deliver(), 1U);
  ASSERT_EQ(http_.requests.size(), 1U);
  EXPECT_EQ(http_.requests[0].url.reveal(), "https://one.example/");
}

TEST_P(WebhooksTest, AFailureIsTriedAgainWithAFreshSignature) {
  ASSERT_TRUE(add());
  publish();
  http_.answers = {HttpResponse{.status = 500, .body = ""},
                   Error{ErrorCode::Unavailable, "example.org: timed out"},
                   HttpResponse{.status = 204, .body = ""}};
  EXPECT_EQ(deliver(), 1U);
  EXPECT_EQ(list()[0].last_status, 500);
  EXPECT_EQ(deliver(), 0U) << "too early";
  clock_.advance(std::chrono::seconds(5));
  EXPECT_EQ(deliver(), 1U);
  EXPECT_EQ(list()[0].last_status, 0);
  clock_.advance(std::chrono::seconds(10));
  EXPECT_EQ(deliver(), 1U);
  clock_.advance(std::chrono::hours(10));
  EXPECT_EQ(deliver(), 0U);
  ASSERT_EQ(http_.requests.size(), 3U);
  EXPECT_EQ(FakeHttpClient::header(http_.requests[0], "webhook-id"),
            FakeHttpClient::header(http_.requests[2], "webhook-id"));
  EXPECT_EQ(FakeHttpClient::header(http_.requests[2], "webhook-timestamp"), "1790000015");
}

TEST_P(WebhooksTest, WhoeverIsGoneIsNotAskedAgain) {
  ASSERT_TRUE(add());
  publish();
  http_.answers = {HttpResponse{.status = 410, .body = ""}};
  EXPECT_EQ(deliver(), 1U);
  EXPECT_TRUE(list()[0].disabled);
  publish();
  EXPECT_EQ(deliver(), 0U);
}

TEST_P(WebhooksTest, ARemovedOrDisabledWebhookHearsNothingMore) {
  const NewWebhook one = *add("https://one.example/");
  const NewWebhook two = *add("https://two.example/");
  publish();
  bus_->drain();  // Already scheduled.
  ASSERT_TRUE(database().write([&](store::Transaction& transaction) -> Result<> {
    TRY(webhooks_->remove(transaction, "default", one.id));
    return webhooks_->set_enabled(transaction, "default", two.id, false);
  }));
  deliver();
  EXPECT_TRUE(http_.requests.empty());
  ASSERT_TRUE(database().write([&](store::Transaction& transaction) {
    return webhooks_->set_enabled(transaction, "default", two.id, true);
  }));
  publish();
  EXPECT_EQ(deliver(), 1U);
}

TEST_P(WebhooksTest, AnotherTenantCannotTouchIt) {
  const NewWebhook webhook = *add();
  EXPECT_TRUE(list("other").empty());
  EXPECT_EQ(database()
                .write([&](store::Transaction& transaction) {
                  return webhooks_->remove(transaction, "other", webhook.id);
                })
                .error()
                .code,
            ErrorCode::NotFound);
  EXPECT_EQ(list().size(), 1U);
}

TEST_P(WebhooksTest, UnusableUrlsAndTopicsAreRefused) {
  for (const std::string_view url :
       {"http://example.org", "not a url", "https://u:p@example.org", "file:///etc/passwd", ""}) {
    EXPECT_EQ(add(url).error().code, ErrorCode::InvalidInput) << url;
  }
  EXPECT_EQ(add("https://example.org/" + std::string(3000, 'x')).error().code,
            ErrorCode::InvalidInput);
  EXPECT_EQ(add("https://example.org/", "").error().code, ErrorCode::InvalidInput);
}

// The database alone must neither open the receiver's door nor let anyone sign in our name.
TEST_P(WebhooksTest, UrlAndSecretAreStoredSealed) {
  const NewWebhook webhook = *add();
  std::string stored;
  ASSERT_TRUE(database().read([&](store::Reader& reader) {
    return reader.query("SELECT url, secret, host FROM outbound_webhook", {},
                        [&](const store::Row& row) {
                          stored += as_text(row.blob(0));
                          stored += as_text(row.blob(1));
                          stored += row.text(2);
                          return true;
                        });
  }));
  EXPECT_EQ(stored.find("t0k3n"), std::string::npos);
  EXPECT_EQ(stored.find(as_text(*from_base64(webhook.secret.reveal().substr(6)))),
            std::string::npos);
  EXPECT_EQ(list()[0].host, "example.org");
}

}  // namespace
}  // namespace holdfast::outbound
