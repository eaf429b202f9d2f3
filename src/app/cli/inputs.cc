#include "app/cli/inputs.h"

#include <algorithm>
#include <filesystem>

namespace holdfast::cli {
namespace {

namespace fs = std::filesystem;

Input regular(const fs::path& path) {
  Input input;
  input.path = path.string();
  input.is_regular = true;
  std::error_code error;
  const std::uint64_t bytes = fs::file_size(path, error);
  input.bytes = error ? 0 : bytes;
  return input;
}

Input unreadable(const fs::path& path, const std::error_code& error) {
  Input input;
  input.path = path.string();
  input.problem = error.message();
  return input;
}

void list_folder(const fs::path& folder, std::vector<Input>& inputs) {
  std::error_code error;
  std::vector<fs::directory_entry> entries;
  for (fs::directory_iterator it(folder, error), end; !error && it != end; it.increment(error)) {
    entries.push_back(*it);
  }
  if (error) inputs.push_back(unreadable(folder, error));
  std::ranges::sort(entries, {}, [](const auto& entry) { return entry.path().native(); });
  for (const fs::directory_entry& entry : entries) {
    const fs::file_type type = entry.symlink_status(error).type();
    if (type == fs::file_type::directory) list_folder(entry.path(), inputs);
    if (type == fs::file_type::regular) inputs.push_back(regular(entry.path()));
  }
}

}  // namespace

std::vector<Input> list_inputs(const std::vector<std::string>& paths) {
  std::vector<Input> inputs;
  if (paths.empty()) inputs.push_back({.path = kStandardInput});
  for (const std::string& path : paths) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (path == kStandardInput) {
      inputs.push_back({.path = kStandardInput});
    } else if (error) {
      inputs.push_back(unreadable(path, error));
    } else if (fs::is_directory(status)) {
      list_folder(path, inputs);
    } else if (fs::is_regular_file(status)) {
      inputs.push_back(regular(path));
    } else {
      inputs.push_back({.path = path});
    }
  }
  return inputs;
}

}  // namespace holdfast::cli
