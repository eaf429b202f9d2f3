// From a CSV file to an index that a directory of rules uses.

#include "platform/own_rules/exact_builder.h"

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include <fmt/core.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <sys/stat.h>

#include "platform/crypto/key_file.h"
#include "platform/own_rules/csv_reader.h"
#include "platform/own_rules/entry_sorter.h"
#include "platform/own_rules/page_file.h"
#include "platform/own_rules/rule_directory.h"

namespace holdfast::own_rules {
namespace {

using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;

constexpr std::string_view kSchema =
    "columns:\n"
    "  number: {kind: digits, header: Kundennummer, unique: true}\n"
    "  name: {kind: name, header: Nachname}\n";
constexpr std::string_view kTypes = "- {name: customer, category: custom, sensitivity: 3}\n";
constexpr std::string_view kRule = R"(source: the house
detectors:
  - name: customer
    type: customer
    shape: exact
    index: customers.exact
    match: [[number, name]]
    confidence: {bare: 0.8, cued: 0.98}
)";

class ExactBuilds : public testing::Test {
 protected:
  ExactBuilds() {
    std::string name = std::filesystem::temp_directory_path() / "holdfast-exact-XXXXXX";
    path_ = mkdtemp(name.data());
    write("rules/types.yaml", kTypes);
    write("rules/detect/house.yaml", kRule);
  }
  ~ExactBuilds() override { std::filesystem::remove_all(path_); }

  void write(const std::string& name, std::string_view content) const {
    const std::filesystem::path file = path_ + "/" + name;
    std::filesystem::create_directories(file.parent_path());
    std::ofstream(file, std::ios::binary) << content;
  }
  SecretBytes key(const std::string& name = "key") const {
    SystemRandom random;
    auto secret = crypto::load_key_file(path_ + "/" + name, true, random);
    EXPECT_TRUE(secret);
    return *secret;
  }
  Result<ExactBuilt> build(std::string_view csv, std::size_t memory_bytes = 1U << 20,
                           const std::string& key_name = "key") const {
    write("in.csv", csv);
    ExactBuild build{.input = path_ + "/in.csv",
                     .output = path_ + "/rules/customers.exact",
                     .memory_bytes = memory_bytes};
    build.schema = *detect::ExactSchema::parse("s.yaml", kSchema);
    SeededRandom random(1);
    return build_exact(build, key(key_name), random);
  }
  std::string refusal(std::string_view csv) const {
    const auto built = build(csv);
    return built ? "built" : built.error().message;
  }
  Result<detect::Detector> load(const std::string& key_name = "key") const {
    return load_detector(path_ + "/rules", {.key_file = path_ + "/" + key_name});
  }
  std::string load_refusal(const std::string& key_name = "key") const {
    const auto loaded = load(key_name);
    return loaded ? "loaded" : loaded.error().message;
  }

  std::string path_;
};

std::size_t found_in(const detect::Detector& detector, std::string_view text) {
  detect::Scratch scratch;
  detect::TypeIndex type = 0;
  EXPECT_TRUE(detector.find_type("customer", &type));
  std::size_t count = 0;
  for (const detect::Finding& finding : detector.detect(text, scratch)) {
    count += finding.type == type ? 1 : 0;
  }
  return count;
}

TEST_F(ExactBuilds, LeadFromARecordToAFinding) {
  const auto built = build(
      "\xEF\xBB\xBFNachname;Ort;Kundennummer\r\n\"Müller\";\"Bad; Ems\";4821-3377\r\n"
      "\"O\"\"Brien\";;48213378\r\nLee;\"two\nlines\";\r\n");
  ASSERT_TRUE(built) << built.error().message;
  EXPECT_EQ(built->records, 3U);
  EXPECT_EQ(built->columns[0].empty, 1U);
  const auto detector = load();
  ASSERT_TRUE(detector) << detector.error().message;
  EXPECT_EQ(found_in(*detector, "Mueller 48213377"), 2U);
  EXPECT_EQ(found_in(*detector, "O'Brien 4821 3378"), 2U);
  EXPECT_EQ(found_in(*detector, "Müller 48213378"), 0U);
}

// A sort that does not fit into memory gives the same file.
TEST_F(ExactBuilds, MemoryDoesNotMatter) {
  std::string csv = "Kundennummer,Nachname\n";
  for (int i = 0; i < 20'000; ++i) csv += fmt::format("{},Name{}\n", 10'000'000 + 31 * i, i % 7);
  const auto read = [this] {
    std::ifstream file(path_ + "/rules/customers.exact", std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  ASSERT_TRUE(build(csv, 64U << 20));
  const std::string in_memory = read();
  ASSERT_TRUE(build(csv, 1));
  EXPECT_TRUE(read() == in_memory);
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(path_ + "/rules")) {
    names.push_back(entry.path().filename().string());
  }
  EXPECT_THAT(names, testing::UnorderedElementsAre("types.yaml", "detect", "customers.exact"));
}

TEST_F(ExactBuilds, SayWhatIsWrongWithTheFile) {
  EXPECT_THAT(refusal(""), HasSubstr("in.csv:1: is empty"));
  EXPECT_THAT(refusal("Nachname\n"), HasSubstr("names no column \"Kundennummer\""));
  EXPECT_THAT(refusal("Nachname,Kundennummer\n"), HasSubstr("no record follows"));
  EXPECT_THAT(refusal("Nachname,Kundennummer\nLee,12345678\nLee\n"),
              HasSubstr("in.csv:3: 1 cells, the first line has 2"));
  EXPECT_THAT(refusal("Nachname,Kundennummer\n\"Lee,12345678\n"),
              HasSubstr("in.csv:2: a quote is opened and never closed"));
  const std::string twice = refusal("Nachname,Kundennummer\nLee,12345678\nKim,1\nSmith,12345678\n");
  EXPECT_THAT(twice, HasSubstr("column number of records 1 and 3"));
  EXPECT_THAT(twice, testing::Not(HasSubstr("12345678")));
}

TEST_F(ExactBuilds, AFailureLeavesTheOldIndexInItsPlace) {
  ASSERT_TRUE(build("Kundennummer,Nachname\n12345678,Lee\n"));
  EXPECT_NE(refusal("Kundennummer,Nachname\n12345678,Lee\n12345678,Lee\n"), "built");
  EXPECT_EQ(found_in(*load(), "Lee 12345678"), 2U);
}

TEST_F(ExactBuilds, DirectoriesRefuseWhatCannotStand) {
  ASSERT_TRUE(build("Kundennummer,Nachname\n12345678,Lee\n"));
  EXPECT_THAT(load_detector(path_ + "/rules").error().message,
              HasSubstr("customers.exact:1: an index of records needs the key"));
  key("other");
  EXPECT_THAT(load_refusal("other"), HasSubstr("customers.exact:1: made with another key"));
  const std::string file = path_ + "/rules/customers.exact";
  std::filesystem::resize_file(file, std::filesystem::file_size(file) - 1);
  EXPECT_THAT(load_refusal(), HasSubstr("build it again"));
  EXPECT_EQ(load().error().code, ErrorCode::Corrupted);
  write("rules/customers.exact", "nothing of the kind");
  EXPECT_THAT(load_refusal(), HasSubstr("not an index of records"));
  chmod((path_ + "/key").c_str(), 0644);
  EXPECT_THAT(load_refusal(), HasSubstr("chmod 600"));
}

// What is in use stays whole while its successor takes the place; cut short, it finds nothing.
TEST_F(ExactBuilds, AnIndexInUseOutlivesItsName) {
  ASSERT_TRUE(build("Kundennummer,Nachname\n12345678,Lee\n"));
  const std::string before = fingerprint(path_ + "/rules");
  const auto old = load();
  ASSERT_TRUE(build("Kundennummer,Nachname\n87654321,Kim\n"));
  EXPECT_NE(fingerprint(path_ + "/rules"), before);
  const auto now = load();
  ASSERT_TRUE(old && now);
  EXPECT_NE(old->rules_digest(), now->rules_digest());
  EXPECT_EQ(found_in(*old, "Lee 12345678 and Kim 87654321"), 2U);
  EXPECT_EQ(found_in(*now, "Lee 12345678 and Kim 87654321"), 2U);
  std::filesystem::resize_file(path_ + "/rules/customers.exact", 100);
  EXPECT_EQ(found_in(*now, "Kim 87654321"), 0U);
}

TEST(CsvReaders, ReadWhatRfc4180Allows) {
  std::string rest = "a,b,c\r\n\"x\"\"y\",\"1,2\n3\",\n\n,\"\",z";
  CsvReader csv(
      "t.csv",
      [&rest](std::span<char> buffer) -> Result<std::size_t> {
        const std::size_t size = std::min<std::size_t>(3, rest.size());  // cut anywhere
        std::copy_n(rest.begin(), size, buffer.begin());
        rest.erase(0, size);
        return std::min(size, buffer.size());
      },
      ',');
  std::vector<std::string_view> cells;
  ASSERT_TRUE(*csv.next(cells));
  EXPECT_THAT(cells, ElementsAre("a", "b", "c"));
  ASSERT_TRUE(*csv.next(cells));
  EXPECT_THAT(cells, ElementsAre("x\"y", "1,2\n3", ""));
  EXPECT_EQ(csv.line(), 2U);
  ASSERT_TRUE(*csv.next(cells));
  EXPECT_THAT(cells, ElementsAre("", "", "z"));
  EXPECT_FALSE(*csv.next(cells));
}

}  // namespace
}  // namespace holdfast::own_rules
