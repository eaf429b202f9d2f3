#include "domain/access/routes.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "base/json_reader.h"
#include "domain/access/testing_world.h"
#include "platform/http/server.h"
#include "platform/http/test_client.h"

namespace holdfast::access {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

std::string member(const std::string& body, std::string_view name) {
  const Result<JsonDocument> document = JsonDocument::parse(body);
  if (!document) return "";
  ObjectReader object = *document->object();
  const auto value = object.optional(name);
  return value && value->is_string() ? std::string(*value->string()) : "";
}

// A browser as far as access is concerned: it keeps the cookie and the CSRF token.
class Browser {
 public:
  explicit Browser(std::uint16_t port) : port_(port) {}

  http::TestResponse get(const std::string& path) { return ask("GET", path, "", headers()); }
  http::TestResponse post(const std::string& path, const std::string& body,
                          const std::string& more = "") {
    return ask("POST", path, body, headers() + "X-CSRF-Token: " + csrf + "\r\n" + more);
  }
  http::TestResponse ask(const std::string& method, const std::string& path,
                         const std::string& body, const std::string& more) {
    http::TestClient client(port_);
    return client.ask(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\n" + more +
                      "Content-Type: application/json\r\nContent-Length: " +
                      std::to_string(body.size()) + "\r\n\r\n" + body);
  }
  void enter(const http::TestResponse& response) {
    const std::string& set = response.headers.at("set-cookie");
    cookie = set.substr(0, set.find(';'));
    csrf = member(response.body, "csrf_token");
  }
  std::string headers() const { return cookie.empty() ? "" : "Cookie: " + cookie + "\r\n"; }

  std::string cookie, csrf;

 private:
  std::uint16_t port_;
};

class RoutesTest : public WorldTest {
 protected:
  void SetUp() override {
    WorldTest::SetUp();
    if (is_missing()) return;
    add_routes(router_, world().access);
    auto server = http::Server::start({.worker_threads = 2, .access_log = http::AccessLog::Off},
                                      router_, world().access.authenticator());
    ASSERT_TRUE(server) << server.error().message;
    server_ = *std::move(server);
    browser_ = std::make_unique<Browser>(server_->port());
  }
  void TearDown() override {
    server_.reset();
    WorldTest::TearDown();
  }
  http::TestResponse enter_as_first_administrator() {
    const auto link = *world().access.people().first_administrator_link("default");
    http::TestResponse response = browser_->post(
        "/v1/sign-in/link", R"({"token":")" + link->token.reveal() +
                                R"(","name":"Amelia Stone","email":"amelia@centre.example",)"
                                R"("password":"kelp grips the rock"})");
    if (response.status == 200) browser_->enter(response);
    return response;
  }
  http::Router router_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<Browser> browser_;
};
INSTANTIATE_TEST_SUITE_P(Databases, RoutesTest, testing::Values("SqliteInMemory"),
                         store::database_name);

TEST_P(RoutesTest, TheFirstLinkLeadsIntoASession) {
  const http::TestResponse entered = enter_as_first_administrator();
  ASSERT_EQ(entered.status, 200) << entered.body;
  EXPECT_THAT(entered.headers.at("set-cookie"),
              AllOf(testing::StartsWith("holdfast_session=hfs_"),
                    HasSubstr("; Path=/; HttpOnly; SameSite=Strict"), Not(HasSubstr("Secure"))));
  const http::TestResponse session = browser_->get("/v1/session");
  EXPECT_EQ(session.status, 200);
  EXPECT_EQ(member(session.body, "csrf_token"), browser_->csrf);
  EXPECT_THAT(session.body, HasSubstr(R"("name":"Amelia Stone","email":"amelia@centre.example")"));
  EXPECT_THAT(session.body, Not(HasSubstr("argon2")));
  EXPECT_THAT(browser_->get("/v1/me").body, HasSubstr(R"("kind":"person")"));
}

TEST_P(RoutesTest, AnotherSiteCannotUseTheSession) {
  enter_as_first_administrator();
  const std::string person =
      R"({"name":"Eve","email":"eve@centre.example","roles":["administrator"]})";
  const std::string cookie = browser_->headers();
  EXPECT_EQ(browser_->ask("POST", "/v1/people", person, cookie).status, 403);
  EXPECT_EQ(
      browser_->ask("POST", "/v1/people", person, cookie + "X-CSRF-Token: guessed\r\n").status,
      403);
  EXPECT_EQ(browser_->post("/v1/people", person, "Origin: https://evil.example\r\n").status, 403);
  EXPECT_EQ(browser_->post("/v1/people", person, "Sec-Fetch-Site: cross-site\r\n").status, 403);
  EXPECT_EQ(browser_->post("/v1/people", person, "Origin: http://localhost\r\n").status, 201);
}

TEST_P(RoutesTest, NobodyIsSignedInByAnotherSite) {
  enter_as_first_administrator();
  Browser stranger(server_->port());
  EXPECT_EQ(stranger
                .post("/v1/sign-in",
                      R"({"email":"amelia@centre.example","password":"kelp grips the rock"})",
                      "Origin: https://evil.example\r\n")
                .status,
            403);
}

TEST_P(RoutesTest, SigningInAndOut) {
  enter_as_first_administrator();
  Browser other(server_->port());
  const http::TestResponse wrong = other.post(
      "/v1/sign-in", R"({"email":"amelia@centre.example","password":"not the password"})");
  EXPECT_EQ(wrong.status, 401);
  EXPECT_THAT(wrong.body, Not(HasSubstr("not the password")));
  const http::TestResponse right = other.post(
      "/v1/sign-in", R"({"email":"Amelia@centre.example","password":"kelp grips the rock"})");
  ASSERT_EQ(right.status, 200);
  other.enter(right);
  EXPECT_EQ(other.get("/v1/people").status, 200);
  const http::TestResponse out = other.post("/v1/sign-out", "");
  EXPECT_EQ(out.status, 204);
  EXPECT_THAT(out.headers.at("set-cookie"), HasSubstr("Max-Age=0"));
  EXPECT_EQ(other.get("/v1/people").status, 401);
  EXPECT_EQ(browser_->get("/v1/people").status, 200);
}

TEST_P(RoutesTest, TooManyFailuresSayWhenToComeBack) {
  enter_as_first_administrator();
  http::TestResponse response;
  for (int i = 0; i < 6; ++i) {
    response =
        browser_->post("/v1/sign-in", R"({"email":"amelia@centre.example","password":"wrong"})");
  }
  EXPECT_EQ(response.status, 429);
  EXPECT_EQ(response.headers.at("retry-after"), "1");
}

TEST_P(RoutesTest, InvitesChangesAndTakesAway) {
  enter_as_first_administrator();
  const http::TestResponse made = browser_->post(
      "/v1/people", R"({"name":"Sam Reed","email":"sam@centre.example","roles":["supervisor"]})");
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string link = member(made.body, "sign_in_link");
  EXPECT_THAT(link, testing::StartsWith("http://localhost/sign-in#token=hfl_"));
  const std::string token = link.substr(link.find('=') + 1);
  EXPECT_THAT(browser_->post("/v1/sign-in/link:check", R"({"token":")" + token + R"("})").body,
              HasSubstr(R"("purpose":"invitation","name":"Sam Reed")"));
  Browser sam(server_->port());
  const http::TestResponse entered = sam.post(
      "/v1/sign-in/link", R"({"token":")" + token + R"(","password":"tides come and go"})");
  ASSERT_EQ(entered.status, 200) << entered.body;
  sam.enter(entered);
  EXPECT_EQ(sam.get("/v1/people").status, 403);
  EXPECT_THAT(sam.get("/v1/people").body, HasSubstr("people.read"));

  const Person person = *world().access.people().get_by_email("default", "sam@centre.example");
  const std::string path = "/v1/people/" + to_string(person.id);
  EXPECT_EQ(browser_
                ->ask("PUT", path + "/roles", R"({"roles":["auditor"]})",
                      browser_->headers() + "X-CSRF-Token: " + browser_->csrf + "\r\n")
                .status,
            200);
  EXPECT_EQ(sam.get("/v1/people").status, 200);
  EXPECT_EQ(browser_->post(path + ":deactivate", "{}").status, 400);
  EXPECT_THAT(browser_->post(path + ":deactivate", R"({"reason":"left"})").body,
              HasSubstr(R"("is_active":false)"));
  EXPECT_EQ(sam.get("/v1/people").status, 401);
  EXPECT_EQ(browser_->get("/v1/people/nonsense").status, 404);
}

TEST_P(RoutesTest, KeysAreShownOnce) {
  enter_as_first_administrator();
  const http::TestResponse made =
      browser_->post("/v1/api-keys", R"({"name":"Help desk","scopes":["people.read"]})");
  ASSERT_EQ(made.status, 201) << made.body;
  const std::string bearer = "Authorization: Bearer " + member(made.body, "secret") + "\r\n";
  EXPECT_EQ(browser_->ask("GET", "/v1/people", "", bearer).status, 200);
  EXPECT_EQ(browser_->ask("GET", "/v1/people", "", bearer).status, 200);
  EXPECT_EQ(browser_->ask("GET", "/v1/api-keys", "", bearer).status, 403);
  EXPECT_EQ(browser_->ask("GET", "/v1/session", "", bearer).status, 404);
  EXPECT_THAT(browser_->ask("GET", "/v1/me", "", bearer).body, HasSubstr(R"("kind":"api_key")"));
  EXPECT_THAT(browser_->get("/v1/api-keys").body, Not(HasSubstr(member(made.body, "secret"))));

  const ApiKey key = world().access.keys().list("default", {})->at(0);
  EXPECT_EQ(
      browser_->post("/v1/api-keys/" + to_string(key.id) + ":revoke", R"({"reason":"x"})").status,
      200);
  EXPECT_EQ(browser_->ask("GET", "/v1/people", "", bearer).status, 401);
  EXPECT_EQ(browser_->ask("GET", "/v1/people", "", "Authorization: Basic YTpi\r\n").status, 401);
}

TEST_P(RoutesTest, BadInputSaysWhere) {
  enter_as_first_administrator();
  EXPECT_THAT(browser_->post("/v1/people", R"({"name":"A","email":"a@b.example","role":"x"})").body,
              HasSubstr("roles"));
  EXPECT_THAT(
      browser_->post("/v1/people", R"({"name":"A","email":"a@b.example","roles":["root"]})").body,
      HasSubstr("roles[0]"));
  EXPECT_EQ(browser_->get("/v1/people?page=2").status, 400);
  EXPECT_EQ(browser_->get("/v1/people?limit=0").status, 400);
  EXPECT_EQ(browser_->post("/v1/sign-in/link", R"({"token":"hfl_none"})").status, 404);
}

}  // namespace
}  // namespace holdfast::access
