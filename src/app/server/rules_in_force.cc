#include "app/server/rules_in_force.h"

#include "platform/own_rules/rule_directory.h"
#include "platform/telemetry/log.h"

namespace holdfast::server {
namespace {

constexpr std::chrono::milliseconds kLookEvery{1000};
constexpr std::string_view kInForce = "rules.in_force";

std::string subject_of(const detect::Detector& detector) {
  return "rules:" + detector.rules_digest();
}

}  // namespace

RulesInForce::RulesInForce(Core& core)
    : core_(core),
      refused_gauge_(core.metrics.gauge(telemetry::Family::RulesRefused)),
      watch_(core.config.rules.directory, kLookEvery, [this] { return take_in(); }) {
  refused_gauge_.set(0);
}

Result<> RulesInForce::start() {
  const detect::Detector detector = core_.detector.get();
  const auto last =
      TRY(core_.audit.latest(kTenant, {.act = std::string(kInForce)}, std::nullopt, 1));
  if (last.empty() || last.front().act.subject != subject_of(detector)) TRY(record(detector));
  if (!core_.config.rules.directory.empty()) watch_.start(core_.rules_fingerprint);
  return {};
}

void RulesInForce::stop() { watch_.stop(); }

// False: try again.
bool RulesInForce::take_in() {
  const std::string& path = core_.config.rules.directory;
  const Result<detect::Detector> next =
      own_rules::load_detector(path, {.key_file = core_.config.rules.index_key_file});
  if (!next) {
    refuse(next.error());
    // A damaged index does not mend itself, so it is as final as a mistake in a rule.
    return next.error().code != ErrorCode::Unavailable;
  }
  if (next->rules_digest() == core_.detector.get().rules_digest()) {
    accept();
    return true;
  }
  // Not even one message may be judged by policies that cannot name what was found.
  Result<> taken = core_.policies.expect_readable_with(kTenant, *next);
  if (taken) taken = record(*next);
  if (!taken) {
    refuse(taken.error());
    return taken.error().code == ErrorCode::InvalidInput;
  }
  core_.detector.replace(*next);
  accept();
  telemetry::log_info("rules {} are in force", next->rules_digest().substr(0, 12));
  return true;
}

void RulesInForce::refuse(const Error& error) {
  // Said once, not every second while the directory cannot be read.
  if (!is_refused_.exchange(true) || error.code == ErrorCode::InvalidInput) {
    telemetry::log_error("the new rules are refused, the ones before stay in force: {}",
                         error.message);
  }
  refused_gauge_.set(1);
}

void RulesInForce::accept() {
  is_refused_ = false;
  refused_gauge_.set(0);
}

Result<> RulesInForce::record(const detect::Detector& detector) {
  return core_.database->write([&](store::Transaction& transaction) -> Result<> {
    TRY(core_.audit.stage(transaction, {.tenant = std::string(kTenant),
                                        .actor = "system",
                                        .act = std::string(kInForce),
                                        .subject = subject_of(detector)}));
    return {};
  });
}

}  // namespace holdfast::server
