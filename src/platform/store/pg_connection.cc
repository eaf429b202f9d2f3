#include "platform/store/pg_connection.h"

#include <fmt/core.h>

#include <array>
#include <bit>
#include <type_traits>
#include <utility>

#include "base/check.h"
#include "platform/store/text_values.h"

namespace holdfast::store {
namespace {

constexpr std::size_t kStatementsMax = 256;
constexpr std::size_t kParametersMax = 65'535;  // the protocol's

Oid type_of(const Value& value) {
  constexpr std::array kTypes{pg_type::kUnknown, pg_type::kInt8, pg_type::kFloat8, pg_type::kText,
                              pg_type::kBytea};
  return kTypes[value.index()];
}

struct Meaning {
  ErrorCode code;
  PgFailure failure = PgFailure::Other;
  bool may_show_message = true;
};

// SQLSTATE classes are in appendix A of PostgreSQL's manual.
Meaning meaning_of(std::string_view state) {
  const std::string_view kind = state.substr(0, 2);
  if (state == "40001" || state == "40P01") return {ErrorCode::Conflict, PgFailure::Serial};
  if (state == "23505") return {ErrorCode::Conflict};
  if (state == "25006") return {ErrorCode::Unavailable};  // a standby, or a read that writes
  if (state == "42501" || kind == "28") return {ErrorCode::Denied};
  if (state == "3D000") return {ErrorCode::NotFound};
  if (state == "XX001" || state == "XX002") return {ErrorCode::Corrupted};
  if (kind == "54") return {ErrorCode::LimitExceeded};
  if (kind == "08" || kind == "53" || kind == "57" || kind == "58" || kind == "55" ||
      kind == "XX") {
    return {ErrorCode::Unavailable};
  }
  // "invalid input syntax for type integer: …" quotes the value.
  if (kind == "22") return {ErrorCode::InvalidInput, PgFailure::Other, false};
  return {ErrorCode::InvalidInput};
}

std::string first_line(const char* message) {
  const std::string_view text = message == nullptr ? "" : message;
  return std::string(text.substr(0, text.find('\n')));
}

Result<> check_string(const std::string& connection_string) {
  // Its own message would quote the string.
  PQconninfoOption* options = PQconninfoParse(connection_string.c_str(), nullptr);
  if (options == nullptr) {
    return Error{ErrorCode::InvalidInput,
                 "the PostgreSQL connection string cannot be read: write it as "
                 "\"host=… port=… dbname=… user=…\" or \"postgresql://…\""};
  }
  PQconninfoFree(options);
  return {};
}

}  // namespace

Result<std::unique_ptr<PgConnection>> PgConnection::open(const std::string& connection_string) {
  TRY(check_string(connection_string));
  // What stands before "dbname" is a default that the string may override, what follows is fixed.
  // A server that fell silent is given up after 15 s: a guard must fail, not hang.
  constexpr std::array<const char*, 9> kNames{"connect_timeout",
                                              "tcp_user_timeout",
                                              "keepalives_idle",
                                              "keepalives_interval",
                                              "keepalives_count",
                                              "fallback_application_name",
                                              "dbname",
                                              "client_encoding",
                                              nullptr};
  const std::array<const char*, 9> values{
      "5", "15000", "5", "5", "2", "holdfast", connection_string.c_str(), "UTF8", nullptr};
  PGconn* handle = PQconnectdbParams(kNames.data(), values.data(), 1);
  if (handle == nullptr) return Error{ErrorCode::Unavailable, "out of memory"};
  std::unique_ptr<PgConnection> connection(new PgConnection(handle));
  // Notices would go to standard error, with whatever they quote.
  PQsetNoticeReceiver(handle, [](void*, const PGresult*) {}, nullptr);
  if (!connection->is_alive()) return connection->error_of(nullptr);
  TRY(connection->configure());
  return connection;
}

PgConnection::~PgConnection() { PQfinish(handle_); }

Result<> PgConnection::configure() {
  // An answer means durable, whatever the server's default; a stricter setting stays.
  return run_script(
      "SELECT set_config('synchronous_commit', 'on', false) "
      "WHERE current_setting('synchronous_commit') = 'off'");
}

Result<> PgConnection::reconnect() {
  PQreset(handle_);
  statements_.clear();
  if (!is_alive()) return error_of(nullptr);
  return configure();
}

Error PgConnection::error_of(const PGresult* result) {
  const char* state = result == nullptr ? nullptr : PQresultErrorField(result, PG_DIAG_SQLSTATE);
  if (!is_alive() || state == nullptr) {
    last_failure_ = is_alive() ? PgFailure::Other : PgFailure::Lost;
    const std::string message = first_line(PQerrorMessage(handle_));
    const bool is_refused = state != nullptr && std::string_view(state).starts_with("28");
    return {is_refused ? ErrorCode::Denied : ErrorCode::Unavailable,
            fmt::format("PostgreSQL: {}", message)};
  }
  const Meaning meaning = meaning_of(state);
  last_failure_ = meaning.failure;
  // The primary message names tables and constraints; the detail, which quotes values, is left out.
  const std::string message = meaning.may_show_message
                                  ? first_line(PQresultErrorField(result, PG_DIAG_MESSAGE_PRIMARY))
                                  : "a value was refused";
  return {meaning.code, fmt::format("PostgreSQL: {} (SQLSTATE {})", message, state)};
}

Result<PgResult> PgConnection::checked(PGresult* result) {
  PgResult owned(result);
  const ExecStatusType status = PQresultStatus(result);
  if (status == PGRES_TUPLES_OK || status == PGRES_COMMAND_OK) return owned;
  if (status == PGRES_EMPTY_QUERY) {
    last_failure_ = PgFailure::Other;
    return Error{ErrorCode::InvalidInput, "an empty SQL statement"};
  }
  return error_of(result);
}

Result<> PgConnection::run_script(const std::string& text) {
  last_failure_ = PgFailure::None;
  TRY(checked(PQexec(handle_, text.c_str())));
  return {};
}

Result<> PgConnection::commit() {
  last_failure_ = PgFailure::None;
  const PgResult result = TRY(checked(PQexec(handle_, "COMMIT")));
  if (std::string_view(PQcmdStatus(result.get())) == "COMMIT") return {};
  last_failure_ = PgFailure::Other;
  return Error{ErrorCode::Unavailable, "PostgreSQL rolled the transaction back"};
}

Result<> PgConnection::query(std::string_view sql, std::span<const Value> parameters,
                             const OnRow& on_row) {
  const PgResult result = TRY(run(sql, parameters));
  const int rows = PQntuples(result.get());
  for (int row = 0; row < rows; ++row) {
    if (!on_row(PgRow(result.get(), row))) break;
  }
  return {};
}

Result<std::int64_t> PgConnection::execute(std::string_view sql,
                                           std::span<const Value> parameters) {
  const PgResult result = TRY(run(sql, parameters));
  return std::int64_t{std::atoll(PQcmdTuples(result.get()))};
}

Result<PgResult> PgConnection::run(std::string_view sql, std::span<const Value> parameters) {
  last_failure_ = PgFailure::None;
  CHECK(parameters.size() <= kParametersMax);
  if (const Result<> kept = expect_no_nul(parameters); !kept) {
    last_failure_ = PgFailure::Other;
    return kept.error();
  }
  const Statement* statement = TRY(find_or_prepare(sql, parameters));
  encode(parameters);
  return checked(PQexecPrepared(handle_, statement->name.c_str(),
                                static_cast<int>(parameters.size()), values_.data(),
                                lengths_.data(), formats_.data(), /*resultFormat=*/1));
}

Result<const PgConnection::Statement*> PgConnection::find_or_prepare(
    std::string_view sql, std::span<const Value> parameters) {
  key_ = sql;
  for (const Value& value : parameters) key_ += static_cast<char>('0' + value.index());
  if (const auto found = statements_.find(key_); found != statements_.end()) {
    found->second.last_use = ++uses_;
    return &found->second;
  }
  if (statements_.size() >= kStatementsMax) drop_least_used();
  types_.clear();
  for (const Value& value : parameters) types_.push_back(type_of(value));
  Statement statement{.name = fmt::format("s{}", ++uses_), .last_use = uses_};
  TRY(checked(PQprepare(handle_, statement.name.c_str(), std::string(sql).c_str(),
                        static_cast<int>(types_.size()), types_.data())));
  return &statements_.emplace(key_, std::move(statement)).first->second;
}

void PgConnection::drop_least_used() {
  auto oldest = statements_.begin();
  for (auto each = statements_.begin(); each != statements_.end(); ++each) {
    if (each->second.last_use < oldest->second.last_use) oldest = each;
  }
  // In a transaction that failed this is refused; the statement then stays until the session ends.
  PQclear(PQexec(handle_, ("DEALLOCATE " + oldest->second.name).c_str()));
  statements_.erase(oldest);
}

void PgConnection::encode(std::span<const Value> parameters) {
  const std::size_t count = parameters.size();
  values_.resize(count);
  lengths_.resize(count);
  numbers_.resize(count);
  formats_.assign(count, 1);
  for (std::size_t i = 0; i < count; ++i) {
    std::visit(
        [&](const auto& content) {
          using Type = std::remove_cvref_t<decltype(content)>;
          if constexpr (std::is_same_v<Type, std::nullptr_t>) {
            values_[i] = nullptr;
            lengths_[i] = 0;
          } else if constexpr (std::is_arithmetic_v<Type>) {
            numbers_[i] = to_network_order(std::bit_cast<std::uint64_t>(content));
            values_[i] = numbers_[i].data();
            lengths_[i] = 8;
          } else {
            // A null pointer would be NULL.
            values_[i] = content.empty() ? "" : reinterpret_cast<const char*>(content.data());
            lengths_[i] = static_cast<int>(content.size());
          }
        },
        parameters[i]);
  }
}

}  // namespace holdfast::store
