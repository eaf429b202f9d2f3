#include "platform/blobs/blobs.h"

#include <algorithm>
#include <cerrno>
#include <filesystem>
#include <optional>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fmt/core.h>

#include "base/check.h"
#include "platform/blobs/sealed_stream.h"
#include "platform/crypto/durable_file.h"

namespace holdfast::blobs {
namespace {

using crypto::file_error;
using crypto::FileDescriptor;

constexpr std::string_view kUnfinished = "unfinished";

// The last two digits of an id are random, so 256 folders fill evenly.
std::string folder_of(const std::string& directory, const Uuid& blob) {
  return fmt::format("{}/{}", directory, to_string(blob).substr(34));
}
std::string path_of(const std::string& directory, const Uuid& blob) {
  return fmt::format("{}/{}", folder_of(directory, blob), to_string(blob));
}
std::string unfinished_path(const std::string& directory, const Uuid& blob) {
  return fmt::format("{}/{}/{}", directory, kUnfinished, to_string(blob));
}

// UUIDv7 begin with the milliseconds of their making.
Timestamp made_at(const Uuid& blob) {
  std::int64_t ms = 0;
  for (std::size_t i = 0; i < 6; ++i) ms = ms << 8 | std::to_integer<std::int64_t>(blob.bytes[i]);
  return from_ms(ms);
}

Result<> make_directory(const std::string& path) {
  if (::mkdir(path.c_str(), 0700) == 0) return crypto::sync_directory(crypto::directory_of(path));
  if (errno == EEXIST) return {};
  return file_error("make", path, errno);
}

// Up to size bytes; fewer only at the end of the file.
Result<Bytes> read_up_to(int descriptor, std::span<std::byte> buffer, const std::string& path) {
  std::size_t length = 0;
  while (length < buffer.size()) {
    const ssize_t count = ::read(descriptor, buffer.data() + length, buffer.size() - length);
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return file_error("read", path, errno);
    if (count == 0) break;
    length += static_cast<std::size_t>(count);
  }
  return Bytes(buffer.first(length));
}

class FileWriter final : public BlobWriter {
 public:
  FileWriter(const std::string& directory, const Uuid& blob, const SecretBytes& key,
             std::uint64_t bytes_max)
      : directory_(directory),
        blob_(blob),
        path_(unfinished_path(directory, blob)),
        sealer_(key, blob),
        bytes_left_(bytes_max) {
    pending_.reserve(kPieceBytes);
  }

  ~FileWriter() override {
    std::ranges::fill(pending_, std::byte{0});  // Content that was not written yet.
    if (!is_finished_ && file_) ::unlink(path_.c_str());
  }

  Result<> begin() {
    file_ = FileDescriptor(::open(path_.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600));
    if (!file_) return file_error("create", path_, errno);
    return write_out(sealer_.header());
  }

  Result<> write(Bytes piece) override {
    if (failure_) return *failure_;
    if (piece.size() > bytes_left_) {
      return fail({ErrorCode::LimitExceeded, "the content is larger than may be kept"});
    }
    bytes_left_ -= piece.size();
    while (!piece.empty()) {
      // A full piece waits for more, because only then is it known not to be the last.
      if (pending_.size() == kPieceBytes) {
        TRY(write_out(sealer_.seal(pending_, false)));
        pending_.clear();
      }
      const std::size_t count = std::min(kPieceBytes - pending_.size(), piece.size());
      pending_.insert(pending_.end(), piece.begin(),
                      piece.begin() + static_cast<std::ptrdiff_t>(count));
      piece = piece.subspan(count);
    }
    return {};
  }

  Result<Uuid> finish() override {
    if (failure_) return *failure_;
    CHECK(!is_finished_);
    TRY(write_out(sealer_.seal(pending_, true)));
    if (::fsync(file_.get()) != 0) return fail(file_error("sync", path_, errno));
    const std::string folder = folder_of(directory_, blob_);
    TRY(make_directory(folder));
    const std::string path = path_of(directory_, blob_);
    if (::rename(path_.c_str(), path.c_str()) != 0) return fail(file_error("create", path, errno));
    is_finished_ = true;
    TRY(crypto::sync_directory(folder));
    return blob_;
  }

 private:
  Result<> write_out(Bytes bytes) {
    const Result<> outcome = crypto::write_fully(file_.get(), bytes, path_);
    if (!outcome) return fail(outcome.error());
    return {};
  }
  Error fail(Error error) {
    failure_ = std::move(error);
    return *failure_;
  }

  const std::string directory_;
  const Uuid blob_;
  const std::string path_;
  StreamSealer sealer_;
  std::uint64_t bytes_left_;
  FileDescriptor file_;
  ByteVector pending_;
  std::optional<Error> failure_;
  bool is_finished_ = false;
};

}  // namespace

Result<std::unique_ptr<Blobs>> Blobs::open(std::string directory, const Clock& clock,
                                           IdSource& ids) {
  TRY(make_directory(directory));
  TRY(make_directory(fmt::format("{}/{}", directory, kUnfinished)));
  return std::unique_ptr<Blobs>(new Blobs(std::move(directory), clock, ids));
}

Result<std::unique_ptr<BlobWriter>> Blobs::create(const SecretBytes& key, std::uint64_t bytes_max) {
  auto writer = std::make_unique<FileWriter>(directory_, ids_.next(), key, bytes_max);
  TRY(writer->begin());
  return std::unique_ptr<BlobWriter>(std::move(writer));
}

Result<Uuid> Blobs::put(Bytes content, const SecretBytes& key) {
  const std::unique_ptr<BlobWriter> writer = TRY(create(key, content.size()));
  TRY(writer->write(content));
  return writer->finish();
}

Result<> Blobs::read(const Uuid& blob, const SecretBytes& key, const OnPiece& on_piece) {
  const std::string path = path_of(directory_, blob);
  const FileDescriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (!file && errno == ENOENT) return Error{ErrorCode::NotFound, "there is no such blob"};
  if (!file) return file_error("open", path, errno);

  ByteVector buffer(kPieceBytes + kPieceOverheadBytes);
  const Bytes header = TRY(read_up_to(file.get(), std::span(buffer).first(kHeaderBytes), path));
  StreamOpener opener = TRY(StreamOpener::begin(header, key, blob));
  ByteVector next(buffer.size());
  Bytes sealed = TRY(read_up_to(file.get(), buffer, path));
  while (true) {  // One piece ahead, to know which is the last.
    const Bytes following = TRY(read_up_to(file.get(), next, path));
    const bool is_last = following.empty();
    const Bytes piece = TRY(opener.open(sealed, is_last));
    if (!piece.empty()) TRY(on_piece(piece));
    if (is_last) return {};
    std::swap(buffer, next);
    sealed = Bytes(buffer).first(following.size());
  }
}

Result<ByteVector> Blobs::get(const Uuid& blob, const SecretBytes& key, std::uint64_t bytes_max) {
  const std::uint64_t bytes = TRY(size(blob));
  if (bytes > bytes_max) {
    return Error{ErrorCode::LimitExceeded, fmt::format("{} bytes, {} allowed", bytes, bytes_max)};
  }
  ByteVector content;
  content.reserve(bytes);
  TRY(read(blob, key, [&content](Bytes piece) -> Result<> {
    content.insert(content.end(), piece.begin(), piece.end());
    return {};
  }));
  return content;
}

Result<std::uint64_t> Blobs::size(const Uuid& blob) {
  const std::string path = path_of(directory_, blob);
  struct stat status{};
  if (::stat(path.c_str(), &status) != 0) {
    if (errno == ENOENT) return Error{ErrorCode::NotFound, "there is no such blob"};
    return file_error("examine", path, errno);
  }
  return content_bytes(static_cast<std::uint64_t>(status.st_size));
}

Result<> Blobs::remove(const Uuid& blob) {
  const std::string path = path_of(directory_, blob);
  if (::unlink(path.c_str()) != 0) {
    if (errno == ENOENT) return {};
    return file_error("remove", path, errno);
  }
  return crypto::sync_directory(folder_of(directory_, blob));
}

Result<SweepCounts> Blobs::sweep(std::chrono::milliseconds grace, const IsNamed& is_named) {
  SweepCounts counts;
  const Timestamp before = clock_.now() - grace;
  std::error_code problem;
  std::filesystem::recursive_directory_iterator files(directory_, problem);
  std::vector<Uuid> orphans;
  for (const auto end = std::filesystem::end(files); !problem && files != end;
       files.increment(problem)) {
    const Result<Uuid> blob = parse_uuid(files->path().filename().string());
    if (!blob || files.depth() != 1) continue;  // Nothing of ours.
    if (made_at(*blob) >= before) {
      ++counts.kept;
      continue;
    }
    if (files->path().parent_path().filename() == kUnfinished) {
      if (::unlink(files->path().c_str()) == 0) ++counts.removed;
      continue;
    }
    const Result<bool> named = is_named(*blob);
    if (named && !*named) {
      orphans.push_back(*blob);
    } else {
      ++counts.kept;
    }
  }
  if (problem) return file_error("read", directory_, problem.value());
  for (const Uuid& blob : orphans) {
    TRY(remove(blob));
    ++counts.removed;
  }
  return counts;
}

}  // namespace holdfast::blobs
