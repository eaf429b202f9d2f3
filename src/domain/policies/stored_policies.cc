#include "domain/policies/stored_policies.h"

#include <cstdio>
#include <utility>

#include <fmt/core.h>

#include "base/check.h"
#include "base/json_writer.h"
#include "base/utf8.h"
#include "domain/policies/activation.h"
#include "domain/policies/audit_bodies.h"
#include "domain/policies/shipped.h"
#include "domain/policies/store.h"
#include "domain/policies/vocabulary.h"
#include "engine/protect/protect.h"

namespace holdfast::policies {
namespace {

constexpr std::size_t kPoliciesMax = 1000;  // of one tenant
constexpr std::size_t kTextBytesMax = 500;  // comments and reasons
constexpr std::size_t kQueueBytesMax = 128;
constexpr std::size_t kModesMax = 1000;
constexpr std::string_view kSystem = "system";

std::string version_name(const StoredVersion& version) {
  return fmt::format("{}@{}", version.name, version.version);
}

Result<> check_length(std::string_view what, std::string_view text) {
  if (text.size() <= kTextBytesMax) return {};
  return Error{ErrorCode::InvalidInput, fmt::format("{}: at most {} bytes", what, kTextBytesMax)};
}

Result<> check_reason(std::string_view reason) {
  if (reason.empty()) return Error{ErrorCode::InvalidInput, "reason: say why"};
  return check_length("reason", reason);
}

Result<> check_modes(const Modes& modes) {
  if (!modes.contains(kEveryQueue)) {
    return Error{ErrorCode::InvalidInput, "modes: say which mode '*' has, every other queue"};
  }
  if (modes.size() > kModesMax) {
    return Error{ErrorCode::InvalidInput, fmt::format("modes: at most {} queues", kModesMax)};
  }
  for (const auto& [queue, mode] : modes) {
    if (queue.empty() || queue.size() > kQueueBytesMax) {
      return Error{ErrorCode::InvalidInput,
                   fmt::format("modes: a queue's name has 1 to {} bytes", kQueueBytesMax)};
    }
  }
  return {};
}

Error no_such_policy(std::string_view name) {
  return {ErrorCode::NotFound, fmt::format("no policy is named '{}'", name)};
}

// The failures of a document's own tests in one sentence.
std::string told(const std::vector<decide::PolicyTestFailure>& failures) {
  std::string text = fmt::format("{} of its own tests fail", failures.size());
  for (const decide::PolicyTestFailure& failure : failures) {
    text += fmt::format("; line {}, '{}': {}", failure.line, failure.test, failure.problem);
    if (text.size() > 1000) break;
  }
  return text;
}

// Of a program that was tested: a pack that does not parse is a bug.
decide::Policy parsed_pack(const EmbeddedFile& file, const decide::Policy::Vocabulary& vocabulary) {
  Result<decide::Policy> policy = decide::Policy::parse(file.content(), vocabulary);
  if (!policy) std::fprintf(stderr, "%s: %s\n", file.name, policy.error().message.c_str());
  CHECK(policy);
  return *std::move(policy);
}

}  // namespace

StoredPolicies::StoredPolicies(const Parts& parts) : parts_(parts) {
  const decide::Policy::Vocabulary vocabulary = vocabulary_of(detector());
  std::vector<LoadedPolicy> packs;
  for (const EmbeddedFile& file : shipped_packs()) {
    auto policy = std::make_shared<const decide::Policy>(parsed_pack(file, vocabulary));
    packs_.push_back({policy->name(), file.content()});
    packs.push_back({.policy = std::move(policy),
                     .version = 0,
                     .modes = {{std::string(kEveryQueue), decide::Mode::Enforce}}});
  }
  fallback_ = std::make_shared<const Snapshot>(std::move(packs));
  verify_policies_with(parts_.audit);
}

Result<bool> StoredPolicies::was_opened(std::string_view tenant) {
  bool has_any = false;
  TRY(parts_.database.read([&](store::Reader& reader) -> Result<> {
    has_any = !TRY(list_policies(reader, tenant, "", 1))
    .empty();
    return {};
  }));
  return has_any;
}

Result<> StoredPolicies::open(std::string_view tenant, decide::Mode first_mode) {
  if (TRY(was_opened(tenant))) {
    TRY(draft_newer_packs(tenant));
  } else {
    TRY(install(tenant, first_mode));
  }
  parts_.bus.wake();
  return reload(tenant);
}

Result<> StoredPolicies::install(std::string_view tenant, decide::Mode first_mode) {
  const Author system{std::string(tenant), std::string(kSystem)};
  return parts_.database.write([&](store::Transaction& transaction) -> Result<> {
    // Another node may have been first.
    if (!TRY(list_policies(transaction, tenant, "", 1)).empty()) return {};
    for (const ShippedPack& pack : packs_) {
      StoredVersion version =
          TRY(write_draft(transaction, system, pack.name, {std::string(pack.yaml), "shipped"}));
      const Modes modes{{std::string(kEveryQueue), first_mode}};
      TRY(write_activation(transaction, system, version, modes, "first start"));
      TRY(write_modes(transaction, system, pack.name, modes, "first start"));
    }
    return {};
  });
}

Result<> StoredPolicies::draft_newer_packs(std::string_view tenant) {
  const Author system{std::string(tenant), std::string(kSystem)};
  return parts_.database.write([&](store::Transaction& transaction) -> Result<> {
    for (const ShippedPack& pack : packs_) {
      if (TRY(has_text(transaction, tenant, pack.name, pack.yaml))) continue;
      TRY(write_draft(transaction, system, pack.name,
                      {std::string(pack.yaml), "shipped with a newer version"}));
    }
    return {};
  });
}

void StoredPolicies::follow_changes() {
  parts_.bus.subscribe("policies", "policy.*",
                       [this](const bus::Event& event) { return reload(event.tenant); });
}

Result<> StoredPolicies::reload(std::string_view tenant) {
  const std::lock_guard one_reading(reload_mutex_);
  std::shared_ptr<const Snapshot> fresh;
  TRY(parts_.database.read([&](store::Reader& reader) -> Result<> {
    fresh = TRY(load(reader, tenant, vocabulary_of(detector())));
    return {};
  }));
  // Nothing active at all is no state to guard with: the shipped packs stay in force.
  if (fresh->policies().empty()) return {};
  const std::lock_guard lock(snapshots_mutex_);
  snapshots_.insert_or_assign(std::string(tenant), std::move(fresh));
  return {};
}

Result<> StoredPolicies::expect_readable_with(std::string_view tenant,
                                              const detect::Detector& next) {
  const Result<> read = parts_.database.read([&](store::Reader& reader) -> Result<> {
    TRY(load(reader, tenant, vocabulary_of(next)));
    return {};
  });
  if (read || read.error().code != ErrorCode::Corrupted) return read;
  return Error{ErrorCode::InvalidInput, read.error().message};
}

Result<std::shared_ptr<const Snapshot>> StoredPolicies::load(
    store::Reader& reader, std::string_view tenant, const decide::Policy::Vocabulary& vocabulary) {
  std::vector<LoadedPolicy> loaded;
  for (StoredPolicy& policy : TRY(list_policies(reader, tenant, "", kPoliciesMax))) {
    if (policy.active_version == 0) continue;
    const auto version = TRY(find_version(reader, tenant, policy.name, policy.active_version));
    if (!version || !policy.modes.contains(kEveryQueue)) {
      return Error{ErrorCode::Corrupted,
                   fmt::format("policy {}: its active version or its mode is gone", policy.name)};
    }
    Result<decide::Policy> parsed = decide::Policy::parse(version->yaml, vocabulary);
    if (!parsed) {
      return Error{ErrorCode::Corrupted,
                   fmt::format("policy {} does not parse any more: {}", version_name(*version),
                               parsed.error().message)};
    }
    loaded.push_back({.policy = std::make_shared<const decide::Policy>(*std::move(parsed)),
                      .version = policy.active_version,
                      .modes = std::move(policy.modes)});
  }
  return std::make_shared<const Snapshot>(std::move(loaded));
}

std::shared_ptr<const ActiveSet> StoredPolicies::active(std::string_view tenant) const {
  return snapshot(tenant);
}

std::shared_ptr<const Snapshot> StoredPolicies::snapshot(std::string_view tenant) const {
  const std::lock_guard lock(snapshots_mutex_);
  const auto found = snapshots_.find(tenant);
  return found == snapshots_.end() ? fallback_ : found->second;
}

Result<StoredVersion> StoredPolicies::add_draft(const Author& author, std::string_view name,
                                                const Draft& draft) {
  TRY(check_length("comment", draft.comment));
  const decide::Policy policy = TRY(parse(draft.yaml));
  if (!name.empty() && policy.name() != name) {
    return Error{ErrorCode::InvalidInput,
                 fmt::format("the document is of policy '{}', not '{}'", policy.name(), name)};
  }
  StoredVersion added;
  TRY(parts_.database.write([&](store::Transaction& transaction) -> Result<> {
    added = TRY(write_draft(transaction, author, policy.name(), draft));
    return {};
  }));
  parts_.bus.wake();
  return added;
}

Result<StoredVersion> StoredPolicies::write_draft(store::Transaction& transaction,
                                                  const Author& author, std::string_view name,
                                                  const Draft& draft) {
  StoredVersion version{.name = std::string(name),
                        .yaml = draft.yaml,
                        .comment = draft.comment,
                        .created_by = author.actor,
                        .created_at = parts_.clock.now()};
  const auto known = TRY(find_policy(transaction, author.tenant, version.name));
  if (known) {
    const auto newest =
        TRY(find_version(transaction, author.tenant, version.name, known->latest_version));
    if (newest && newest->yaml == draft.yaml) {
      return Error{ErrorCode::Conflict,
                   fmt::format("version {} has this very text", known->latest_version)};
    }
  }
  version.version = TRY(insert_draft(transaction, author.tenant, version));
  TRY(parts_.audit.stage(transaction, {.tenant = author.tenant,
                                       .actor = author.actor,
                                       .act = std::string(kDrafted),
                                       .subject = "policy:" + version.name,
                                       .policy_version = version_name(version),
                                       .body_hash = body_of_version(version)}));
  JsonWriter body;
  body.begin_object().member("policy", version.name).member("version", version.version).end();
  TRY(publish(transaction, author.tenant, kDrafted, body.take()));
  return version;
}

Result<StoredVersion> StoredPolicies::activate(const Author& author, std::string_view name,
                                               std::uint32_t number, const Activation& activation) {
  TRY(check_reason(activation.reason));
  if (activation.modes && activation.keeps_modes) {
    return Error{ErrorCode::InvalidInput, "give modes, or keep_modes, not both"};
  }
  if (activation.modes) TRY(check_modes(*activation.modes));
  StoredVersion version = TRY(testable_version(author.tenant, name, number));
  TRY(parts_.database.write([&](store::Transaction& transaction) -> Result<> {
    const auto stored = TRY(find_policy(transaction, author.tenant, name));
    if (!stored) return no_such_policy(name);
    const Modes modes = TRY(modes_after(*stored, activation));
    TRY(write_activation(transaction, author, version, modes, activation.reason));
    if (modes == stored->modes) return {};
    return write_modes(transaction, author, name, modes, activation.reason);
  }));
  TRY(reload(author.tenant));
  parts_.bus.wake();
  return version;
}

// The version, whose text cannot change any more, once its own tests have passed.
Result<StoredVersion> StoredPolicies::testable_version(std::string_view tenant,
                                                       std::string_view name,
                                                       std::uint32_t number) const {
  std::optional<StoredVersion> version;
  TRY(parts_.database.read([&](store::Reader& reader) -> Result<> {
    version = TRY(find_version(reader, tenant, name, number));
    return {};
  }));
  if (!version) {
    return Error{ErrorCode::NotFound, fmt::format("policy '{}' has no version {}", name, number)};
  }
  if (version->state != VersionState::Draft) return no_draft(*version);
  const decide::Policy policy = TRY(parse(version->yaml));
  if (const auto failures = policy.run_tests(); !failures.empty()) {
    return Error{ErrorCode::InvalidInput, told(failures)};
  }
  return *std::move(version);
}

Result<> StoredPolicies::write_activation(store::Transaction& transaction, const Author& author,
                                          StoredVersion& version, const Modes& modes,
                                          std::string_view reason) {
  version.activated_for = reason;
  version.activated_modes = to_json(modes);
  version.activated_by = author.actor;
  version.activated_at = parts_.clock.now();
  const audit::Receipt receipt =
      TRY(parts_.audit.stage(transaction, {.tenant = author.tenant,
                                           .actor = author.actor,
                                           .act = std::string(kActivated),
                                           .subject = "policy:" + version.name,
                                           .decision = mode_elsewhere(modes),
                                           .policy_version = version_name(version),
                                           .body_hash = body_of_activation(version)}));
  TRY(activate_version(transaction, author.tenant, version, receipt.entry));
  version.state = VersionState::Active;
  JsonWriter body;
  body.begin_object().member("policy", version.name).member("version", version.version).end();
  return publish(transaction, author.tenant, kActivated, body.take());
}

Result<> StoredPolicies::set_modes(const Author& author, std::string_view name, const Modes& modes,
                                   std::string_view reason) {
  TRY(check_modes(modes));
  TRY(check_reason(reason));
  TRY(parts_.database.write([&](store::Transaction& transaction) -> Result<> {
    const auto policy = TRY(find_policy(transaction, author.tenant, name));
    if (!policy) return no_such_policy(name);
    if (policy->active_version == 0) {
      return Error{ErrorCode::Conflict, "activate a version first: nothing runs yet"};
    }
    if (policy->modes == modes) return {};
    return write_modes(transaction, author, name, modes, reason);
  }));
  TRY(reload(author.tenant));
  parts_.bus.wake();
  return {};
}

Result<> StoredPolicies::write_modes(store::Transaction& transaction, const Author& author,
                                     std::string_view name, const Modes& modes,
                                     std::string_view reason) {
  const audit::Receipt receipt =
      TRY(parts_.audit.stage(transaction, {.tenant = author.tenant,
                                           .actor = author.actor,
                                           .act = std::string(kModesChanged),
                                           .subject = fmt::format("policy:{}", name),
                                           .decision = mode_elsewhere(modes),
                                           .body_hash = body_of_modes(modes, reason)}));
  TRY(replace_modes(transaction, author.tenant, name,
                    {.entry = receipt.entry,
                     .modes = modes,
                     .reason = std::string(reason),
                     .actor = author.actor,
                     .at = parts_.clock.now()}));
  JsonWriter body;
  body.begin_object().member("policy", name).key("modes").raw(to_json(modes)).end();
  return publish(transaction, author.tenant, kModesChanged, body.take());
}

Result<> StoredPolicies::publish(store::Transaction& transaction, std::string_view tenant,
                                 std::string_view topic, std::string body) {
  return bus::Bus::publish(transaction, {.id = parts_.ids.next(),
                                         .tenant = std::string(tenant),
                                         .topic = std::string(topic),
                                         .at = parts_.clock.now(),
                                         .body = std::move(body)});
}

Result<> StoredPolicies::record_feedback(store::Transaction& transaction, std::string_view tenant,
                                         const Feedback& feedback) {
  const bool is_known = feedback.kind == "not_sensitive" || feedback.kind == "overridden" ||
                        feedback.kind == "upheld";
  if (!is_known) {
    return Error{ErrorCode::InvalidInput, "kind: expected not_sensitive, overridden or upheld"};
  }
  return upsert_feedback(transaction, tenant, feedback, safe_reason(feedback.reason),
                         parts_.clock.now());
}

// People give reasons in their own words, and quote what they should not.
std::string StoredPolicies::safe_reason(std::string_view reason) {
  const std::string_view kept = reason.substr(0, kTextBytesMax);
  const std::lock_guard lock(scratch_mutex_);
  const detect::Detector current = detector();
  const std::vector<detect::Finding> findings = current.detect(kept, scratch_);
  std::vector<protect::Span> spans;
  for (const detect::Finding& finding : findings) {
    spans.push_back({.begin = finding.begin,
                     .end = finding.end,
                     .type_name = current.type(finding.type).name,
                     .transform = {.method = protect::Method::Replace},
                     .keeps_nothing_derived = true});
  }
  return to_valid_utf8(protect::protect(kept, spans, {}));
}

Result<std::vector<RulePrecision>> StoredPolicies::precision(std::string_view tenant,
                                                             std::string_view policy) {
  std::vector<RulePrecision> rules;
  TRY(parts_.database.read([&](store::Reader& reader) -> Result<> {
    rules = TRY(count_feedback(reader, tenant, policy));
    return {};
  }));
  return rules;
}

Result<decide::Policy> StoredPolicies::parse(std::string_view yaml) const {
  return decide::Policy::parse(yaml, vocabulary_of(detector()));
}

}  // namespace holdfast::policies
