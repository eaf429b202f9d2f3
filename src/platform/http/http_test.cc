#include "platform/http/http.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/http/response_head.h"
#include "platform/http/target.h"

namespace holdfast::http {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::Not;
using testing::Pair;

std::string path_of(std::string_view raw) {
  const Result<Target> target = parse_target(raw);
  return target ? target->path : "refused";
}

TEST(Target, IsDecodedOnce) {
  EXPECT_EQ(path_of("/v1/people/a%20b"), "/v1/people/a b");
  EXPECT_EQ(path_of("/%2525"), "/%25");
  EXPECT_EQ(path_of("/caf%C3%A9"), "/café");
  EXPECT_EQ(parse_target("/v1/x?q=%41&r")->query, "q=%41&r");
  EXPECT_EQ(path_of("/v1/people/"), "/v1/people");
  EXPECT_EQ(path_of("/"), "/");
}

TEST(Target, MayNameTheHost) {
  EXPECT_EQ(path_of("http://holdfast.example:8080/v1/me?x=1"), "/v1/me");
  EXPECT_EQ(path_of("https://holdfast.example"), "/");
}

TEST(Target, RefusesWhatCouldMeanAnotherPlace) {
  for (const char* raw :
       {"/a%00b",  "/%",          "/%4",    "/%zz",  "/%ff", "/%C3%28", "/../etc/passwd",
        "/a/../b", "/a/%2e%2e/b", "/a/./b", "/a//b", "//a",  "/a%2fb",  "/a%5cb",
        "/a\\b",   "/a%0d%0ab",   "/a#b",   "a",     "",     "/x?a=%0", "/x?a=%00",
        "/x?a=%ff"}) {
    if (std::string_view(raw).empty()) continue;  // an absolute form without a path is "/"
    EXPECT_EQ(path_of(raw), "refused") << raw;
  }
}

TEST(Request, ReadsCookiesAndQueries) {
  Request request;
  request.headers = {{"cookie", "a=1; holdfast_session=tok=en;b=2"}};
  request.query = "state=open&name=Ann+B%26&flag";
  EXPECT_EQ(request.cookie("holdfast_session"), "tok=en");
  EXPECT_EQ(request.cookie("b"), "2");
  EXPECT_EQ(request.cookie("session"), "");
  EXPECT_EQ(request.query_parameter("name"), "Ann B&");
  EXPECT_EQ(request.query_parameter("flag"), "");
  EXPECT_EQ(request.query_parameter("none"), std::nullopt);
}

// A filter that is misspelt and ignored shows a person the wrong rows.
TEST(Request, RefusesQueryParametersItDoesNotKnow) {
  Request request;
  request.query = "limit=5&cursr=x";
  EXPECT_THAT(request.expect_query({"limit", "cursor"}).error().message,
              HasSubstr("known are limit, cursor"));
  request.query = "limit=5&limit=6";
  EXPECT_THAT(request.expect_query({"limit"}).error().message, HasSubstr("twice"));
  request.query = "limit=5";
  EXPECT_TRUE(request.expect_query({"limit", "cursor"}));
}

class RouterTest : public testing::Test {
 protected:
  void add(Method method, const std::string& pattern) {
    router_.add_async(method, pattern, open_to_all(), {});
  }
  std::string found(Method method, std::string_view path) {
    const Router::Match match = router_.match(method, path);
    return match.route == nullptr ? "none" : match.route->pattern;
  }
  Router router_;
};

TEST_F(RouterTest, PrefersTheMoreSpecificPattern) {
  for (const char* pattern :
       {"/v1/people", "/v1/people/me", "/v1/people/{id}", "/v1/people/{id}/roles",
        "/v1/people/{id}:deactivate", "/audit/{log}/tile/{rest...}", "/v1/{noun}/count"}) {
    add(Method::Get, pattern);
  }
  EXPECT_EQ(found(Method::Get, "/v1/people"), "/v1/people");
  EXPECT_EQ(found(Method::Get, "/v1/people/me"), "/v1/people/me");
  EXPECT_EQ(found(Method::Get, "/v1/people/7"), "/v1/people/{id}");
  EXPECT_EQ(found(Method::Get, "/v1/people/7:deactivate"), "/v1/people/{id}:deactivate");
  EXPECT_EQ(found(Method::Get, "/v1/people/7/roles"), "/v1/people/{id}/roles");
  EXPECT_EQ(found(Method::Get, "/audit/default/tile/0/x001/002"), "/audit/{log}/tile/{rest...}");
  EXPECT_EQ(found(Method::Get, "/v1/people/count"), "/v1/people/{id}");
  EXPECT_EQ(found(Method::Get, "/v1/items/count"), "/v1/{noun}/count");
  EXPECT_EQ(found(Method::Get, "/v1/people/7/nothing"), "none");
  EXPECT_EQ(found(Method::Get, "/v1"), "none");
}

TEST_F(RouterTest, FillsParametersByTheRoutesOwnNames) {
  add(Method::Get, "/v1/people/{id}/roles/{role}");
  add(Method::Post, "/v1/people/{person}:deactivate");
  add(Method::Get, "/audit/{log}/tile/{rest...}");
  EXPECT_THAT(router_.match(Method::Get, "/v1/people/7/roles/trainer").parameters,
              ElementsAre(Pair("id", "7"), Pair("role", "trainer")));
  EXPECT_THAT(router_.match(Method::Post, "/v1/people/7:deactivate").parameters,
              ElementsAre(Pair("person", "7")));
  EXPECT_THAT(router_.match(Method::Get, "/audit/d/tile/0/x001").parameters,
              ElementsAre(Pair("log", "d"), Pair("rest", "0/x001")));
}

TEST_F(RouterTest, TellsUnderWhichMethodsAPathExists) {
  add(Method::Get, "/v1/people/{id}");
  add(Method::Delete, "/v1/people/{id}");
  add(Method::Post, "/v1/people");
  EXPECT_THAT(router_.match(Method::Put, "/v1/people/7").allowed,
              ElementsAre(Method::Get, Method::Delete));
  EXPECT_THAT(router_.match(Method::Get, "/v1/people").allowed, ElementsAre(Method::Post));
  EXPECT_EQ(found(Method::Head, "/v1/people/7"), "/v1/people/{id}");
}

TEST_F(RouterTest, FallsBackForReadingOnly) {
  add(Method::Get, "/v1/people");
  router_.fallback(open_to_all(), [](const Request&) { return json("{}"); });
  EXPECT_EQ(found(Method::Get, "/contacts/7"), "*");
  EXPECT_EQ(found(Method::Post, "/contacts/7"), "none");
  EXPECT_EQ(found(Method::Post, "/v1/people"), "none");
}

TEST(Problem, HasOneStatusPerErrorCode) {
  const std::vector<std::pair<ErrorCode, int>> all = {
      {ErrorCode::InvalidInput, 400},  {ErrorCode::NotFound, 404},
      {ErrorCode::Denied, 403},        {ErrorCode::Conflict, 409},
      {ErrorCode::LimitExceeded, 413}, {ErrorCode::Unavailable, 503},
      {ErrorCode::Corrupted, 500}};
  for (const auto& [code, status] : all) {
    EXPECT_EQ(problem(Error{code, "why"}).status, status);
  }
  EXPECT_EQ(problem(Error{ErrorCode::Conflict, "read \"again\""}).body,
            R"({"type":"about:blank","title":"Conflict","status":409,)"
            R"("detail":"read \"again\"","code":"conflict"})");
}

// What failed inside is for the operator: the caller gets the id of the line in the log.
TEST(Problem, TellsNothingOfTheInside) {
  const Response response = problem(Error{ErrorCode::Corrupted, "row 7 of vault_key differs"});
  EXPECT_THAT(response.body, Not(HasSubstr("vault_key")));
  EXPECT_THAT(response.body, HasSubstr("its log has the reason under "));
}

TEST(ResponseHead, CarriesTheSecurityHeaders) {
  std::string head;
  append_head(head, json("{}"), {.is_tls = true, .date = "today"});
  EXPECT_THAT(head, HasSubstr("HTTP/1.1 200 OK\r\nDate: today\r\n"));
  EXPECT_THAT(head, HasSubstr("\r\nContent-Security-Policy: default-src 'none'; frame-ancestors"));
  for (const char* header :
       {"X-Content-Type-Options: nosniff", "Referrer-Policy: no-referrer",
        "Cross-Origin-Opener-Policy: same-origin", "Permissions-Policy: camera=()",
        "Strict-Transport-Security: max-age=", "Cache-Control: no-store", "Content-Length: 2"}) {
    EXPECT_THAT(head, HasSubstr(std::string("\r\n") + header));
  }
  head.clear();
  append_head(head, json("{}"), {});
  EXPECT_THAT(head, Not(HasSubstr("Strict-Transport-Security")));
}

TEST(ResponseHead, PagesMayLoadOurOwnScriptsAndNoOthers) {
  Response page;
  page.header("Content-Type", "text/html; charset=utf-8").header("cache-control", "no-cache");
  std::string head;
  append_head(head, page, {});
  EXPECT_THAT(head, HasSubstr("script-src 'self';"));
  EXPECT_THAT(head, HasSubstr("frame-ancestors 'none'"));
  EXPECT_THAT(head, Not(HasSubstr("no-store")));
}

TEST(ResponseHead, AValueCannotAddAHeader) {
  Response response = json("{}");
  response.header("Content-Disposition", "attachment; filename=\"a\r\nSet-Cookie: x=1\"");
  std::string head;
  append_head(head, response, {});
  EXPECT_THAT(head, Not(HasSubstr("\nSet-Cookie")));
}

TEST(ResponseHead, DatesAreThoseOfHttp) {
  EXPECT_EQ(http_date(784111777), "Sun, 06 Nov 1994 08:49:37 GMT");
}

TEST(EventStream, LinesCannotBreakOutOfTheirEvent) {
  std::string out;
  append_event(out, "verdict\nid: 9", "7", "one\r\ntwo\nevent: forged\rend");
  EXPECT_EQ(
      out, "event: verdict id: 9\nid: 7\ndata: one\ndata: two\ndata: event: forged\ndata: end\n\n");
}

TEST(PermissionSet, ChangesDoNotReachCopies) {
  PermissionSet original = {"contacts.read"};
  PermissionSet copy = original;
  copy.insert("people.manage");
  EXPECT_FALSE(original.contains("people.manage"));
  EXPECT_TRUE(copy.contains("contacts.read"));
  EXPECT_THAT(copy, ElementsAre("contacts.read", "people.manage"));
}

}  // namespace
}  // namespace holdfast::http
