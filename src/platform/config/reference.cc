#include "platform/config/reference.h"

#include <fmt/core.h>

#include "platform/config/keys.h"

namespace holdfast::config {
namespace {

constexpr std::string_view kIntroduction = R"(# Configuration

Holdfast runs without any settings. To change one, write a TOML file and name it with `--config FILE` or
`HOLDFAST_CONFIG`:

```toml
[http]
port = 9000

[retention]
messages_days = 30
```

Every key is also an environment variable: `http.port` is `HOLDFAST_HTTP_PORT`. The command line counts more than
the environment, the environment more than the file. A key that does not exist is an error, as is a value
outside its range, and the server does not start. Relative paths are seen from the directory the server is
started in. Secrets come from the environment or from files of their own, never from the command line.

`holdfast doctor` shows what is in force.
)";

std::string as_default(const Key& key) {
  Config config;
  if (const auto* text = std::get_if<TextField>(&key.field)) {
    const std::string& value = (*text)(config);
    return value.empty() ? "" : fmt::format("`\"{}\"`", value);
  }
  if (const auto* number = std::get_if<NumberField>(&key.field)) {
    return fmt::format("`{}`", (*number)(config));
  }
  if (const auto* flag = std::get_if<FlagField>(&key.field)) {
    return fmt::format("`{}`", (*flag)(config));
  }
  return "";
}

std::string as_values(const Key& key) {
  if (std::holds_alternative<NumberField>(key.field)) {
    return fmt::format("{} to {}", key.minimum, key.maximum);
  }
  if (std::holds_alternative<FlagField>(key.field)) return "`true`, `false`";
  if (std::holds_alternative<SecretField>(key.field)) return "secret";
  if (key.choices.empty()) return "text";
  std::string choices = "`";
  for (const char c : key.choices) choices += c == ' ' ? std::string("`, `") : std::string(1, c);
  return choices + "`";
}

// Empty where there is none; of a secret only whether there is one.
std::string shown_value(const Key& key, Config& config) {
  if (const auto* text = std::get_if<TextField>(&key.field)) return (*text)(config);
  if (const auto* number = std::get_if<NumberField>(&key.field)) {
    return fmt::format("{}", (*number)(config));
  }
  if (const auto* flag = std::get_if<FlagField>(&key.field)) {
    return (*flag)(config) ? "true" : "false";
  }
  return std::get<SecretField>(key.field)(config).reveal().empty() ? "" : "(set)";
}

std::string_view section_of(std::string_view name) {
  const std::size_t dot = name.find('.');
  return dot == std::string_view::npos ? "Top level" : name.substr(0, dot);
}

}  // namespace

std::string reference_markdown() {
  std::string out(kIntroduction);
  std::string_view section;
  for (const Key& key : all_keys()) {
    if (section_of(key.name) != section) {
      section = section_of(key.name);
      out += fmt::format("\n## {}\n\n| key | default | values | meaning |\n|---|---|---|---|\n",
                         section);
    }
    out += fmt::format("| `{}` | {} | {} | {} |\n", key.name, as_default(key), as_values(key),
                       key.meaning);
  }
  return out;
}

std::vector<Setting> settings_in_force(const Config& config) {
  Config in_force = config;
  Config untouched;
  std::vector<Setting> settings;
  for (const Key& key : all_keys()) {
    std::string value = shown_value(key, in_force);
    const bool is_default = value == shown_value(key, untouched);
    settings.push_back({key.name, std::move(value), is_default});
  }
  return settings;
}

}  // namespace holdfast::config
