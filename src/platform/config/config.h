// All settings of a server: defaults, then one TOML file, then the environment, then the command
// line.
//
// keys.cc is the table of them; docs/guides/configuration.md is written from it. A key that is not
// in the table is an error that names the nearest one, so that a misspelt limit is not silently
// off.

#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/result.h"
#include "base/sensitive.h"

namespace holdfast::config {

// Plain data, checked. Members stand under the names they have in the file: http.port is
// `http.port`.
struct Config {
  std::string data_directory = "data";

  struct Http {
    std::string address = "127.0.0.1";
    std::int64_t port = 8470;
    std::string certificate_file;
    std::string key_file;
    bool allow_plain_beyond_loopback = false;
    std::int64_t io_threads = 2;
    std::int64_t worker_threads = 8;
    std::int64_t connections_max = 4096;
    std::int64_t body_timeout_ms = 60'000;
    std::string access_log = "failures";
    std::string public_url;
  } http;

  // A listener for clients of Presidio, which send no credential.
  struct Presidio {
    std::int64_t port = 0;  // 0: none
    std::string address = "127.0.0.1";
    std::string allow_from;
  } presidio;

  // A milter for Postfix and Sendmail.
  struct Smtp {
    std::string milter;  // "": none
    std::string direction = "auto";
    std::string trusted_networks;
    std::string when_undecided = "tempfail";
    std::int64_t mail_bytes_max = 50 << 20;
    std::int64_t connections_max = 100;
    std::int64_t idle_timeout_ms = 300'000;
  } smtp;

  struct Store {
    std::string backend = "sqlite";
    std::string postgres_connection;
    std::string postgres_password_file;
    Sensitive<std::string> postgres_password;  // from the file above or the environment
    std::int64_t writers = 8;
    std::int64_t readers = 4;
  } store;

  struct Log {
    std::string level = "info";
    std::string format = "text";
  } log;

  // Days; 0 keeps for ever.
  struct Retention {
    std::int64_t messages_days = 90;
    std::int64_t findings_days = 730;
    std::int64_t held_days = 30;
    std::int64_t events_days = 14;
  } retention;

  struct Tenant {
    std::string time_zone = "UTC";
    std::string locale = "en";
    bool show_people_by_name = false;
    std::string internal_domains;

    std::vector<std::string> domains() const;  // internal_domains, each in lower case
  } tenant;

  struct Limits {
    std::int64_t body_bytes_max = 8 << 20;
    std::int64_t text_bytes_max = 4 << 20;
    std::int64_t batch_messages_max = 1000;
    std::int64_t file_bytes_max = 100 << 20;
  } limits;

  struct Extract {
    std::int64_t workers = 2;
    std::int64_t timeout_ms = 20'000;
    std::int64_t memory_mb = 1536;
  } extract;

  struct Rules {
    std::string directory;
    std::string index_key_file;
  } rules;

  struct Access {
    std::int64_t session_idle_minutes = 720;
    std::int64_t session_hours_max = 24;
    std::int64_t sign_in_link_minutes = 30;
  } access;
};

struct Sources {
  std::string file;                                // "" for none; a name given must exist
  std::map<std::string, std::string> environment;  // names that begin with HOLDFAST_ count
  std::vector<std::pair<std::string, std::string>> overrides;  // {"http.port", "9000"}
};

// InvalidInput names the key, where its value came from and what is possible, never the value of a
// secret. NotFound: there is no such file.
Result<Config> load(const Sources& sources);

// The process's environment, for Sources. HOLDFAST_CONFIG names the file when none is given
// otherwise.
std::map<std::string, std::string> process_environment();

}  // namespace holdfast::config
