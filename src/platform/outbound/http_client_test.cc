#include "platform/outbound/http_client.h"

#include <filesystem>
#include <future>

#include <gtest/gtest.h>

#include "platform/outbound/testing_server.h"

namespace holdfast::outbound {
namespace {

std::unique_ptr<HttpClient> local_client(std::string ca_file = "") {
  return make_http_client({.guard = *AddressGuard::allowing({"127.0.0.1"}),
                           .allows_plain = true,
                           .ca_file = std::move(ca_file)});
}
HttpRequest post(const std::string& url, std::string body = "{}") {
  return {.url = Sensitive(url),
          .headers = {{"Content-Type", "application/json"}},
          .body = std::move(body)};
}

TEST(HttpClient, SendsTheRequestAndBringsTheAnswer) {
  TestHttpServer server([](const auto&) { return TestHttpServer::status(201, "made"); });
  const HttpResponse response =
      *local_client()->send(post(server.url("/hook?token=1"), "{\"a\":1}"));
  EXPECT_EQ(response.status, 201);
  EXPECT_EQ(response.body, "made");
  ASSERT_EQ(server.requests().size(), 1U);
  const auto request = server.requests()[0];
  EXPECT_TRUE(request.head.starts_with("POST /hook?token=1 HTTP/1.1\r\n")) << request.head;
  EXPECT_EQ(request.header("Content-Type"), "application/json");
  EXPECT_EQ(request.header("User-Agent"), "Holdfast");
  EXPECT_EQ(request.body, "{\"a\":1}");
}

TEST(HttpClient, ErrorsOfTheOtherSideAreAnswers) {
  TestHttpServer server([](const auto&) { return TestHttpServer::status(500, "no"); });
  EXPECT_EQ(local_client()->send(post(server.url()))->status, 500);
}

// A redirect could lead where the guard would not have let the first request go.
TEST(HttpClient, RedirectsAreNotFollowed) {
  TestHttpServer target([](const auto&) { return TestHttpServer::status(200); });
  TestHttpServer server([&](const auto&) {
    return "HTTP/1.1 302 Found\r\nLocation: " + target.url() + "\r\nContent-Length: 0\r\n\r\n";
  });
  EXPECT_EQ(local_client()->send(post(server.url()))->status, 302);
  EXPECT_TRUE(target.requests().empty());
}

TEST(HttpClient, AGuardedAddressIsNeverConnectedTo) {
  TestHttpServer server([](const auto&) { return TestHttpServer::status(200); });
  const auto client = make_http_client({.allows_plain = true});
  const std::string port = server.url("").substr(server.url("").rfind(':'));
  // Names and odd spellings of this machine included: the address counts.
  for (const std::string host : {"127.0.0.1", "localhost", "2130706433", "0x7f000001", "127.1",
                                 "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"}) {
    const Result<HttpResponse> response = client->send(post("http://" + host + port + "/hook"));
    ASSERT_FALSE(response) << host;
    EXPECT_EQ(response.error().code, ErrorCode::Denied) << host << ": " << response.error().message;
  }
  EXPECT_TRUE(server.requests().empty());
}

// A proxy would connect in our place, behind the guard's back.
TEST(HttpClient, AProxyOfTheEnvironmentIsNotUsed) {
  TestHttpServer proxy([](const auto&) { return TestHttpServer::status(200, "proxied"); });
  TestHttpServer server([](const auto&) { return TestHttpServer::status(200, "direct"); });
  ::setenv("http_proxy", proxy.url("").c_str(), 1);
  const auto response = local_client()->send(post(server.url()));
  ::unsetenv("http_proxy");
  EXPECT_EQ(response->body, "direct");
}

TEST(HttpClient, AnswersAreReadToALimit) {
  TestHttpServer server(
      [](const auto&) { return TestHttpServer::status(200, std::string(1'000'000, 'x')); });
  const auto response = local_client()->send(post(server.url()));
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 200);
  EXPECT_EQ(response->body.size(), 64U * 1024);
}

TEST(HttpClient, AServerThatDoesNotAnswerIsGivenUp) {
  std::promise<void> done;
  const std::shared_future<void> finished = done.get_future().share();
  TestHttpServer server([&](const auto&) {
    finished.wait();
    return TestHttpServer::status(200);
  });
  HttpRequest request = post(server.url());
  request.timeout = std::chrono::milliseconds(50);
  const auto response = local_client()->send(request);
  done.set_value();
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::Unavailable);
}

TEST(HttpClient, NobodyListeningIsAnError) {
  std::string url;
  {
    TestHttpServer server([](const auto&) { return TestHttpServer::status(200); });
    url = server.url("/secret-path");
  }
  const auto response = local_client()->send(post(url));
  ASSERT_FALSE(response);
  EXPECT_EQ(response.error().code, ErrorCode::Unavailable);
  EXPECT_EQ(response.error().message.find("secret-path"), std::string::npos)
      << "an error shows a URL, which may hold a token";
}

TEST(HttpClient, ACertificateMustBeTrusted) {
  const TestCertificate certificate;
  TestHttpServer server([](const auto&) { return TestHttpServer::status(200); }, &certificate);
  const auto refused = local_client()->send(post(server.url()));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::Unavailable);
  EXPECT_TRUE(server.requests().empty());

  std::string directory = (std::filesystem::temp_directory_path() / "holdfast-XXXXXX").string();
  ASSERT_NE(mkdtemp(directory.data()), nullptr);
  certificate.save(directory + "/ca.pem");
  const auto response = local_client(directory + "/ca.pem")->send(post(server.url()));
  std::filesystem::remove_all(directory);
  ASSERT_TRUE(response) << response.error().message;
  EXPECT_EQ(response->status, 200);
}

TEST(HttpClient, UrlsAreHttpsWithAHostAndNothingHidden) {
  EXPECT_EQ(*host_of("https://example.org/hook?x=1", false), "example.org");
  EXPECT_EQ(*host_of("https://example.org:8443", false), "example.org");
  EXPECT_EQ(*host_of("http://example.org", true), "example.org");
  for (const std::string_view url :
       {"http://example.org", "ftp://example.org", "file:///etc/passwd", "gopher://x", "https://",
        "https://user:secret@example.org", "https://user@example.org", "example.org", "",
        "https://exa mple.org", "javascript:alert(1)"}) {
    const auto host = host_of(url, false);
    ASSERT_FALSE(host) << url;
    EXPECT_EQ(host.error().code, ErrorCode::InvalidInput);
  }
}

TEST(HttpClient, AHeaderCannotBringAnotherOne) {
  TestHttpServer server([](const auto&) { return TestHttpServer::status(200); });
  HttpRequest request = post(server.url());
  request.headers = {{"X-One", "1\r\nX-Two: 2"}};
  EXPECT_EQ(local_client()->send(request).error().code, ErrorCode::InvalidInput);
  request.headers = {{"X-One: 1\r\nX-Two", "2"}};
  EXPECT_EQ(local_client()->send(request).error().code, ErrorCode::InvalidInput);
}

}  // namespace
}  // namespace holdfast::outbound
