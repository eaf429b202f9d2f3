// A small world for this module's tests: real database, keys, log and detector; policies from a
// text.

#pragma once

#include <gtest/gtest.h>

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include "domain/contacts/erasure.h"
#include "domain/contacts/store.h"
#include "domain/inspection/inspection.h"
#include "domain/inspection/store.h"
#include "domain/inspection/verify.h"
#include "platform/store/testing/scratch_directory.h"
#include "platform/store/testing/test_databases.h"

namespace holdfast::inspection {

inline const detect::Detector& test_detector() {
  static const detect::Detector detector = [] {
    auto loaded = detect::Detector::load_embedded();
    CHECK(loaded);
    return *std::move(loaded);
  }();
  return detector;
}

inline const detect::CurrentDetector& test_current_detector() {
  static const detect::CurrentDetector current(test_detector());
  return current;
}

// One policy for every queue, in one mode.
class FixedPolicies final : public policies::Policies {
 public:
  explicit FixedPolicies(const std::string& yaml, decide::Mode mode = decide::Mode::Enforce) {
    decide::Policy::Vocabulary vocabulary;
    for (const detect::EntityType& type : test_detector().types()) {
      vocabulary.types.push_back(type.name);
      vocabulary.type_categories.emplace_back(to_string(type.category));
      vocabulary.categories.emplace_back(to_string(type.category));
    }
    auto parsed = decide::Policy::parse(yaml, vocabulary);
    EXPECT_TRUE(parsed) << (parsed ? "" : parsed.error().message);
    set_ = std::make_shared<Set>(*std::move(parsed), mode);
  }

  std::shared_ptr<const policies::ActiveSet> active(std::string_view) const override {
    return set_;
  }
  Result<> record_feedback(store::Transaction&, std::string_view,
                           const policies::Feedback& feedback) override {
    feedback_.push_back(feedback);
    return {};
  }
  const std::vector<policies::Feedback>& feedback() const { return feedback_; }

 private:
  struct Set final : policies::ActiveSet {
    Set(decide::Policy given, decide::Mode mode)
        : policy(std::move(given)), active{{&policy, 1, mode}} {}
    std::span<const decide::ActivePolicy> for_queue(std::string_view) const override {
      return active;
    }
    decide::Policy policy;
    std::vector<decide::ActivePolicy> active;
  };
  std::shared_ptr<const Set> set_;
  std::vector<policies::Feedback> feedback_;
};

inline constexpr std::string_view kCardPolicy = R"(policy: cards
title: Cards
rules:
  - name: card-in-chat
    when: {all: [{channel: chat}, {finding.type: payment_card}]}
    then: {verdict: redact, severity: high, reason: "PCI DSS 4.2.2", notice: Masked, override: with_reason, protect: {method: mask, keep_last: 4}}
  - name: card-in-mail
    when: {all: [{channel: mail}, {finding.type: payment_card}]}
    then: {verdict: hold, severity: high, reason: "PCI DSS 4.2.2", notice: Held}
tests:
  - {name: nothing, facts: {}, expect: {verdict: allow}}
)";

class World {
 public:
  World(store::Database& database, std::string_view policy = kCardPolicy,
        decide::Mode mode = decide::Mode::Enforce)
      : database_(database),
        policies_(std::string(policy), mode),
        keyring_(database, keys_, directory_.path() + "/erased.jsonl", random_, clock_),
        bus_(database, clock_),
        audit_(database, clock_, ids_, keys_) {
    migrate();
    contacts::verify_erasures_with(audit_);
    verify_rows_with(audit_);
    inspections_ =
        std::make_unique<Inspections>(InspectionParts{.database = database_,
                                                      .clock = clock_,
                                                      .random = random_,
                                                      .ids = ids_,
                                                      .keys = keys_,
                                                      .keyring = keyring_,
                                                      .bus = bus_,
                                                      .audit = audit_,
                                                      .policies = policies_,
                                                      .detector = test_current_detector(),
                                                      .read_file = {}},
                                      InspectionSettings{.internal_domains = {"centre.example"}});
  }

  Inspections& inspections() { return *inspections_; }
  store::Database& database() { return database_; }
  audit::AuditLog& audit() { return audit_; }
  ManualClock& clock() { return clock_; }
  const crypto::MasterKeys& keys() const { return keys_; }
  crypto::Keyring& keyring() { return keyring_; }
  std::string ledger() const { return directory_.path() + "/erased.jsonl"; }
  FixedPolicies& policies() { return policies_; }
  IdSource& ids() { return ids_; }
  const Caller& caller() const { return caller_; }

  static InspectionRequest chat(std::string text, std::string contact = "chat-1") {
    InspectionRequest request;
    request.channel = "chat";
    request.direction = "inbound";
    request.contact.external_id = std::move(contact);
    request.parts.push_back({.content = Sensitive(std::move(text))});
    return request;
  }

  Inspection inspect(InspectionRequest request) {
    auto result = inspections_->inspect_and_wait(std::move(request), caller_);
    EXPECT_TRUE(result) << (result ? "" : result.error().message);
    return result ? *std::move(result) : Inspection();
  }

  std::int64_t count(std::string_view sql) {
    std::int64_t rows = -1;
    EXPECT_TRUE(database_.read([&](store::Reader& reader) -> Result<> {
      rows = TRY(reader.query_integer(sql, {}))
      .value_or(0);
      return {};
    }));
    return rows;
  }

  audit::Verification verify() {
    EXPECT_TRUE(audit_.sequence());
    auto verification = audit_.verify(caller_.tenant);
    EXPECT_TRUE(verification) << (verification ? "" : verification.error().message);
    return verification ? *std::move(verification) : audit::Verification();
  }

 private:
  void migrate() {
    std::vector<store::Migration> steps;
    for (const auto& of_module : {crypto::migrations(), bus::migrations(), audit::migrations(),
                                  contacts::migrations(), migrations()}) {
      steps.insert(steps.end(), of_module.begin(), of_module.end());
    }
    const Result<> migrated = database_.migrate(steps);
    EXPECT_TRUE(migrated) << (migrated ? "" : migrated.error().message);
  }

  store::Database& database_;
  store::ScratchDirectory directory_;
  ManualClock clock_;
  SeededRandom random_{7};
  IdSource ids_{clock_, random_};
  crypto::MasterKeys keys_ = crypto::MasterKeys::for_tests();
  FixedPolicies policies_;
  crypto::Keyring keyring_;
  bus::Bus bus_;
  audit::AuditLog audit_;
  Caller caller_{.tenant = "default", .actor = "key:test"};
  std::unique_ptr<Inspections> inspections_;
};

}  // namespace holdfast::inspection
