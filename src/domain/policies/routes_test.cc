#include "domain/policies/routes.h"

#include <gmock/gmock.h>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "domain/policies/testing_policies.h"

namespace holdfast::policies {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

class OneMessage final : public StoredTraffic {
 public:
  Result<> each(std::string_view, const TrafficRange&,
                const std::function<bool(const StoredMessage&)>& on_message) override {
    StoredMessage message;
    message.facts.channel = "chat";
    message.facts.findings.push_back({"iban", "bank", 0.9});
    on_message(message);
    return {};
  }
};

std::string with_yaml(const std::string& yaml) {
  JsonWriter json;
  json.begin_object().member("yaml", yaml).end();
  return json.take();
}

class PolicyRoutesTest : public store::DatabaseTest {
 protected:
  void SetUp() override {
    store::DatabaseTest::SetUp();
    if (is_missing()) return;
    for (const auto& steps : {audit::migrations(), bus::migrations(), migrations()}) {
      ASSERT_TRUE(database().migrate(steps));
    }
    house_ = std::make_unique<PolicyHouse>(database());
    policies_ = std::make_unique<StoredPolicies>(house_->parts(database()));
    ASSERT_TRUE(policies_->open("t", decide::Mode::Enforce));
    add_routes(router_, *policies_, traffic_, house_->keys);
  }
  void TearDown() override {
    policies_.reset();
    house_.reset();
    store::DatabaseTest::TearDown();
  }

  // The answer of the route that matches, or the problem that its error becomes.
  http::Response call(http::Method method, std::string target, std::string body = "") {
    auto request = std::make_shared<http::Request>();
    const std::size_t mark = target.find('?');
    request->method = method;
    request->path = target.substr(0, mark);
    if (mark != std::string::npos) request->query = target.substr(mark + 1);
    request->body = std::move(body);
    request->principal.kind = http::Principal::Kind::Person;
    request->principal.tenant = "t";
    const http::Router::Match match = router_.match(method, request->path);
    if (match.route == nullptr) return http::problem(404, "not_found", request->path);
    request->path_parameters = match.parameters;
    permission_ = match.route->access.permission;
    http::Response answer;
    match.route->handler(request, [&](Result<http::Response> response) {
      answer = response ? *std::move(response) : http::problem(response.error());
    });
    return answer;
  }
  http::Response get(std::string target) { return call(http::Method::Get, std::move(target)); }
  http::Response post(std::string target, std::string body) {
    return call(http::Method::Post, std::move(target), std::move(body));
  }

  OneMessage traffic_;
  http::Router router_;
  std::unique_ptr<PolicyHouse> house_;
  std::unique_ptr<StoredPolicies> policies_;
  std::string permission_;  // of the route called last
};

INSTANTIATE_TEST_SUITE_P(Databases, PolicyRoutesTest, testing::Values("SqliteInMemory"),
                         store::database_name);

TEST_P(PolicyRoutesTest, PoliciesAreListedPageByPage) {
  std::vector<std::string> names;
  std::string target = "/v1/policies?limit=4";
  for (int page = 0; page < 2; ++page) {
    const http::Response answer = get(target);
    ASSERT_EQ(answer.status, 200) << answer.body;
    const JsonDocument document = *JsonDocument::parse(answer.body);
    ObjectReader object = *document.object();
    for (const JsonValue& item : *object.required("items")->array()) {
      names.emplace_back(*item.object()->required_string("name"));
    }
    if (const auto next = object.optional("next_cursor")) {
      target = "/v1/policies?limit=4&cursor=" + std::string(*next->string());
    } else {
      EXPECT_EQ(page, 1);
    }
  }
  EXPECT_EQ(names, (std::vector<std::string>{"cards", "credentials", "health", "identifiers",
                                             "secrets", "unreadable"}));
  EXPECT_EQ(permission_, "policies.read");
}

TEST_P(PolicyRoutesTest, ADraftIsMadeTriedActivatedAndSwitched) {
  const http::Response made =
      post("/v1/policies/bank/versions", with_yaml(small_policy("bank", "hold")));
  ASSERT_EQ(made.status, 201) << made.body;
  EXPECT_THAT(made.body, HasSubstr(R"("version":1,"state":"draft")"));
  EXPECT_EQ(permission_, "policies.write");

  const http::Response tested = post("/v1/policies/bank/versions/1:backtest", "{}");
  EXPECT_THAT(tested.body, HasSubstr(R"("messages":1,"truncated":false,"changed":1)"));

  const http::Response activated =
      post("/v1/policies/bank/versions/1:activate", R"({"reason":"agreed"})");
  ASSERT_EQ(activated.status, 200) << activated.body;
  EXPECT_EQ(permission_, "policies.activate");
  EXPECT_THAT(activated.body, HasSubstr(R"("active_version":1)"));
  EXPECT_THAT(activated.body, HasSubstr(R"([{"queue":"*","mode":"observe"}])"));

  const http::Response switched =
      call(http::Method::Put, "/v1/policies/bank/modes",
           R"({"modes":[{"queue":"*","mode":"enforce"}],"reason":"proven"})");
  EXPECT_THAT(switched.body, HasSubstr(R"("reason":"proven")"));
  EXPECT_EQ(permission_, "policies.activate");
  EXPECT_THAT(get("/v1/policies/bank/versions").body, HasSubstr(R"("activated_for":"agreed")"));
  EXPECT_THAT(get("/v1/policies/bank/versions/1").body, HasSubstr("policy: bank"));
}

TEST_P(PolicyRoutesTest, ACheckTellsThePlaceOfAProblem) {
  std::string yaml = small_policy("bank", "hold");
  yaml.replace(yaml.find("type: iban"), 10, "type: ibna");
  const http::Response answer = post("/v1/policies:check", with_yaml(yaml));
  ASSERT_EQ(answer.status, 200);
  EXPECT_THAT(answer.body,
              HasSubstr(R"("line":5,"column":26,"message":"no finding.type is 'ibna')"));
  EXPECT_THAT(post("/v1/policies:check", with_yaml(failing_policy("bank"))).body,
              HasSubstr(R"("failures":[{"test":"fires")"));
  EXPECT_EQ(permission_, "policies.read");
}

TEST_P(PolicyRoutesTest, ATrialAnswersWithPositionsAndSafeTextOnly) {
  const http::Response answer = post(
      "/v1/policies:try",
      R"({"channel":"chat","direction":"inbound","text":"è: card 4111 1111 1111 1111, cvv 123"})");
  ASSERT_EQ(answer.status, 200) << answer.body;
  EXPECT_THAT(answer.body, HasSubstr(R"("verdict":"redact")"));
  EXPECT_THAT(answer.body, HasSubstr(R"("start":8,"end":27)")) << "code points, not bytes";
  EXPECT_THAT(answer.body, HasSubstr(R"("text":"è: card **** **** **** 1111, cvv [card_cvv]")"));
  EXPECT_THAT(answer.body, Not(HasSubstr("4111 ")));
}

TEST_P(PolicyRoutesTest, BadRequestsAreToldWhatToChange) {
  const auto refused = [&](const http::Response& answer, int status, std::string_view detail) {
    EXPECT_EQ(answer.status, status) << answer.body;
    EXPECT_THAT(answer.body, HasSubstr(std::string(detail)));
  };
  refused(get("/v1/policies/none"), 404, "no policy has this name");
  refused(get("/v1/policies?sort=name"), 400, "unknown query parameter");
  refused(get("/v1/policies/cards/versions/9"), 404, "no such version");
  refused(get("/v1/policies/cards/versions/one"), 400, "version");
  refused(get("/v1/policies/cards/versions?cursor=x"), 400, "cursor");
  refused(post("/v1/policies/cards/versions", "{}"), 400, "yaml");
  refused(post("/v1/policies/cards/versions", R"({"yaml":"x","who":"me"})"), 400, "who");
  refused(post("/v1/policies/bank/versions", with_yaml("policy: [")), 400, "line");
  refused(post("/v1/policies/cards/versions/1:activate", R"({"reason":"again"})"), 409, "no draft");
  refused(call(http::Method::Put, "/v1/policies/cards/modes", R"({"modes":[],"reason":"x"})"), 400,
          "'*'");
  refused(call(http::Method::Put, "/v1/policies/cards/modes",
               R"({"modes":[{"queue":"*","mode":"on"}],"reason":"x"})"),
          400, "observe, coach or enforce");
  refused(post("/v1/policies:try", R"({"channel":"fax","direction":"inbound","text":"x"})"), 400,
          "channel");
  refused(post("/v1/policies:backtest", R"({"yaml":"x","messages_max":0})"), 400, "line");
}

TEST_P(PolicyRoutesTest, AnotherTenantSeesNothing) {
  StoredPolicies& policies = *policies_;
  ASSERT_TRUE(policies.add_draft({"other", "person:2"}, "", {small_policy("theirs", "hold"), ""}));
  EXPECT_EQ(get("/v1/policies/theirs").status, 404);
  EXPECT_THAT(get("/v1/policies").body, Not(HasSubstr("theirs")));
}

}  // namespace
}  // namespace holdfast::policies
