#include "platform/own_rules/rule_directory.h"

#include <sys/stat.h>

#include <algorithm>
#include <filesystem>
#include <fstream>

#include <fmt/core.h>

#include "platform/crypto/key_file.h"
#include "platform/own_rules/page_file.h"

namespace holdfast::own_rules {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t kFilesMax = 1000;
constexpr std::uintmax_t kYamlBytesMax = 8U << 20;
constexpr std::uintmax_t kListBytesMax = 64U << 20;

Error refused(std::string message) { return Error{ErrorCode::InvalidInput, std::move(message)}; }

bool is_index(std::string_view name) { return name.ends_with(".exact"); }
bool is_yaml(std::string_view name) { return name.ends_with(".yaml"); }

// What people leave in directories that is no rule: editors' copies, notes.
bool is_ignored(const fs::path& relative) {
  const std::string name = relative.filename().string();
  return name.starts_with('.') || name.ends_with('~') || name.ends_with(".md") ||
         name.ends_with(".tmp");
}

// A misspelt name would be a detector that nobody misses until it is needed.
Result<> expect_place(const std::string& path, const std::string& name) {
  if (name.ends_with(".yml")) {
    return refused(fmt::format("{}/{}:1: name it .yaml, as all rules are", path, name));
  }
  if (!is_yaml(name) || name == "types.yaml" || name == "allow.yaml") return {};
  if (name.starts_with("detect/") && name.find('/', 7) == std::string::npos) {
    const std::string_view last = std::string_view(name).substr(7);
    if (last != "types.yaml" && last != "allow.yaml" && last != "context.yaml") return {};
  }
  return refused(
      fmt::format("{}/{}:1: does not belong here: rules are types.yaml, allow.yaml and "
                  "detect/<name>.yaml",
                  path, name));
}

// Visits every file that counts, in order of the names.
template <typename Visit>
Result<> for_each_file(const std::string& path, Visit visit) {
  std::error_code failure;
  if (!fs::is_directory(path, failure)) {
    return Error{ErrorCode::NotFound, fmt::format("there is no directory {}", path)};
  }
  std::vector<fs::path> found;
  for (fs::recursive_directory_iterator at(path, failure), end; !failure && at != end;
       at.increment(failure)) {
    const fs::path relative = at->path().lexically_relative(path);
    if (is_ignored(relative)) {
      at.disable_recursion_pending();
      continue;
    }
    if (at->is_regular_file(failure)) found.push_back(relative);
    if (found.size() > kFilesMax) {
      return refused(fmt::format("{} holds more than {} files", path, kFilesMax));
    }
  }
  if (failure) {
    return Error{ErrorCode::Unavailable,
                 fmt::format("cannot read {}: {}", path, failure.message())};
  }
  std::sort(found.begin(), found.end());
  for (const fs::path& relative : found) TRY(visit(relative.generic_string()));
  return {};
}

Result<std::string> read_file(const std::string& path, std::uintmax_t bytes_max) {
  std::error_code failure;
  const std::uintmax_t size = fs::file_size(path, failure);
  if (!failure && size > bytes_max) {
    return refused(fmt::format("{}:1: {} bytes, {} are allowed", path, size, bytes_max));
  }
  std::ifstream file(path, std::ios::binary);
  std::string content(failure ? 0 : size, '\0');
  if (file) file.read(content.data(), static_cast<std::streamsize>(content.size()));
  if (failure || !file) {
    return Error{ErrorCode::Unavailable, fmt::format("cannot read {}", path)};
  }
  return content;
}

// Names the file, whatever is wrong with it.
Error placed_at(const std::string& path, const Error& error) {
  return Error{error.code, fmt::format("{}:1: {}", path, error.message)};
}

class IndexReader {
 public:
  explicit IndexReader(const IndexAccess& access) : access_(access) {}

  Result<std::shared_ptr<const detect::ExactIndex>> open(const std::string& path) {
    TRY(load_key(path));
    auto index = detect::ExactIndex::open(TRY(PageFile::open(path)), key_);
    if (!index) return placed_at(path, index.error());
    if (access_.verifies_all) {
      const Result<> whole = (*index)->verify_pages();
      if (!whole) return placed_at(path, whole.error());
    }
    return index;
  }

 private:
  Result<> load_key(const std::string& path) {
    if (!key_.empty()) return {};
    if (access_.key_file.empty()) {
      return refused(
          fmt::format("{}:1: an index of records needs the key it was built with: set "
                      "rules.index_key_file (HOLDFAST_RULES_INDEX_KEY_FILE)",
                      path));
    }
    SystemRandom random;
    key_ = TRY(crypto::load_key_file(access_.key_file, false, random));
    return {};
  }

  const IndexAccess& access_;
  SecretBytes key_;
};

// Nothing of the examples' texts: this may be logged.
Error failing(const std::string& path, const detect::ExampleReport& report) {
  const detect::ExampleFailure& first = report.failures.front();
  return refused(fmt::format(
      "{}/{}: an example does not hold: it {} ({} of {} fail; 'holdfast rules check' shows them)",
      path, first.place, first.problem, report.failures.size(), report.examples));
}

}  // namespace

Result<RuleDirectory> RuleDirectory::read(const std::string& path, const IndexAccess& access) {
  RuleDirectory directory;
  IndexReader indexes(access);
  directory.path_ = path;
  TRY(for_each_file(path, [&](const std::string& name) -> Result<> {
    TRY(expect_place(path, name));
    if (is_index(name)) {
      auto index = TRY(indexes.open(path + "/" + name));
      directory.files_.push_back({name, index->digest(), std::move(index)});
      return {};
    }
    const std::uintmax_t bytes_max = is_yaml(name) ? kYamlBytesMax : kListBytesMax;
    directory.files_.push_back({ name, TRY(read_file(path + "/" + name, bytes_max)) });
    return {};
  }));
  return directory;
}

std::vector<detect::RuleFile> RuleDirectory::rule_files() const {
  std::vector<detect::RuleFile> files;
  for (const File& file : files_)
    files.push_back({.name = file.name, .yaml = file.content, .exact = file.exact});
  return files;
}

// "detect/crm.yaml:3: …" with the directory before it.
Error RuleDirectory::placed(const Error& error) const {
  const auto is_named = [&error](const File& file) {
    return error.message.starts_with(file.name + ":");
  };
  if (std::none_of(files_.begin(), files_.end(), is_named)) return error;
  return Error{error.code, path_ + "/" + error.message};
}

Result<detect::Detector> RuleDirectory::load() const {
  const std::vector<detect::RuleFile> files = rule_files();
  Result<detect::Detector> detector = detect::Detector::load_with(files);
  if (!detector) return placed(detector.error());
  const detect::ExampleReport report = TRY(detect::run_examples(*detector, files));
  if (!report.failures.empty()) return failing(path_, report);
  return detector;
}

Result<RuleDirectory::Check> RuleDirectory::check() const {
  const std::vector<detect::RuleFile> files = rule_files();
  Result<detect::Detector> detector = detect::Detector::load_with(files);
  if (!detector) return placed(detector.error());
  Check check;
  check.own = TRY(detect::run_examples(*detector, files));
  for (detect::ExampleFailure& failure : check.own.failures) {
    failure.place = path_ + "/" + failure.place;
  }
  check.shipped = TRY(detect::run_embedded_examples(*detector));
  return check;
}

Result<detect::Detector> load_detector(const std::string& path, const IndexAccess& access) {
  if (path.empty()) return detect::Detector::load_embedded();
  return TRY(RuleDirectory::read(path, access))
  .load();
}

std::string fingerprint(const std::string& path) {
  std::string text;
  const auto seen = for_each_file(path, [&](const std::string& name) -> Result<> {
    struct stat status{};
    if (stat((path + "/" + name).c_str(), &status) != 0) return {};
    text += fmt::format("{} {} {} {}.{}\n", name, status.st_ino, status.st_size,
                        status.st_mtim.tv_sec, status.st_mtim.tv_nsec);
    return {};
  });
  return seen ? text : std::string();
}

}  // namespace holdfast::own_rules
