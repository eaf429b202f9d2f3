#include "platform/crypto/erasure_ledger.h"

#include <array>
#include <cerrno>
#include <set>
#include <utility>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/core.h>

#include "base/json_reader.h"
#include "base/json_writer.h"
#include "base/timestamp.h"

namespace holdfast::crypto {
namespace {

std::string to_line(const Erasure& erasure) {
  JsonWriter json;
  json.begin_object()
      .member("at", erasure.at)
      .member("subject", erasure.subject)
      .member("tenant", erasure.tenant)
      .end();
  return json.take() + '\n';
}

Result<Erasure> from_line(std::string_view line) {
  const JsonDocument document = TRY(JsonDocument::parse(line));
  ObjectReader object = TRY(document.object());
  Erasure erasure;
  erasure.at = TRY(from_rfc3339(TRY(object.required_string("at"))));
  erasure.subject = TRY(object.required_string("subject"));
  erasure.tenant = TRY(object.required_string("tenant"));
  TRY(object.finish());
  return erasure;
}

// A line that a crash cut short was never acknowledged: its erasure did not happen.
Result<> drop_torn_line(int descriptor, const std::string& path) {
  off_t end = ::lseek(descriptor, 0, SEEK_END);
  if (end < 0) return file_error("examine", path, errno);
  const off_t whole = end;
  char last = '\0';
  for (; end > 0; --end) {
    if (::pread(descriptor, &last, 1, end - 1) != 1) return file_error("read", path, errno);
    if (last == '\n') break;
  }
  if (end != whole && ::ftruncate(descriptor, end) != 0) return file_error("repair", path, errno);
  return {};
}

}  // namespace

Result<> ErasureLedger::open() {
  FileDescriptor file(::open(path_.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600));
  if (!file) return file_error("open", path_, errno);
  TRY(drop_torn_line(file.get(), path_));
  TRY(sync_directory(directory_of(path_)));
  file_ = std::move(file);
  return {};
}

Result<> ErasureLedger::append(std::span<const Erasure> erasures) {
  if (erasures.empty()) return {};
  std::string lines;
  for (const Erasure& erasure : erasures) lines += to_line(erasure);

  const std::lock_guard lock(mutex_);
  if (!file_) TRY(open());
  Result<> outcome = write_fully(file_.get(), as_bytes(lines), path_);
  if (outcome && ::fdatasync(file_.get()) != 0) outcome = file_error("sync", path_, errno);
  // What a failed write or sync left behind is unknown, so the next append looks at the file anew.
  if (!outcome) file_.reset();
  return outcome;
}

Result<> read_erasures(const std::string& path,
                       const std::function<Result<>(const Erasure&)>& on_erasure) {
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file && errno == ENOENT) return {};
  if (!file) return file_error("open", path, errno);

  std::string pending;
  std::uint64_t line_count = 0;
  std::array<char, 65536> buffer;
  while (true) {
    const ssize_t count = ::read(file.get(), buffer.data(), buffer.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return file_error("read", path, errno);
    if (count == 0) return {};
    pending.append(buffer.data(), static_cast<std::size_t>(count));
    std::size_t begin = 0;
    for (std::size_t end; (end = pending.find('\n', begin)) != std::string::npos; begin = end + 1) {
      ++line_count;
      const Result<Erasure> erasure =
          from_line(std::string_view(pending).substr(begin, end - begin));
      if (!erasure) {
        return Error{ErrorCode::Corrupted,
                     fmt::format("line {} of {} is no erasure", line_count, path)};
      }
      TRY(on_erasure(*erasure));
    }
    pending.erase(0, begin);
  }
}

Result<> merge_erasures(const std::string& path, const std::string& other_path) {
  std::set<std::pair<std::string, std::string>> known;
  TRY(read_erasures(path, [&known](const Erasure& erasure) -> Result<> {
    known.emplace(erasure.tenant, erasure.subject);
    return {};
  }));
  std::vector<Erasure> missing;
  TRY(read_erasures(other_path, [&](const Erasure& erasure) -> Result<> {
    if (known.emplace(erasure.tenant, erasure.subject).second) missing.push_back(erasure);
    return {};
  }));
  return ErasureLedger(path).append(missing);
}

}  // namespace holdfast::crypto
