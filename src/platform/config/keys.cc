#include "platform/config/keys.h"

#include <algorithm>
#include <vector>

namespace holdfast::config {
namespace {

// A function that finds the member in a Config.
#define HOLDFAST_TEXT(member) \
  TextField([](Config& config) -> std::string& { return config.member; })
#define HOLDFAST_NUMBER(member) \
  NumberField([](Config& config) -> std::int64_t& { return config.member; })
#define HOLDFAST_FLAG(member) FlagField([](Config& config) -> bool& { return config.member; })
#define HOLDFAST_SECRET(member) \
  SecretField([](Config& config) -> Sensitive<std::string>& { return config.member; })

constexpr std::int64_t kDaysMax = 36'500;

const Key kKeys[] = {
    {"data_directory", HOLDFAST_TEXT(data_directory),
     "Where all state lives: database, keys, sealed files. `--data` on the command line."},

    {"http.address", HOLDFAST_TEXT(http.address),
     "IP address to listen on. Beyond loopback only with a certificate."},
    {"http.port", HOLDFAST_NUMBER(http.port), "Port to listen on; 0 picks a free one.", 0, 65535},
    {"http.certificate_file", HOLDFAST_TEXT(http.certificate_file),
     "Certificate chain (PEM). With `http.key_file` the server speaks TLS 1.2 and 1.3."},
    {"http.key_file", HOLDFAST_TEXT(http.key_file), "Private key of the certificate (PEM)."},
    {"http.allow_plain_beyond_loopback", HOLDFAST_FLAG(http.allow_plain_beyond_loopback),
     "Listen beyond loopback without TLS: only where a proxy in front does TLS."},
    {"http.public_url", HOLDFAST_TEXT(http.public_url),
     "The address people type, when a proxy is in front: used in links."},
    {"http.io_threads", HOLDFAST_NUMBER(http.io_threads), "Threads that serve connections.", 1, 64},
    {"http.worker_threads", HOLDFAST_NUMBER(http.worker_threads),
     "Threads for requests that wait for the database.", 1, 256},
    {"http.connections_max", HOLDFAST_NUMBER(http.connections_max),
     "Connections open at once; more are answered 503.", 16, 100'000},
    {"http.body_timeout_ms", HOLDFAST_NUMBER(http.body_timeout_ms),
     "How long a body may take, and an answer; a second more for each 64 KiB. Then 408.", 100,
     3'600'000},
    {"http.access_log", HOLDFAST_TEXT(http.access_log),
     "Which requests are logged. Never their paths' values, queries or bodies.", 0, 0,
     "failures all off"},

    {"presidio.port", HOLDFAST_NUMBER(presidio.port),
     "Port of a listener for Presidio's clients, which need no key there; 0: there is none.", 0,
     65535},
    {"presidio.address", HOLDFAST_TEXT(presidio.address),
     "IP address of that listener. TLS as for `http`; beyond loopback only with "
     "`presidio.allow_from`."},
    {"presidio.allow_from", HOLDFAST_TEXT(presidio.allow_from),
     "Who may call it: IP addresses and networks such as `10.0.0.0/8`, separated by commas. Empty: "
     "this machine alone."},

    {"smtp.milter", HOLDFAST_TEXT(smtp.milter),
     "Where mail servers on this machine find the milter (`mail.md`): `inet:8894@127.0.0.1` or "
     "`unix:/path/of/a/socket`. Empty: there is none."},
    {"smtp.direction", HOLDFAST_TEXT(smtp.direction),
     "Which way mail goes. `auto`: out when the client is authenticated, on this machine or in "
     "`smtp.trusted_networks`, else in.",
     0, 0, "auto inbound outbound"},
    {"smtp.trusted_networks", HOLDFAST_TEXT(smtp.trusted_networks),
     "Clients whose mail goes out: IP addresses and networks, separated by commas, as in Postfix's "
     "`mynetworks`. Empty: this machine alone."},
    {"smtp.when_undecided", HOLDFAST_TEXT(smtp.when_undecided),
     "What happens to mail while Holdfast cannot decide. `tempfail`: the sender's server tries "
     "again (451). `accept`: it passes unseen, and is counted and logged.",
     0, 0, "tempfail accept"},
    {"smtp.mail_bytes_max", HOLDFAST_NUMBER(smtp.mail_bytes_max),
     "Bytes of one mail; larger ones are refused (552), or pass unseen where `smtp.when_undecided` "
     "says so.",
     1024, 1 << 30},
    {"smtp.connections_max", HOLDFAST_NUMBER(smtp.connections_max),
     "Connections of mail servers open at once; more are closed.", 1, 10'000},
    {"smtp.idle_timeout_ms", HOLDFAST_NUMBER(smtp.idle_timeout_ms),
     "How long a mail server may be silent on an open connection.", 1000, 3'600'000},

    {"store.backend", HOLDFAST_TEXT(store.backend), "Where rows are kept.", 0, 0,
     "sqlite postgresql"},
    {"store.postgres_connection", HOLDFAST_TEXT(store.postgres_connection),
     "libpq connection string, without a password."},
    {"store.postgres_password", HOLDFAST_SECRET(store.postgres_password),
     "The password. From the environment only: secrets do not belong in this file."},
    {"store.postgres_password_file", HOLDFAST_TEXT(store.postgres_password_file),
     "File whose first line is the password."},
    {"store.writers", HOLDFAST_NUMBER(store.writers), "Connections that write (PostgreSQL).", 1,
     64},
    {"store.readers", HOLDFAST_NUMBER(store.readers), "Connections that read.", 1, 64},

    {"log.level", HOLDFAST_TEXT(log.level), "The least serious lines that are written.", 0, 0,
     "debug info warning error"},
    {"log.format", HOLDFAST_TEXT(log.format), "How a line looks on standard error.", 0, 0,
     "text json"},

    {"retention.messages_days", HOLDFAST_NUMBER(retention.messages_days),
     "Days until the content of contacts and messages is erased; 0 keeps it.", 0, kDaysMax},
    {"retention.findings_days", HOLDFAST_NUMBER(retention.findings_days),
     "Days until findings and verdicts are erased; 0 keeps them.", 0, kDaysMax},
    {"retention.held_days", HOLDFAST_NUMBER(retention.held_days),
     "Days until a held message expires and its original is erased; at least 1.", 1, kDaysMax},
    {"retention.events_days", HOLDFAST_NUMBER(retention.events_days),
     "Days until delivered events are dropped; at most a million are kept.", 1, kDaysMax},

    {"tenant.time_zone", HOLDFAST_TEXT(tenant.time_zone),
     "Zone of the IANA database, such as `Europe/Berlin`: for policies that ask for hour or "
     "weekday, summer time included."},
    {"tenant.locale", HOLDFAST_TEXT(tenant.locale),
     "Language of notices to senders, where a request names none.", 0, 0, "en de es fr"},
    {"tenant.show_people_by_name", HOLDFAST_FLAG(tenant.show_people_by_name),
     "Show agents and customers by the ids that other systems know them by. Otherwise they appear "
     "by "
     "pseudonym."},
    {"tenant.internal_domains", HOLDFAST_TEXT(tenant.internal_domains),
     "Mail domains of the organisation, separated by commas: mail to them stays inside."},

    {"limits.body_bytes_max", HOLDFAST_NUMBER(limits.body_bytes_max),
     "Bytes of one request to inspect.", 1024, 1 << 30},
    {"limits.text_bytes_max", HOLDFAST_NUMBER(limits.text_bytes_max),
     "Bytes of text in one message, after reading its files.", 1024, 1 << 30},
    {"limits.batch_messages_max", HOLDFAST_NUMBER(limits.batch_messages_max),
     "Messages in one batch.", 1, 10'000},
    {"limits.file_bytes_max", HOLDFAST_NUMBER(limits.file_bytes_max), "Bytes of one file to read.",
     1024, 1 << 30},

    {"extract.workers", HOLDFAST_NUMBER(extract.workers),
     "Sandboxed processes that read mail and documents.", 1, 64},
    {"extract.timeout_ms", HOLDFAST_NUMBER(extract.timeout_ms), "Milliseconds one file may take.",
     100, 600'000},
    {"extract.memory_mb", HOLDFAST_NUMBER(extract.memory_mb),
     "Mebibytes of memory one process may take.", 64, 65'536},

    {"rules.directory", HOLDFAST_TEXT(rules.directory),
     "Directory of your own detectors, lists and allow lists beside the shipped ones "
     "(`own-detectors.md`). Changes are taken in while the server runs. `--rules` on the command "
     "line."},
    {"rules.index_key_file", HOLDFAST_TEXT(rules.index_key_file),
     "The key of the indexes of customer records in it (`exact-data-match.md`). Keep it elsewhere "
     "than them."},

    {"access.session_idle_minutes", HOLDFAST_NUMBER(access.session_idle_minutes),
     "Minutes without a request after which a session ends.", 1, 10'080},
    {"access.session_hours_max", HOLDFAST_NUMBER(access.session_hours_max),
     "Hours after which a session ends in any case.", 1, 720},
    {"access.sign_in_link_minutes", HOLDFAST_NUMBER(access.sign_in_link_minutes),
     "Minutes for which a one-time sign-in link works.", 1, 1440},
};

#undef HOLDFAST_TEXT
#undef HOLDFAST_NUMBER
#undef HOLDFAST_FLAG
#undef HOLDFAST_SECRET

// Letters to insert, remove or replace (Levenshtein).
std::size_t distance(std::string_view left, std::string_view right) {
  std::vector<std::size_t> row(right.size() + 1);
  for (std::size_t j = 0; j < row.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= left.size(); ++i) {
    std::size_t diagonal = std::exchange(row[0], i);
    for (std::size_t j = 1; j < row.size(); ++j) {
      const std::size_t replaced = diagonal + (left[i - 1] == right[j - 1] ? 0 : 1);
      diagonal = row[j];
      row[j] = std::min({row[j] + 1, row[j - 1] + 1, replaced});
    }
  }
  return row.back();
}

}  // namespace

std::span<const Key> all_keys() { return kKeys; }

std::string environment_name(std::string_view key) {
  std::string name = "HOLDFAST_";
  for (const char c : key) {
    name.push_back(c == '.' ? '_' : static_cast<char>(c >= 'a' && c <= 'z' ? c - 'a' + 'A' : c));
  }
  return name;
}

std::string_view nearest(std::string_view name, std::span<const std::string_view> names) {
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(3, name.size() / 3);
  for (const std::string_view candidate : names) {
    // A section left out or put in is the commonest mistake, and costs nothing here.
    const std::string_view last = candidate.substr(candidate.find('.') + 1);
    const std::size_t away = std::min(distance(name, candidate), distance(name, last));
    if (away < best_distance) {
      best = candidate;
      best_distance = away;
    }
  }
  return best;
}

}  // namespace holdfast::config
