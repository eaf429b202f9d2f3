#include "platform/config/config.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "platform/config/reference.h"

namespace holdfast::config {
namespace {

using testing::AllOf;
using testing::HasSubstr;
using testing::Not;

class ConfigTest : public testing::Test {
 protected:
  ConfigTest() {
    std::string name = std::filesystem::temp_directory_path() / "holdfast_config_XXXXXX";
    folder_ = mkdtemp(name.data());
  }
  ~ConfigTest() override { std::filesystem::remove_all(folder_); }

  std::string write(const std::string& name, const std::string& text) {
    std::ofstream(folder_ / name) << text;
    return folder_ / name;
  }
  Result<Config> load_text(const std::string& text) {
    return load({.file = write("holdfast.toml", text)});
  }
  std::string refusal(const std::string& text) {
    const Result<Config> config = load_text(text);
    return config ? "accepted" : config.error().message;
  }
  std::filesystem::path folder_;
};

TEST_F(ConfigTest, NothingGivenIsAWorkingServer) {
  const Result<Config> config = load({});
  ASSERT_TRUE(config);
  EXPECT_EQ(config->http.address, "127.0.0.1");
  EXPECT_EQ(config->http.port, 8470);
  EXPECT_EQ(config->store.backend, "sqlite");
}

TEST_F(ConfigTest, TheCommandLineBeatsTheEnvironmentBeatsTheFile) {
  const std::string file = write("holdfast.toml", R"(
data_directory = "/var/lib/holdfast"
[http]
port = 1001
io_threads = 3
worker_threads = 5
[tenant]
show_people_by_name = true
time_zone = "America/St_Johns"
)");
  const Result<Config> config =
      load({.file = file,
            .environment = {{"HOLDFAST_HTTP_PORT", "1002"}, {"HOLDFAST_HTTP_IO_THREADS", "4"}},
            .overrides = {{"http.port", "1003"}}});
  ASSERT_TRUE(config) << config.error().message;
  EXPECT_EQ(config->data_directory, "/var/lib/holdfast");
  EXPECT_EQ(config->http.port, 1003);
  EXPECT_EQ(config->http.io_threads, 4);
  EXPECT_EQ(config->http.worker_threads, 5);
  EXPECT_TRUE(config->tenant.show_people_by_name);
  EXPECT_EQ(config->tenant.time_zone, "America/St_Johns");
}

TEST_F(ConfigTest, AMisspeltKeyNamesTheOneThatWasMeant) {
  EXPECT_THAT(refusal("[http]\nprot = 80\n"),
              AllOf(HasSubstr("holdfast.toml:2"), HasSubstr("'http.prot'"),
                    HasSubstr("did you mean 'http.port'?")));
  EXPECT_THAT(refusal("messages_days = 3\n"), HasSubstr("'retention.messages_days'"));
  EXPECT_THAT(refusal("[quantum]\nflux = 3\n"), Not(HasSubstr("did you mean")));
  EXPECT_THAT(load({.environment = {{"HOLDFAST_HTTP_PRT", "80"}}}).error().message,
              HasSubstr("did you mean HOLDFAST_HTTP_PORT?"));
  EXPECT_THAT(load({.overrides = {{"log.levle", "info"}}}).error().message,
              HasSubstr("command line: unknown key"));
}

TEST_F(ConfigTest, WrongTypesAndRangesSayWhatIsPossible) {
  EXPECT_THAT(refusal("[http]\nport = \"80\"\n"), HasSubstr("http.port must be a whole number"));
  EXPECT_THAT(refusal("[http]\nport = 70000\n"), HasSubstr("http.port must be 0 to 65535"));
  EXPECT_THAT(refusal("[http]\nport = 80.5\n"), HasSubstr("a whole number"));
  EXPECT_THAT(refusal("[http]\nport = [80]\n"), HasSubstr("a whole number"));
  EXPECT_THAT(refusal("[tenant]\nshow_people_by_name = 1\n"), HasSubstr("true or false"));
  EXPECT_THAT(refusal("[http]\naddress = [\"::1\"]\n"), HasSubstr("http.address must be a text"));
  EXPECT_THAT(refusal("[log]\nlevel = \"loud\"\n"), HasSubstr("debug info warning error"));
  EXPECT_THAT(refusal("[tenant]\ntime_zone = \"Europe/Berln\"\n"),
              AllOf(HasSubstr("tenant.time_zone"), HasSubstr("'Europe/Berln'")));
  EXPECT_THAT(load({.environment = {{"HOLDFAST_HTTP_PORT", "80x"}}}).error().message,
              HasSubstr("a whole number"));
  EXPECT_THAT(refusal("[http]\ncertificate_file = \"a\"\n"), HasSubstr("both or not at all"));
  EXPECT_THAT(refusal("[store]\nbackend = \"postgresql\"\n"), HasSubstr("postgres_connection"));
}

TEST_F(ConfigTest, WhatIsNotTomlNamesItsLine) {
  EXPECT_THAT(refusal("[http]\nport = = 80\n"),
              AllOf(HasSubstr(":2"), HasSubstr("not valid TOML")));
  EXPECT_EQ(load({.file = folder_ / "none.toml"}).error().code, ErrorCode::NotFound);
}

// A file of settings is copied, shown and committed; a secret in it would be as well.
TEST_F(ConfigTest, SecretsComeFromTheEnvironmentOrAFileOfTheirOwn) {
  EXPECT_THAT(refusal("[store]\npostgres_password = \"hunter-twelve\"\n"),
              AllOf(HasSubstr("HOLDFAST_STORE_POSTGRES_PASSWORD"), Not(HasSubstr("hunter"))));
  EXPECT_THAT(refusal("[store]\npostgres_connection = \"host=db password=hunter\"\n"),
              AllOf(HasSubstr("postgres_password_file"), Not(HasSubstr("hunter"))));
  const Result<Config> from_environment =
      load({.environment = {{"HOLDFAST_STORE_POSTGRES_PASSWORD", "hunter-twelve"}}});
  EXPECT_EQ(from_environment->store.postgres_password.reveal(), "hunter-twelve");
  const std::string file = write("password", "hunter-thirteen\n");
  const Result<Config> from_file =
      load_text("[store]\npostgres_password_file = \"" + file + "\"\n");
  EXPECT_EQ(from_file->store.postgres_password.reveal(), "hunter-thirteen");
}

// Run with HOLDFAST_TEST_UPDATE=1 to write the guide anew.
TEST(Reference, TheGuideIsWrittenFromTheTable) {
  const std::string path = HOLDFAST_SOURCE_DIR "/docs/guides/configuration.md";
  if (std::getenv("HOLDFAST_TEST_UPDATE") != nullptr) {
    std::filesystem::create_directories(HOLDFAST_SOURCE_DIR "/docs/guides");
    std::ofstream(path) << reference_markdown();
  }
  std::ifstream file(path);
  const std::string guide(std::istreambuf_iterator<char>(file), {});
  EXPECT_TRUE(guide == reference_markdown())
      << path << " is stale: run holdfast_platform_config_test with HOLDFAST_TEST_UPDATE=1";
}

TEST_F(ConfigTest, WhatIsInForceIsShownWithoutSecrets) {
  const Result<Config> config =
      load({.environment = {{"HOLDFAST_HTTP_PORT", "1002"},
                            {"HOLDFAST_STORE_POSTGRES_PASSWORD", "hunter2"}}});
  ASSERT_TRUE(config);
  std::map<std::string, Setting, std::less<>> shown;
  for (const Setting& setting : settings_in_force(*config)) {
    EXPECT_THAT(setting.value, Not(HasSubstr("hunter2")));
    shown.emplace(setting.key, setting);
  }
  EXPECT_EQ(shown.at("http.port").value, "1002");
  EXPECT_FALSE(shown.at("http.port").is_default);
  EXPECT_EQ(shown.at("http.address").value, "127.0.0.1");
  EXPECT_TRUE(shown.at("http.address").is_default);
  EXPECT_EQ(shown.at("store.postgres_password").value, "(set)");
}

}  // namespace
}  // namespace holdfast::config
