#include "platform/http/server.h"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <sstream>
#include <thread>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <spdlog/sinks/ostream_sink.h>
#include <spdlog/spdlog.h>

#include "platform/http/test_client.h"
#include "platform/telemetry/metrics.h"

namespace holdfast::http {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;
using testing::Not;

// Lets one thread wait for another in tests.
class Signal {
 public:
  void set() {
    const std::scoped_lock lock(mutex_);
    is_set_ = true;
    changed_.notify_all();
  }
  bool wait() {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, 20s, [this] { return is_set_; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool is_set_ = false;
};

Result<Principal> by_test_key(const Request& request) {
  const std::string_view key = request.header("authorization");
  if (key.empty()) return Principal{};
  if (key == "Bearer csrf") return Error{ErrorCode::Denied, "the CSRF token is missing"};
  if (key == "Bearer reader") {
    return Principal{.kind = Principal::Kind::ApiKey, .permissions = {"things.read"}};
  }
  return Error{ErrorCode::NotFound, "the API key is not valid"};
}

class ServerTest : public testing::Test {
 protected:
  ServerTest() {
    options_.io_threads = 2;
    options_.worker_threads = 2;
    router_.get("/hello", open_to_all(), [](const Request&) { return json(R"({"hello":1})"); });
    router_.post("/echo", open_to_all(), [](const Request& request) { return json(request.body); },
                 {.body_bytes_max = 1000});
    router_.get("/things", requires_permission("things.read"), [](const Request& request) {
      return json("\"" + request.principal.actor() + "\"");
    });
    router_.post("/things", requires_permission("things.write"),
                 [](const Request&) { return json("{}"); });
  }

  void start() {
    auto server = Server::start(options_, router_, Authenticate(by_test_key));
    ASSERT_TRUE(server) << server.error().message;
    server_ = *std::move(server);
  }
  TestClient connect() { return TestClient(server_->port()); }
  TestResponse ask(std::string_view bytes) { return connect().ask(bytes); }
  TestResponse get(const std::string& path) {
    return ask("GET " + path + " HTTP/1.1\r\nHost: x\r\n\r\n");
  }

  ServerOptions options_;
  Router router_;
  std::unique_ptr<Server> server_;
};

std::string post(const std::string& path, const std::string& body, const std::string& more = "") {
  return "POST " + path + " HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n" + more +
         "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body;
}

TEST_F(ServerTest, AnswersOnOneConnectionAgainAndAgain) {
  start();
  TestClient client = connect();
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(client.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").body, R"({"hello":1})");
    EXPECT_EQ(client.ask(post("/echo", "\"text\"")).body, "\"text\"");
  }
}

TEST_F(ServerTest, HeadIsGetWithoutItsBody) {
  start();
  TestClient client = connect();
  client.send("HEAD /hello HTTP/1.1\r\nHost: x\r\n\r\n");
  const TestResponse head = client.receive(true);
  EXPECT_EQ(head.status, 200);
  EXPECT_EQ(head.headers.at("content-length"), "11");
  EXPECT_EQ(client.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

TEST_F(ServerTest, OtherMethodsAreToldWhatIsAllowed) {
  start();
  const TestResponse wrong = ask("DELETE /things HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(wrong.status, 405);
  EXPECT_EQ(wrong.headers.at("allow"), "GET, HEAD, POST, OPTIONS");
  const TestResponse asked = ask("OPTIONS /things HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_EQ(asked.status, 204);
  EXPECT_EQ(asked.headers.at("allow"), "GET, HEAD, POST, OPTIONS");
  EXPECT_EQ(get("/nothing").status, 404);
  EXPECT_THAT(get("/nothing").body, HasSubstr(R"("code":"not_found")"));
}

TEST_F(ServerTest, ARouteIsClosedToWhoMayNot) {
  start();
  const TestResponse anonymous = get("/things");
  EXPECT_EQ(anonymous.status, 401);
  EXPECT_EQ(anonymous.headers.at("www-authenticate"), "Bearer");
  EXPECT_EQ(ask("GET /things HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer old\r\n\r\n").status,
            401);
  EXPECT_EQ(ask("GET /things HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer csrf\r\n\r\n").status,
            403);
  EXPECT_EQ(ask("GET /things HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer reader\r\n\r\n").status,
            200);
  const TestResponse lacking = ask(post("/things", "{}", "Authorization: Bearer reader\r\n"));
  EXPECT_EQ(lacking.status, 403);
  EXPECT_THAT(lacking.body, HasSubstr("things.write"));
}

// The refusal comes without the body being taken, and the connection stays in step.
TEST_F(ServerTest, ASmallRefusedBodyDoesNotEndTheConnection) {
  start();
  TestClient client = connect();
  EXPECT_EQ(client.ask(post("/things", "{}")).status, 401);
  EXPECT_EQ(client.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

TEST_F(ServerTest, WhatIsNotHttpGetsAProblemAndTheConnectionEnds) {
  start();
  const std::string host = " HTTP/1.1\r\nHost: x\r\n";
  const std::vector<std::pair<std::string, int>> cases = {
      {"nonsense\r\n\r\n", 400},
      {"\x16\x03\x01\x02\x01\x01\x01\xfc\x03\x03 TLS on a plain port", 400},
      {"GET /hello HTTP/1.1\r\n\r\n", 400},
      {"GET /hello HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n", 400},
      {"GET /hello HTTP/1.1\r\nHost : x\r\n\r\n", 400},
      {"GET /hello HTTP/2.0\r\nHost: x\r\n\r\n", 505},
      {"BREW /hello" + host + "\r\n", 501},
      {"GET /a%00b" + host + "\r\n", 400},
      {"GET /a%zz" + host + "\r\n", 400},
      {"GET /%ff%fe" + host + "\r\n", 400},
      {"GET /a/../../etc/passwd" + host + "\r\n", 400},
      {"GET /a%2f..%2fb" + host + "\r\n", 400},
      // What a proxy in front could read as two requests where we read one, or the reverse.
      {"POST /echo" + host + "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
       400},
      {"POST /echo" + host + "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n0\r\n\r\n",
       400},
      {"POST /echo" + host + "Content-Length: 3\r\nContent-Length: 4\r\n\r\nabcd", 400},
      {"POST /echo" + host + "Content-Length: -1\r\n\r\n", 400},
      {"POST /echo" + host + "Content-Length: 1x\r\n\r\na", 400},
      {"POST /echo" + host + "Transfer-Encoding: xchunked\r\n\r\n", 501},
      {"POST /echo" + host +
           "Content-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzzz\r\n",
       400},
      {"POST /echo" + host + "Expect: a miracle\r\nContent-Length: 1\r\n\r\n", 417},
  };
  for (const auto& [bytes, status] : cases) {
    TestClient client = connect();
    const TestResponse response = client.ask(bytes);
    EXPECT_EQ(response.status, status) << bytes;
    EXPECT_EQ(response.headers.at("content-type"), "application/problem+json") << bytes;
    EXPECT_EQ(response.headers.at("connection"), "close") << bytes;
    client.close_own_side();
    EXPECT_TRUE(client.is_closed_by_server()) << bytes;
  }
}

TEST_F(ServerTest, HeadersHaveALimit) {
  start();
  const std::string start_line = "GET /hello HTTP/1.1\r\nHost: x\r\n";
  EXPECT_EQ(ask(start_line + "X: " + std::string(20'000, 'a') + "\r\n\r\n").status, 431);
  EXPECT_EQ(ask("GET /" + std::string(20'000, 'a') + " HTTP/1.1\r\nHost: x\r\n\r\n").status, 431);
  std::string many = start_line;
  for (int i = 0; i < 101; ++i) many += "X: a\r\n";
  EXPECT_EQ(ask(many + "\r\n").status, 431);
  std::string large_in_sum = start_line;
  for (int i = 0; i < 10; ++i) large_in_sum += "X: " + std::string(2'000, 'a') + "\r\n";
  EXPECT_EQ(ask(large_in_sum + "\r\n").status, 431);
}

TEST_F(ServerTest, ABodyBeyondTheRoutesLimitIsRefusedUnread) {
  start();
  TestClient client = connect();
  const TestResponse response = client.ask(
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
      "Content-Length: 104857600\r\n\r\n");
  EXPECT_EQ(response.status, 413);
  EXPECT_THAT(response.body, HasSubstr("104857600 bytes, 1000 allowed"));
  EXPECT_EQ(response.headers.at("connection"), "close");
}

TEST_F(ServerTest, AClientThatKeepsSendingStillReadsTheRefusal) {
  start();
  TestClient client = connect();
  client.send(
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
      "Content-Length: 8000000\r\n\r\n");
  const std::string megabyte(1'000'000, 'x');
  for (int i = 0; i < 8; ++i) client.send(megabyte);
  EXPECT_EQ(client.receive().status, 413);
}

TEST_F(ServerTest, ChunkedBodiesAreJoinedAndLimited) {
  start();
  const std::string head =
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
      "Transfer-Encoding: chunked\r\n\r\n";
  TestClient client = connect();
  EXPECT_EQ(client.ask(head + "3\r\n\"ab\r\n2;note=1\r\nc\"\r\n0\r\nTrailer: x\r\n\r\n").body,
            "\"abc\"");
  EXPECT_EQ(client.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  EXPECT_EQ(ask(head + "3e9\r\n" + std::string(1001, 'x') + "\r\n0\r\n\r\n").status, 413);
  EXPECT_EQ(ask(head + "1;" + std::string(200'000, 'x')).status, 400);
}

TEST_F(ServerTest, ContinueIsSaidOnlyToWhomItConcerns) {
  start();
  TestClient client = connect();
  const std::string head =
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nExpect: "
      "100-continue\r\n";
  client.send(head + "Content-Length: 2\r\n\r\n");
  EXPECT_EQ(client.receive().status, 100);
  EXPECT_EQ(client.ask("{}").body, "{}");
  client.send(head + "Content-Length: 2000\r\n\r\n");
  EXPECT_EQ(client.receive().status, 413);
  EXPECT_EQ(ask("POST /things HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                "Expect: 100-continue\r\nContent-Length: 2\r\n\r\n")
                .status,
            401);
}

TEST_F(ServerTest, PipelinedRequestsAreAnsweredInOrder) {
  start();
  TestClient client = connect();
  std::string all;
  for (int i = 0; i < 200; ++i) all += post("/echo", std::to_string(i));
  client.send(all);
  for (int i = 0; i < 200; ++i) EXPECT_EQ(client.receive().body, std::to_string(i));
}

TEST_F(ServerTest, RequestsMayArriveByteByByte) {
  start();
  TestClient client = connect();
  const std::string request = post("/echo", "{\"a\":1}");
  for (std::size_t i = 0; i < request.size(); ++i) client.send(request.substr(i, 1));
  EXPECT_EQ(client.receive().body, "{\"a\":1}");
}

TEST_F(ServerTest, AClientThatClosedItsSideStillGetsItsAnswers) {
  start();
  TestClient client = connect();
  client.send(post("/echo", "1") + post("/echo", "2"));
  client.close_own_side();
  EXPECT_EQ(client.receive().body, "1");
  EXPECT_EQ(client.receive().body, "2");
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST_F(ServerTest, ARequestCutOffIsAnError) {
  start();
  TestClient client = connect();
  client.send(
      "POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
      "Content-Length: 10\r\n\r\n{}");
  client.close_own_side();
  EXPECT_EQ(client.receive().status, 400);
}

TEST_F(ServerTest, SpeaksHttp10) {
  start();
  TestClient client = connect();
  EXPECT_EQ(client.ask("GET /hello HTTP/1.0\r\nConnection: keep-alive\r\n\r\n").status, 200);
  const TestResponse last = client.ask("GET /hello HTTP/1.0\r\n\r\n");
  EXPECT_EQ(last.headers.at("connection"), "close");
  EXPECT_TRUE(client.is_closed_by_server());
}

TEST_F(ServerTest, SlowClientsAreTimedOut) {
  options_.header_timeout = 40ms;
  options_.body_timeout = 40ms;
  options_.idle_timeout = 40ms;
  start();
  EXPECT_EQ(ask("GET /hel").status, 408);
  EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n"
                "Content-Length: 10\r\n\r\n{")
                .status,
            408);
  TestClient idle = connect();
  EXPECT_EQ(idle.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  EXPECT_TRUE(idle.is_closed_by_server());
  TestClient silent = connect();
  EXPECT_TRUE(silent.is_closed_by_server());
}

TEST_F(ServerTest, TurnsAwayWhomItCannotServe) {
  options_.connections_max = 2;
  start();
  TestClient first = connect();
  TestClient second = connect();
  EXPECT_EQ(first.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  EXPECT_EQ(second.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  TestClient third = connect();
  EXPECT_EQ(third.receive().status, 503);
  EXPECT_EQ(first.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
}

TEST_F(ServerTest, JsonRoutesTakeJson) {
  start();
  EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n{}").status, 415);
  EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: text/plain\r\n"
                "Content-Length: 2\r\n\r\n{}")
                .status,
            415);
  EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Type: Application/SCIM+JSON ; "
                "charset=utf-8\r\nContent-Length: 2\r\n\r\n{}")
                .status,
            200);
  EXPECT_EQ(ask("POST /echo HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n").status, 200);
}

TEST_F(ServerTest, HandlersThatFailBecomeProblems) {
  router_.get("/denied", open_to_all(), [](const Request&) -> Result<Response> {
    return Error{ErrorCode::Denied, "needs contacts.read"};
  });
  router_.get("/throws", open_to_all(), [](const Request&) -> Result<Response> {
    throw std::runtime_error("secret inside");
  });
  router_.add_async(Method::Get, "/forgets", open_to_all(),
                    [](const std::shared_ptr<const Request>&, const Respond&) {});
  router_.add_async(Method::Get, "/twice", open_to_all(),
                    [](const std::shared_ptr<const Request>&, const Respond& respond) {
                      respond(json("1"));
                      respond(json("2"));
                    });
  start();
  EXPECT_EQ(get("/denied").status, 403);
  const TestResponse thrown = get("/throws");
  EXPECT_EQ(thrown.status, 500);
  EXPECT_THAT(thrown.body, Not(HasSubstr("secret inside")));
  EXPECT_EQ(get("/forgets").status, 500);
  TestClient client = connect();
  EXPECT_EQ(client.ask("GET /twice HTTP/1.1\r\nHost: x\r\n\r\n").body, "1");
  EXPECT_EQ(client.ask("GET /twice HTTP/1.1\r\nHost: x\r\n\r\n").body, "1");
}

TEST_F(ServerTest, AnswersMayComeFromAnotherThread) {
  std::vector<std::thread> threads;
  std::mutex mutex;
  router_.add_async(Method::Post, "/later", open_to_all(),
                    [&](const std::shared_ptr<const Request>& request, const Respond& respond) {
                      const std::scoped_lock lock(mutex);
                      threads.emplace_back([request, respond] { respond(json(request->body)); });
                    });
  start();
  TestClient client = connect();
  for (int i = 0; i < 50; ++i) {
    EXPECT_EQ(client.ask(post("/later", std::to_string(i))).body, std::to_string(i));
  }
  for (std::thread& thread : threads) thread.join();
}

TEST_F(ServerTest, UnknownCredentialsAreLookedUpOffTheIoThread) {
  std::atomic<int> look_ups = 0;
  std::set<std::string> known;
  std::mutex mutex;
  Authenticator authenticator;
  authenticator.known = [&](const Request& request) -> std::optional<Result<Principal>> {
    const std::scoped_lock lock(mutex);
    if (!known.contains(std::string(request.header("authorization")))) return std::nullopt;
    return Principal{.kind = Principal::Kind::Person, .permissions = {"things.read"}};
  };
  authenticator.look_up = [&](const Request& request) -> Result<Principal> {
    ++look_ups;
    if (request.header("authorization") != "Bearer real") {
      return Error{ErrorCode::NotFound, "the API key is not valid"};
    }
    const std::scoped_lock lock(mutex);
    known.insert("Bearer real");
    return Principal{.kind = Principal::Kind::Person, .permissions = {"things.read"}};
  };
  server_ = *Server::start(options_, router_, authenticator);
  const std::string head = "GET /things HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ";
  EXPECT_EQ(ask(head + "real\r\n\r\n").status, 200);
  EXPECT_EQ(ask(head + "real\r\n\r\n").status, 200);
  EXPECT_EQ(look_ups, 1);
  EXPECT_EQ(ask(head + "fake\r\n\r\n").status, 401);
  EXPECT_EQ(ask(post("/things", "{}", "Authorization: Bearer other\r\n")).status, 401);
  server_.reset();  // before what the authenticator refers to
}

TEST_F(ServerTest, RefusesToListenBeyondLoopbackInTheClear) {
  options_.address = "0.0.0.0";
  const auto refused = Server::start(options_, router_, Authenticate(by_test_key));
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::InvalidInput);
  EXPECT_THAT(refused.error().message, HasSubstr("allow_plain_beyond_loopback"));
  options_.allow_plain_beyond_loopback = true;
  start();
  EXPECT_EQ(get("/hello").status, 200);
}

TEST_F(ServerTest, RefusesOptionsThatCannotWork) {
  const auto message = [this] {
    const auto server = Server::start(options_, router_, Authenticate(by_test_key));
    return server ? "started" : server.error().message;
  };
  options_.address = "holdfast.example";
  EXPECT_THAT(message(), HasSubstr("not an IP address"));
  options_.address = "127.0.0.1";
  options_.certificate_file = "/nowhere/certificate.pem";
  EXPECT_THAT(message(), HasSubstr("both or not at all"));
  options_.key_file = "/nowhere/key.pem";
  EXPECT_THAT(message(), HasSubstr("/nowhere/certificate.pem"));
}

TEST_F(ServerTest, ASecondServerOnThePortIsAConflict) {
  start();
  options_.port = server_->port();
  const auto second = Server::start(options_, router_, Authenticate(by_test_key));
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().code, ErrorCode::Conflict);
}

TEST_F(ServerTest, StoppingLetsTheRunningRequestFinish) {
  options_.io_threads = 1;  // so that one connection's end tells what the other knows
  Signal started, may_finish;
  router_.get("/slow", open_to_all(), [&](const Request&) {
    started.set();
    may_finish.wait();
    return json("\"finished\"");
  });
  start();
  TestClient idle = connect();
  EXPECT_EQ(idle.ask("GET /hello HTTP/1.1\r\nHost: x\r\n\r\n").status, 200);
  TestClient client = connect();
  client.send("GET /slow HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(started.wait());
  std::jthread stopping([this] { server_->stop(20s); });
  EXPECT_TRUE(idle.is_closed_by_server());  // so the server has begun to stop
  may_finish.set();
  const TestResponse response = client.receive();
  EXPECT_EQ(response.body, "\"finished\"");
  EXPECT_EQ(response.headers.at("connection"), "close");
}

TEST_F(ServerTest, AnswersAfterTheEndGoNowhere) {
  Respond late;
  Signal received;
  router_.add_async(Method::Get, "/late", open_to_all(),
                    [&](const std::shared_ptr<const Request>&, const Respond& respond) {
                      late = respond;
                      received.set();
                    });
  start();
  TestClient client = connect();
  client.send("GET /late HTTP/1.1\r\nHost: x\r\n\r\n");
  ASSERT_TRUE(received.wait());
  server_->stop(0ms);
  EXPECT_TRUE(client.is_closed_by_server());
  server_.reset();
  late(json("{}"));
}

TEST_F(ServerTest, CountsByPatternAndNotByPath) {
  telemetry::Metrics metrics;
  options_.metrics = &metrics;
  router_.get("/people/{id}", open_to_all(), [](const Request& request) {
    return json("\"" + std::string(request.parameter("id")) + "\"");
  });
  start();
  EXPECT_EQ(get("/people/4111111111111111").body, "\"4111111111111111\"");
  get("/people/7");
  get("/nothing");
  server_->stop(20s);
  const std::string text = metrics.render();
  EXPECT_THAT(text, HasSubstr("holdfast_http_requests_total{method=\"GET\",route=\"/people/{id}\","
                              "status=\"2xx\"} 2"));
  EXPECT_THAT(text, HasSubstr("route=\"none\",status=\"4xx\"} 1"));
  EXPECT_THAT(text, HasSubstr("holdfast_http_connections 0"));
  EXPECT_THAT(text, Not(HasSubstr("4111111111111111")));
}

TEST_F(ServerTest, TheAccessLogHasNeitherPathValuesNorQueries) {
  std::ostringstream log;
  const auto before = spdlog::default_logger();
  spdlog::set_default_logger(std::make_shared<spdlog::logger>(
      "test", std::make_shared<spdlog::sinks::ostream_sink_mt>(log)));
  options_.access_log = AccessLog::All;
  router_.get("/people/{id}", open_to_all(), [](const Request&) { return json("{}"); });
  start();
  get("/people/4111111111111111?name=Ann%20Example");
  get("/nothing/4111111111111111");
  server_->stop(20s);
  spdlog::set_default_logger(before);
  EXPECT_THAT(log.str(), HasSubstr("GET /people/{id} 200 in "));
  EXPECT_THAT(log.str(), HasSubstr("anonymous from 127.0.0.1"));
  EXPECT_THAT(log.str(), Not(HasSubstr("4111111111111111")));
  EXPECT_THAT(log.str(), Not(HasSubstr("Ann")));
}

class StreamTest : public ServerTest {
 protected:
  StreamTest() {
    router_.get("/stream", open_to_all(), [this](const Request&) {
      Response response;
      response.body = begins_with_;
      response.on_stream = [this](std::shared_ptr<EventStream> stream) {
        stream->on_close([this] { closed_.set(); });
        stream_ = std::move(stream);
        opened_.set();
      };
      return response;
    });
  }
  ~StreamTest() override { server_.reset(); }  // whose threads use what follows

  // Reads the head and returns what follows event by event.
  TestClient open() {
    TestClient client = connect();
    client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
    EXPECT_THAT(client.read_through("\r\n\r\n"), HasSubstr("Content-Type: text/event-stream"));
    EXPECT_TRUE(opened_.wait());
    return client;
  }
  std::string begins_with_;
  std::shared_ptr<EventStream> stream_;
  Signal opened_, closed_;
};

TEST_F(StreamTest, EventsArriveInOrderFromAnyThread) {
  start();
  TestClient client = open();
  std::thread publisher([this] {
    for (int i = 0; i < 1000; ++i) stream_->send("verdict", std::to_string(i), "{}");
  });
  for (int i = 0; i < 1000; ++i) {
    ASSERT_EQ(client.read_through("\n\n"),
              "event: verdict\nid: " + std::to_string(i) + "\ndata: {}\n\n");
  }
  publisher.join();
  stream_->send("bye", "", "last");
  stream_->close();
  EXPECT_EQ(client.read_rest(), "event: bye\ndata: last\n\n");
}

TEST_F(StreamTest, WhatAStreamBeginsWithArrivesWholeHoweverLong) {
  for (int i = 0; i < 20'000; ++i) append_event(begins_with_, "verdict", std::to_string(i), "{}");
  ASSERT_GT(begins_with_.size(), EventStream::kBytesWaitingMax);
  start();
  TestClient client = connect();
  client.send("GET /stream HTTP/1.1\r\nHost: x\r\n\r\n");
  client.read_through("\r\n\r\n");
  EXPECT_EQ(client.read(begins_with_.size()), begins_with_);
  ASSERT_TRUE(opened_.wait());
  stream_->send("verdict", "next", "{}");
  EXPECT_EQ(client.read_through("\n\n"), "event: verdict\nid: next\ndata: {}\n\n");
}

TEST_F(StreamTest, HeadOpensNoStream) {
  append_event(begins_with_, "verdict", "1", "{}");
  start();
  TestClient client = connect();
  client.send("HEAD /stream HTTP/1.1\r\nHost: x\r\n\r\n");
  EXPECT_THAT(client.read_through("\r\n\r\n"), HasSubstr("Content-Type: text/event-stream"));
  EXPECT_TRUE(client.is_closed_by_server());
  EXPECT_EQ(stream_, nullptr);
}

TEST_F(StreamTest, AHeartbeatKeepsProxiesAwake) {
  options_.heartbeat = 20ms;
  start();
  TestClient client = open();
  EXPECT_EQ(client.read_through("\n\n"), ":\n\n");
  EXPECT_EQ(client.read_through("\n\n"), ":\n\n");
  stream_->send("verdict", "", "1");
  EXPECT_THAT(client.read_through("data: 1\n\n"), HasSubstr("event: verdict"));
}

TEST_F(StreamTest, ThePublisherLearnsThatTheClientHasGone) {
  start();
  TestClient client = open();
  client.hang_up();
  EXPECT_TRUE(closed_.wait());
  EXPECT_FALSE(stream_->send("verdict", "", "1"));
}

TEST_F(StreamTest, AClientThatDoesNotReadIsLetGo) {
  start();
  TestClient client = open();
  const std::string large(32 * 1024, 'x');
  bool is_open = true;
  for (int i = 0; i < 100'000 && is_open; ++i) is_open = stream_->send("verdict", "", large);
  EXPECT_FALSE(is_open);
  EXPECT_TRUE(closed_.wait());
}

TEST_F(StreamTest, StoppingTheServerEndsStreamsAtOnce) {
  start();
  TestClient client = open();
  server_->stop(20s);
  EXPECT_TRUE(closed_.wait());
  EXPECT_TRUE(client.is_closed_by_server());
  server_.reset();
  EXPECT_FALSE(stream_->send("verdict", "", "1"));
}

}  // namespace
}  // namespace holdfast::http
