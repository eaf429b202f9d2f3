// The parts list of the server, top to bottom.

#include "app/server/application.h"
#include "app/server/rules_in_force.h"
#include "channels/http/service_routes.h"
#include "channels/presidio/routes.h"
#include "channels/smtp/mail_gate.h"
#include "channels/smtp/milter_listener.h"
#include "domain/access/routes.h"
#include "domain/audit/routes.h"
#include "domain/contacts/routes.h"
#include "domain/inspection/retention.h"
#include "domain/inspection/routes.h"
#include "domain/inspection/stored_traffic.h"
#include "domain/policies/routes.h"
#include "platform/crypto/key_check.h"
#include "platform/jobs/jobs.h"
#include "platform/repeats/repeats.h"
#include "platform/sandbox/extractor.h"

namespace holdfast::server {
namespace {

constexpr std::chrono::seconds kStopGrace{5};

sandbox::PoolOptions pool_options(const config::Config& config) {
  return {.worker_count = static_cast<std::size_t>(config.extract.workers),
          .memory_bytes = static_cast<std::uint64_t>(config.extract.memory_mb) << 20,
          .item_time_max = std::chrono::milliseconds(config.extract.timeout_ms)};
}

extract::Limits extract_limits(const config::Config& config) {
  return {.file_bytes_max = static_cast<std::size_t>(config.limits.file_bytes_max),
          .text_bytes_max = static_cast<std::size_t>(config.limits.text_bytes_max)};
}

inspection::InspectionSettings inspection_settings(const Core& core) {
  const config::Config& config = core.config;
  return {.internal_domains = config.tenant.domains(),
          .utc_offset_at = core.utc_offset_at,
          .locale = config.tenant.locale,
          .held_for = std::chrono::hours(24 * config.retention.held_days),
          .text_bytes_max = static_cast<std::size_t>(config.limits.text_bytes_max)};
}

inspection::RetentionPeriods retention_periods(const config::Config& config) {
  return {.content = std::chrono::days(config.retention.messages_days),
          .messages = std::chrono::days(config.retention.findings_days)};
}

http::ServerOptions http_options(const config::Config& config, telemetry::Metrics& metrics) {
  static const std::map<std::string, http::AccessLog> kAccessLogs = {
      {"failures", http::AccessLog::Failures},
      {"all", http::AccessLog::All},
      {"off", http::AccessLog::Off}};
  return {.address = config.http.address,
          .port = static_cast<std::uint16_t>(config.http.port),
          .certificate_file = config.http.certificate_file,
          .key_file = config.http.key_file,
          .allow_plain_beyond_loopback = config.http.allow_plain_beyond_loopback,
          .io_threads = static_cast<int>(config.http.io_threads),
          .worker_threads = static_cast<int>(config.http.worker_threads),
          .body_timeout = std::chrono::milliseconds(config.http.body_timeout_ms),
          .connections_max = static_cast<std::size_t>(config.http.connections_max),
          .metrics = &metrics,
          .access_log = kAccessLogs.at(config.http.access_log)};
}

// Without a credential the address is all there is to go by, so it must say who may call.
Result<presidio::AddressList> presidio_callers(const config::Config& config) {
  auto callers = presidio::AddressList::parse(config.presidio.allow_from);
  if (!callers) {
    return Error{ErrorCode::InvalidInput, "presidio.allow_from: " + callers.error().message};
  }
  const std::string& address = config.presidio.address;
  const bool is_loopback = address == "localhost" || TRY(presidio::AddressList::parse(""))
  .allows(address);
  if (!is_loopback && config.presidio.allow_from.empty()) {
    return Error{ErrorCode::InvalidInput,
                 "presidio.address is beyond loopback: name in presidio.allow_from who may call"};
  }
  return callers;
}

Result<smtp::GateSettings> gate_settings(const config::Config& config) {
  static const std::map<std::string, smtp::Direction> kDirections = {
      {"auto", smtp::Direction::Auto},
      {"inbound", smtp::Direction::Inbound},
      {"outbound", smtp::Direction::Outbound}};
  auto trusted = presidio::AddressList::parse(config.smtp.trusted_networks);
  if (!trusted) {
    return Error{ErrorCode::InvalidInput, "smtp.trusted_networks: " + trusted.error().message};
  }
  return smtp::GateSettings{.tenant = std::string(kTenant),
                            .direction = kDirections.at(config.smtp.direction),
                            .trusted_networks = *std::move(trusted),
                            .internal_domains = config.tenant.domains(),
                            .passes_undecided = config.smtp.when_undecided == "accept"};
}

smtp::ListenerOptions milter_options(const config::Config& config) {
  return {.socket = config.smtp.milter,
          .connections_max = static_cast<std::size_t>(config.smtp.connections_max),
          .idle = std::chrono::milliseconds(config.smtp.idle_timeout_ms),
          .limits = {.mail_bytes_max = static_cast<std::size_t>(config.smtp.mail_bytes_max)}};
}

class Wiring final : public Application {
 public:
  explicit Wiring(std::unique_ptr<Core> core)
      : core_(std::move(core)),
        config_(core_->config),
        pool_(pool_options(config_)),
        extractor_(pool_, extract_limits(config_), sandbox::ExtractorCounters::of(core_->metrics)),
        jobs_(*core_->database, core_->clock, core_->ids, {}, &core_->metrics),
        inspections_({.database = *core_->database,
                      .clock = core_->clock,
                      .random = core_->random,
                      .ids = core_->ids,
                      .keys = core_->keys,
                      .keyring = core_->keyring,
                      .bus = core_->bus,
                      .audit = core_->audit,
                      .policies = core_->policies,
                      .detector = core_->detector,
                      .read_file =
                          [this](Bytes file, std::string_view type, std::string_view name) {
                            return extractor_.extract_any(file, type, name);
                          }},
                     inspection_settings(*core_), &core_->metrics),
        traffic_(*core_->database, core_->utc_offset_at),
        retention_(*core_->database, core_->clock, core_->ids, core_->audit,
                   retention_periods(config_)),
        contact_views_(core_->keys, config_.tenant.show_people_by_name),
        repeats_(*core_->database, core_->clock),
        rules_(*core_) {}

  ~Wiring() override { stop(); }

  Result<> start(const StartOptions& options) {
    if (options.on_first_start && !TRY(core_->policies.was_opened(kTenant))) {
      TRY(options.on_first_start(*core_));
    }
    TRY(core_->policies.open(kTenant, options.first_mode));
    core_->policies.follow_changes();
    jobs_.every("retention", std::chrono::hours(1), [this](const jobs::Job&) -> Result<> {
      TRY(retention_.run(kTenant));
      return {};
    });
    TRY(rules_.start());
    core_->audit.start();
    core_->bus.start();
    core_->access.start();
    jobs_.start();
    is_started_ = true;
    add_all_routes();
    server_ = TRY(http::Server::start(http_options(config_, core_->metrics), router_,
                                      core_->access.authenticator()));
    if (config_.presidio.port != 0) TRY(listen_for_presidio());
    if (!config_.smtp.milter.empty()) TRY(listen_for_mail());
    return {};
  }

  Core& core() override { return *core_; }
  inspection::Inspections& inspections() override { return inspections_; }
  std::string url() const override {
    return config_.http.public_url.empty() ? server_->url() : config_.http.public_url;
  }

  void stop() override {
    milter_.reset();
    for (std::unique_ptr<http::Server>* server : {&presidio_server_, &server_}) {
      if (!*server) continue;
      (*server)->stop(std::chrono::duration_cast<std::chrono::milliseconds>(kStopGrace));
      server->reset();
    }
    if (!is_started_) return;
    is_started_ = false;
    rules_.stop();
    jobs_.stop();
    core_->access.stop();
    core_->bus.stop();
    core_->audit.stop();
  }

 private:
  void add_all_routes() {
    channels::add_service_routes(router_,
                                 {.check_ready = [this] { return check_ready(); },
                                  .are_rules_refused = [this] { return rules_.is_refused(); },
                                  .render_metrics = [this] { return core_->metrics.render(); }});
    access::add_routes(router_, core_->access);
    audit::add_routes(router_, core_->audit,
                      [this](std::string_view tenant, std::string_view actor) {
                        auto name = core_->access.name_of(tenant, actor);
                        return name ? std::move(*name) : std::nullopt;
                      });
    policies::add_routes(router_, core_->policies, traffic_, core_->keys);
    contacts::add_routes(router_, *core_->database, core_->keys, core_->keyring, contact_views_);
    inspection::add_routes(
        router_,
        {.inspections = inspections_,
         .database = *core_->database,
         .keyring = core_->keyring,
         .bus = core_->bus,
         .clock = core_->clock,
         .limits = {
             .body_bytes_max = static_cast<std::size_t>(config_.limits.body_bytes_max),
             .batch_messages_max = static_cast<std::size_t>(config_.limits.batch_messages_max)}});
    presidio::add_routes(router_, presidio_parts());
    channels::add_console(router_);
    repeats_.guard(router_);
  }

  presidio::RouteParts presidio_parts() {
    return {.detector = core_->detector,
            .random = core_->random,
            .body_bytes_max = static_cast<std::size_t>(config_.limits.body_bytes_max)};
  }

  Result<> listen_for_presidio() {
    http::Router router;
    presidio::add_open_routes(router, presidio_parts(), TRY(presidio_callers(config_)));
    http::ServerOptions options = http_options(config_, core_->metrics);
    options.address = config_.presidio.address;
    options.port = static_cast<std::uint16_t>(config_.presidio.port);
    presidio_server_ = TRY(http::Server::start(options, router, core_->access.authenticator()));
    return {};
  }

  Result<> listen_for_mail() {
    mail_gate_ = std::make_unique<smtp::MailGate>(smtp::GateParts{.inspections = inspections_,
                                                                  .database = *core_->database,
                                                                  .keys = core_->keys,
                                                                  .audit = core_->audit,
                                                                  .metrics = core_->metrics},
                                                  TRY(gate_settings(config_)));
    milter_ =
        TRY(smtp::MilterListener::start(milter_options(config_), [this](const smtp::Mail& mail) {
          return mail_gate_->decide(mail);
        }));
    return {};
  }

  // A real write, so that a full disk shows.
  Result<> check_ready() {
    return core_->database->write([this](store::Transaction& transaction) {
      return crypto::mark_key(transaction, core_->keys, core_->clock.now());
    });
  }

  std::unique_ptr<Core> core_;
  const config::Config& config_;
  sandbox::Pool pool_;
  sandbox::Extractor extractor_;
  jobs::Jobs jobs_;
  inspection::Inspections inspections_;
  inspection::StoredTraffic traffic_;
  inspection::Retention retention_;
  contacts::ContactViews contact_views_;
  repeats::Repeats repeats_;
  RulesInForce rules_;
  http::Router router_;
  std::unique_ptr<http::Server> server_;
  std::unique_ptr<http::Server> presidio_server_;
  std::unique_ptr<smtp::MailGate> mail_gate_;
  std::unique_ptr<smtp::MilterListener> milter_;
  bool is_started_ = false;
};

}  // namespace

Result<std::unique_ptr<Application>> Application::start(const config::Config& config,
                                                        const StartOptions& options) {
  auto wiring = std::make_unique<Wiring>(TRY(Core::open(config, OpenMode::ReadWrite)));
  TRY(wiring->start(options));
  return std::unique_ptr<Application>(std::move(wiring));
}

}  // namespace holdfast::server
