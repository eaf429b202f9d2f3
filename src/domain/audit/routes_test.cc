#include "domain/audit/routes.h"

#include <fmt/core.h>
#include <gtest/gtest.h>

#include "base/json_reader.h"
#include "platform/store/testing/test_databases.h"

namespace holdfast::audit {
namespace {

class AuditRoutes : public store::DatabaseTest {
 protected:
  void SetUp() override {
    DatabaseTest::SetUp();
    if (IsSkipped() || HasFatalFailure()) return;
    ASSERT_TRUE(database().migrate(migrations()));
    log_ = std::make_unique<AuditLog>(database(), clock_, ids_, keys_);
    add_routes(router_, *log_, [](std::string_view, std::string_view actor) {
      return actor == "person:1" ? std::optional<std::string>("Ana") : std::nullopt;
    });
    ASSERT_TRUE(database().write([&](store::Transaction& transaction) -> Result<> {
      for (int i = 0; i < 120; ++i) {
        receipts_.push_back(
            TRY(log_->stage(transaction, {.tenant = "default",
                                          .actor = i % 2 == 0 ? "system" : "person:1",
                                          .act = "inspection.decided",
                                          .subject = fmt::format("message:{}", i),
                                          .decision = "block",
                                          .policy_version = "cards@3",
                                          .body_hash = {}})));
      }
      return {};
    }));
    ASSERT_TRUE(log_->sequence());
  }
  void TearDown() override {
    log_.reset();
    DatabaseTest::TearDown();
  }

  http::Response get(std::string path, std::string query = {}, std::string tenant = "default") {
    const http::Router::Match match = router_.match(http::Method::Get, path);
    EXPECT_NE(match.route, nullptr) << path;
    EXPECT_EQ(match.route->access.permission, "audit.read");
    auto request = std::make_shared<http::Request>();
    request->path = path;
    request->query = std::move(query);
    request->path_parameters = match.parameters;
    request->principal.tenant = std::move(tenant);
    http::Response response;
    match.route->handler(request, [&response](Result<http::Response> outcome) {
      response = outcome ? *std::move(outcome) : http::problem(outcome.error());
    });
    return response;
  }
  static JsonDocument parse(const http::Response& response) {
    EXPECT_EQ(response.status, 200) << response.body;
    return *JsonDocument::parse(response.body);
  }

  ManualClock clock_;
  SeededRandom random_{1};
  IdSource ids_{clock_, random_};
  crypto::MasterKeys keys_ = crypto::MasterKeys::for_tests();
  std::unique_ptr<AuditLog> log_;
  http::Router router_;
  std::vector<Receipt> receipts_;
};

INSTANTIATE_TEST_SUITE_P(Databases, AuditRoutes, store::test_databases(), store::database_name);

TEST_P(AuditRoutes, PagesLeadThroughTheWholeLog) {
  std::int64_t expected = 119;
  std::string cursor;
  do {
    const http::Response response =
        get("/v1/audit/entries", "limit=50" + (cursor.empty() ? "" : "&cursor=" + cursor));
    const JsonDocument document = parse(response);
    ObjectReader page = *document.object();
    for (const JsonValue& item : *page.required("items")->array()) {
      ObjectReader entry = *item.object();
      EXPECT_EQ(*entry.required("leaf_index")->integer(), expected);
      EXPECT_EQ(*entry.required_string("subject"), fmt::format("message:{}", expected));
      EXPECT_EQ(*entry.string_or("actor_name", "nobody"), expected % 2 == 0 ? "nobody" : "Ana");
      --expected;
    }
    cursor = *page.string_or("next_cursor", "");
  } while (!cursor.empty());
  EXPECT_EQ(expected, -1);
}

TEST_P(AuditRoutes, AnEntryHasWhatItsReceiptSays) {
  const http::Response response = get("/v1/audit/entries/" + to_string(receipts_[41].entry));
  const JsonDocument document = parse(response);
  ObjectReader entry = *document.object();
  EXPECT_EQ(*entry.required_string("leaf_hash"), to_hex(receipts_[41].leaf_hash));
  EXPECT_EQ(*entry.required_string("at"), "2026-09-21T14:13:20.000Z");
  EXPECT_EQ(*entry.required_string("decision"), "block");
}

TEST_P(AuditRoutes, AProofHoldsOutsideTheServer) {
  const http::Response response =
      get("/v1/audit/entries/" + to_string(receipts_[41].entry) + "/proof");
  const JsonDocument document = parse(response);
  ObjectReader proof = *document.object();
  InclusionProof inclusion;
  inclusion.position = {
      .leaf_index = static_cast<std::uint64_t>(*proof.required("leaf_index")->integer()),
      .tree_size = static_cast<std::uint64_t>(*proof.required("tree_size")->integer())};
  const auto hash_from = [](std::string_view hex) {
    Hash hash{};
    std::ranges::copy(*from_hex(hex), hash.begin());
    return hash;
  };
  const JsonValue siblings = *proof.required("siblings");
  for (const JsonValue& each : *siblings.array()) {
    inclusion.siblings.push_back(hash_from(*each.string()));
  }
  const Checkpoint checkpoint{.tree_size = inclusion.position.tree_size,
                              .root = hash_from(*proof.required_string("root"))};
  EXPECT_TRUE(verifies(inclusion, as_bytes(*proof.required_string("leaf")), checkpoint));
  EXPECT_EQ(checkpoint, *log_->checkpoint("default"));
  EXPECT_EQ(*proof.required_string("checkpoint"), log_->signed_checkpoint("default")->note);
}

TEST_P(AuditRoutes, TheCheckpointIsSigned) {
  const http::Response response = get("/v1/audit/checkpoint");
  const JsonDocument document = parse(response);
  ObjectReader checkpoint = *document.object();
  EXPECT_EQ(*checkpoint.required("tree_size")->integer(), 120);
  EXPECT_EQ(*checkpoint.required_string("note"), log_->signed_checkpoint("default")->note);
}

TEST_P(AuditRoutes, AnotherTenantSeesNothing) {
  EXPECT_EQ(get("/v1/audit/entries", "", "other").body, R"({"items":[],"next_cursor":null})");
  const std::string entry = "/v1/audit/entries/" + to_string(receipts_[0].entry);
  EXPECT_EQ(get(entry, "", "other").status, 404);
  EXPECT_EQ(get(entry + "/proof", "", "other").status, 404);
}

TEST_P(AuditRoutes, BadQuestionsGetAnErrorThatSaysWhatToChange) {
  for (const std::string_view query :
       {"limit=0", "limit=x", "cursor=abc", "cursor=-1", "cursor=99999999999999999999",
        "act=", "from=yesterday", "nonsense=1", "actors=system"}) {
    EXPECT_EQ(get("/v1/audit/entries", std::string(query)).status, 400) << query;
  }
  EXPECT_EQ(get("/v1/audit/entries/not-an-id").status, 400);
  EXPECT_EQ(get("/v1/audit/entries/" + to_string(ids_.next())).status, 404);
}

TEST_P(AuditRoutes, FiltersNarrowTheList) {
  const http::Response response = get("/v1/audit/entries",
                                      "subject=message:7&actor=person:1&act=inspection.decided"
                                      "&from=2026-09-21T14:00:00Z&to=2026-09-21T15:00:00Z");
  const JsonDocument document = parse(response);
  ObjectReader page = *document.object();
  EXPECT_EQ(page.required("items")->array()->size(), 1U);
}

}  // namespace
}  // namespace holdfast::audit
