#include "platform/config/config.h"

#include <unistd.h>

#include <charconv>
#include <filesystem>
#include <fstream>
#include <optional>

#include <fmt/core.h>
#include <toml++/toml.h>

#include "platform/config/keys.h"
#include "platform/config/time_zone.h"

namespace holdfast::config {
namespace {

constexpr std::string_view kPrefix = "HOLDFAST_";

template <typename... Arguments>
Error invalid(fmt::format_string<Arguments...> format, Arguments&&... arguments) {
  return {ErrorCode::InvalidInput, fmt::format(format, std::forward<Arguments>(arguments)...)};
}

bool is_choice(std::string_view text, std::string_view choices) {
  while (!choices.empty()) {
    const std::size_t end = std::min(choices.find(' '), choices.size());
    if (choices.substr(0, end) == text) return true;
    choices.remove_prefix(std::min(end + 1, choices.size()));
  }
  return false;
}

const Key* find_key(std::string_view name) {
  for (const Key& key : all_keys()) {
    if (key.name == name) return &key;
  }
  return nullptr;
}

Error unknown_key(std::string_view name, std::string_view where) {
  std::vector<std::string_view> names;
  for (const Key& key : all_keys()) names.push_back(key.name);
  const std::string_view near = nearest(name, names);
  if (near.empty()) return invalid("{}: unknown key '{}'", where, name);
  return invalid("{}: unknown key '{}'; did you mean '{}'?", where, name, near);
}

// Puts values where they belong, whatever they came from. `where` names the source in errors.
class Setter {
 public:
  Setter(Config& config, const Key& key, std::string_view where)
      : config_(config), key_(key), where_(where) {}

  Result<> set_text(std::string_view text) const {
    const auto* field = std::get_if<TextField>(&key_.field);
    if (field == nullptr) return wrong_type();
    if (!key_.choices.empty() && !is_choice(text, key_.choices)) {
      return invalid("{}: {} must be one of: {}", where_, key_.name, key_.choices);
    }
    (*field)(config_) = text;
    return {};
  }

  Result<> set_number(std::int64_t number) const {
    const auto* field = std::get_if<NumberField>(&key_.field);
    if (field == nullptr) return wrong_type();
    if (number < key_.minimum || number > key_.maximum) {
      return invalid("{}: {} must be {} to {}, not {}", where_, key_.name, key_.minimum,
                     key_.maximum, number);
    }
    (*field)(config_) = number;
    return {};
  }

  Result<> set_flag(bool flag) const {
    const auto* field = std::get_if<FlagField>(&key_.field);
    if (field == nullptr) return wrong_type();
    (*field)(config_) = flag;
    return {};
  }

  // From the environment or the command line, where everything is text.
  Result<> set_from_text(std::string_view text) const {
    if (std::holds_alternative<NumberField>(key_.field)) {
      std::int64_t number = 0;
      const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
      if (error != std::errc() || end != text.data() + text.size()) return wrong_type();
      return set_number(number);
    }
    if (std::holds_alternative<FlagField>(key_.field)) {
      if (text != "true" && text != "false") return wrong_type();
      return set_flag(text == "true");
    }
    if (const auto* secret = std::get_if<SecretField>(&key_.field)) {
      (*secret)(config_) = Sensitive<std::string>(std::string(text));
      return {};
    }
    return set_text(text);
  }

  Result<> wrong_type() const {
    const char* expected = std::holds_alternative<NumberField>(key_.field) ? "a whole number"
                           : std::holds_alternative<FlagField>(key_.field) ? "true or false"
                                                                           : "a text";
    return invalid("{}: {} must be {}", where_, key_.name, expected);
  }

  bool is_secret() const { return std::holds_alternative<SecretField>(key_.field); }

 private:
  Config& config_;
  const Key& key_;
  std::string_view where_;
};

Result<> set_from_file(Config& config, std::string_view name, const toml::node& node,
                       const std::string& file) {
  const std::string where = fmt::format("{}:{}", file, node.source().begin.line);
  const Key* key = find_key(name);
  if (key == nullptr) return unknown_key(name, where);
  const Setter setter(config, *key, where);
  if (setter.is_secret()) {
    return invalid("{}: {} is a secret: set {} in the environment, or {}_file here", where, name,
                   environment_name(name), name);
  }
  if (const auto* text = node.as_string()) return setter.set_text(text->get());
  if (const auto* number = node.as_integer()) return setter.set_number(number->get());
  if (const auto* flag = node.as_boolean()) return setter.set_flag(flag->get());
  // An array, a date or a fraction: no key takes one.
  return setter.wrong_type();
}

Result<> read_table(Config& config, const toml::table& table, const std::string& prefix,
                    const std::string& file) {
  for (const auto& [name, node] : table) {
    const std::string path = prefix + std::string(name.str());
    if (const toml::table* section = node.as_table()) {
      TRY(read_table(config, *section, path + ".", file));
    } else {
      TRY(set_from_file(config, path, node, file));
    }
  }
  return {};
}

Result<> read_file(Config& config, const std::string& file) {
  std::ifstream stream(file, std::ios::binary);
  if (!stream) return Error{ErrorCode::NotFound, fmt::format("cannot read the file {}", file)};
  const std::string text(std::istreambuf_iterator<char>(stream), {});
  try {
    return read_table(config, toml::parse(text), "", file);
  } catch (const toml::parse_error& error) {
    return invalid("{}:{}: not valid TOML: {}", file, error.source().begin.line,
                   error.description());
  }
}

Result<> read_environment(Config& config, const std::map<std::string, std::string>& environment) {
  std::map<std::string, const Key*> known;
  for (const Key& key : all_keys()) known[environment_name(key.name)] = &key;
  for (const auto& [name, value] : environment) {
    if (!name.starts_with(kPrefix) || name == "HOLDFAST_CONFIG") continue;
    if (name.starts_with("HOLDFAST_TEST_")) continue;
    const auto key = known.find(name);
    if (key == known.end()) {
      std::vector<std::string_view> names;
      for (const auto& [candidate, ignored] : known) names.push_back(candidate);
      const std::string_view near = nearest(name, names);
      return invalid("environment: unknown variable {}{}", name,
                     near.empty() ? "" : fmt::format("; did you mean {}?", near));
    }
    TRY(Setter(config, *key->second, "environment").set_from_text(value));
  }
  return {};
}

Result<> read_password_file(Config& config) {
  const std::string& file = config.store.postgres_password_file;
  if (file.empty()) return {};
  std::ifstream stream(file);
  std::string password;
  if (!std::getline(stream, password)) {
    return invalid("store.postgres_password_file: cannot read {}", file);
  }
  config.store.postgres_password = Sensitive<std::string>(std::move(password));
  return {};
}

Result<> check(const Config& config) {
  const Result<TimeZone> zone = TimeZone::find(config.tenant.time_zone);
  if (!zone) return invalid("tenant.time_zone: {}", zone.error().message);
  if (config.http.certificate_file.empty() != config.http.key_file.empty()) {
    return invalid("http.certificate_file and http.key_file are given both or not at all");
  }
  const bool is_postgres = config.store.backend == "postgresql";
  if (is_postgres && config.store.postgres_connection.empty()) {
    return invalid("store.backend is postgresql, which needs store.postgres_connection");
  }
  if (config.store.postgres_connection.find("password") != std::string::npos) {
    return invalid(
        "store.postgres_connection must not hold the password: use store.postgres_password_file "
        "or {}",
        environment_name("store.postgres_password"));
  }
  if (config.data_directory.empty()) return invalid("data_directory must not be empty");
  if (!config.http.public_url.empty() && !config.http.public_url.starts_with("http://") &&
      !config.http.public_url.starts_with("https://")) {
    return invalid("http.public_url must begin with https:// or http://");
  }
  return {};
}

}  // namespace

std::vector<std::string> Config::Tenant::domains() const {
  std::vector<std::string> found(1);
  for (const char c : internal_domains) {
    if (c == ',' || c == ' ') {
      if (!found.back().empty()) found.emplace_back();
    } else {
      found.back() += c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
    }
  }
  if (found.back().empty()) found.pop_back();
  return found;
}

Result<Config> load(const Sources& sources) {
  Config config;
  const auto named = sources.environment.find("HOLDFAST_CONFIG");
  std::string file = sources.file;
  if (file.empty() && named != sources.environment.end()) file = named->second;
  if (!file.empty()) TRY(read_file(config, file));
  TRY(read_environment(config, sources.environment));
  for (const auto& [name, value] : sources.overrides) {
    const Key* key = find_key(name);
    if (key == nullptr) return unknown_key(name, "command line");
    TRY(Setter(config, *key, "command line").set_from_text(value));
  }
  TRY(read_password_file(config));
  TRY(check(config));
  return config;
}

std::map<std::string, std::string> process_environment() {
  std::map<std::string, std::string> variables;
  for (char** entry = environ; entry != nullptr && *entry != nullptr; ++entry) {
    const std::string_view text(*entry);
    const std::size_t equals = text.find('=');
    if (!text.starts_with(kPrefix) || equals == std::string_view::npos) continue;
    variables.emplace(text.substr(0, equals), text.substr(equals + 1));
  }
  return variables;
}

}  // namespace holdfast::config
