#include "platform/store/testing/lossy_vfs.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <map>
#include <mutex>
#include <new>
#include <random>
#include <thread>
#include <vector>

#include "base/check.h"

namespace holdfast::store {
namespace {

constexpr std::size_t kSectorBytes = 512;

// A write or a truncation, with what it takes to undo and to repeat it.
struct Change {
  std::uint64_t number;  // ascending over all files
  sqlite3_int64 offset;
  sqlite3_int64 size_before;
  std::vector<char> before;  // as far as the file reached
  std::vector<char> after;   // empty: the file was cut at `offset`
};

using Changes = std::vector<Change>;

}  // namespace

struct LossyVfs::Impl {
  std::string name;
  sqlite3_vfs* parent = nullptr;
  sqlite3_vfs vfs{};

  std::mutex mutex;                         // guards the following and the order of writes
  std::map<std::string, Changes> unsynced;  // by path
  std::uint64_t changes = 0;
  std::vector<int> opened;  // closed last: closing one drops every lock of the process on its file

  std::atomic<bool> is_off = false;
  std::atomic<bool> is_ignoring_syncs = false;
  std::atomic<int> write_failure = SQLITE_OK;
  std::atomic<int> sync_failure = SQLITE_OK;
  std::atomic<std::int64_t> sync_delay_us = 0;
  std::atomic<std::uint64_t> sync_count = 0;
};

namespace {

using Impl = LossyVfs::Impl;

// The default file system's object follows in the same allocation.
struct LossyFile {
  sqlite3_file base;
  Impl* vfs;
  Changes* unsynced;  // null: temporary, nothing to lose

  sqlite3_file* real() { return reinterpret_cast<sqlite3_file*>(this + 1); }
};

LossyFile& lossy(sqlite3_file* file) { return *reinterpret_cast<LossyFile*>(file); }

template <auto Method, typename... Arguments>
int pass_on(sqlite3_file* file, Arguments... arguments) {
  sqlite3_file* real = lossy(file).real();
  return (real->pMethods->*Method)(real, arguments...);
}

sqlite3_int64 size_of(sqlite3_file* real) {
  sqlite3_int64 size = 0;
  CHECK(real->pMethods->xFileSize(real, &size) == SQLITE_OK);
  return size;
}

std::vector<char> read_part(sqlite3_file* real, sqlite3_int64 offset, sqlite3_int64 end) {
  std::vector<char> bytes(static_cast<std::size_t>(std::max<sqlite3_int64>(0, end - offset)));
  if (!bytes.empty()) {
    CHECK(real->pMethods->xRead(real, bytes.data(), static_cast<int>(bytes.size()), offset) ==
          SQLITE_OK);
  }
  return bytes;
}

int write_file(sqlite3_file* file, const void* data, int size, sqlite3_int64 offset) {
  LossyFile& self = lossy(file);
  const std::lock_guard lock(self.vfs->mutex);
  if (self.vfs->is_off) return SQLITE_IOERR_WRITE;
  if (const int failure = self.vfs->write_failure; failure != SQLITE_OK) return failure;
  if (self.unsynced != nullptr) {
    const auto* bytes = static_cast<const char*>(data);
    const sqlite3_int64 size_before = size_of(self.real());
    self.unsynced->push_back(
        {.number = ++self.vfs->changes,
         .offset = offset,
         .size_before = size_before,
         .before = read_part(self.real(), offset, std::min(size_before, offset + size)),
         .after = {bytes, bytes + size}});
  }
  return pass_on<&sqlite3_io_methods::xWrite>(file, data, size, offset);
}

int truncate_file(sqlite3_file* file, sqlite3_int64 size) {
  LossyFile& self = lossy(file);
  const std::lock_guard lock(self.vfs->mutex);
  if (self.vfs->is_off) return SQLITE_IOERR_TRUNCATE;
  if (self.unsynced != nullptr) {
    const sqlite3_int64 size_before = size_of(self.real());
    self.unsynced->push_back({.number = ++self.vfs->changes,
                              .offset = size,
                              .size_before = size_before,
                              .before = read_part(self.real(), size, size_before),
                              .after = {}});
  }
  return pass_on<&sqlite3_io_methods::xTruncate>(file, size);
}

int sync_file(sqlite3_file* file, int flags) {
  LossyFile& self = lossy(file);
  Impl& vfs = *self.vfs;
  if (vfs.is_off) return SQLITE_IOERR_FSYNC;
  if (const int failure = vfs.sync_failure; failure != SQLITE_OK) return failure;
  ++vfs.sync_count;
  std::uint64_t covered = 0;  // What is written while the disk is at it is not covered.
  {
    const std::lock_guard lock(vfs.mutex);
    covered = vfs.changes;
  }
  if (const std::int64_t delay = vfs.sync_delay_us; delay > 0) {
    std::this_thread::sleep_for(std::chrono::microseconds(delay));
  }
  const int code = pass_on<&sqlite3_io_methods::xSync>(file, flags);
  const std::lock_guard lock(vfs.mutex);
  // The power may have gone while the disk was at it: then this sync never ended.
  if (vfs.is_off) return SQLITE_IOERR_FSYNC;
  if (code == SQLITE_OK && self.unsynced != nullptr && !vfs.is_ignoring_syncs) {
    std::erase_if(*self.unsynced, [=](const Change& change) { return change.number <= covered; });
  }
  return code;
}

const sqlite3_io_methods kMethods{
    .iVersion = 2,
    .xClose = pass_on<&sqlite3_io_methods::xClose>,
    .xRead = pass_on<&sqlite3_io_methods::xRead>,
    .xWrite = write_file,
    .xTruncate = truncate_file,
    .xSync = sync_file,
    .xFileSize = pass_on<&sqlite3_io_methods::xFileSize>,
    .xLock = pass_on<&sqlite3_io_methods::xLock>,
    .xUnlock = pass_on<&sqlite3_io_methods::xUnlock>,
    .xCheckReservedLock = pass_on<&sqlite3_io_methods::xCheckReservedLock>,
    .xFileControl = pass_on<&sqlite3_io_methods::xFileControl>,
    .xSectorSize = pass_on<&sqlite3_io_methods::xSectorSize>,
    .xDeviceCharacteristics = pass_on<&sqlite3_io_methods::xDeviceCharacteristics>,
    .xShmMap = pass_on<&sqlite3_io_methods::xShmMap>,
    .xShmLock = pass_on<&sqlite3_io_methods::xShmLock>,
    .xShmBarrier =
        [](sqlite3_file* file) {
          sqlite3_file* real = lossy(file).real();
          real->pMethods->xShmBarrier(real);
        },
    .xShmUnmap = pass_on<&sqlite3_io_methods::xShmUnmap>,
    .xFetch = nullptr,
    .xUnfetch = nullptr,
};

int open_file(sqlite3_vfs* vfs, const char* path, sqlite3_file* file, int flags, int* out_flags) {
  Impl& impl = *static_cast<Impl*>(vfs->pAppData);
  LossyFile& self = *new (file) LossyFile{};
  self.vfs = &impl;
  const int code = impl.parent->xOpen(impl.parent, path, self.real(), flags, out_flags);
  if (code != SQLITE_OK) {
    if (self.real()->pMethods != nullptr) self.real()->pMethods->xClose(self.real());
    return code;
  }
  self.base.pMethods = &kMethods;
  constexpr int kKept = SQLITE_OPEN_MAIN_DB | SQLITE_OPEN_WAL | SQLITE_OPEN_MAIN_JOURNAL;
  if (path != nullptr && (flags & kKept) != 0) {
    const std::lock_guard lock(impl.mutex);
    self.unsynced = &impl.unsynced[path];
  }
  return SQLITE_OK;
}

int delete_file(sqlite3_vfs* vfs, const char* path, int sync_directory) {
  Impl& impl = *static_cast<Impl*>(vfs->pAppData);
  const std::lock_guard lock(impl.mutex);
  if (impl.is_off) return SQLITE_IOERR_DELETE;
  if (const auto found = impl.unsynced.find(path); found != impl.unsynced.end()) {
    found->second.clear();
  }
  return impl.parent->xDelete(impl.parent, path, sync_directory);
}

void write_part(int fd, const char* bytes, std::size_t size, sqlite3_int64 offset) {
  CHECK(pwrite(fd, bytes, size, offset) == static_cast<ssize_t>(size));
}

void undo(int fd, const Change& change) {
  write_part(fd, change.before.data(), change.before.size(), change.offset);
  const off_t size = lseek(fd, 0, SEEK_END);
  if (size > change.size_before) CHECK(ftruncate(fd, change.size_before) == 0);
}

// Sector by sector, as a disk that stopped in the middle of its queue.
void repeat_in_part(int fd, const Change& change, std::mt19937_64& random) {
  for (std::size_t at = 0; at < change.after.size(); at += kSectorBytes) {
    if ((random() & 1U) == 0) continue;
    write_part(fd, change.after.data() + at, std::min(kSectorBytes, change.after.size() - at),
               change.offset + static_cast<sqlite3_int64>(at));
  }
}

}  // namespace

LossyVfs::LossyVfs(std::string name) : impl_(std::make_unique<Impl>()) {
  impl_->name = std::move(name);
  impl_->parent = sqlite3_vfs_find(nullptr);
  CHECK(impl_->parent != nullptr);
  impl_->vfs = *impl_->parent;  // What is not replaced below does not look at the object.
  impl_->vfs.pNext = nullptr;
  impl_->vfs.zName = impl_->name.c_str();
  impl_->vfs.pAppData = impl_.get();
  impl_->vfs.szOsFile = static_cast<int>(sizeof(LossyFile)) + impl_->parent->szOsFile;
  impl_->vfs.xOpen = open_file;
  impl_->vfs.xDelete = delete_file;
  CHECK(sqlite3_vfs_register(&impl_->vfs, 0) == SQLITE_OK);
}

LossyVfs::~LossyVfs() {
  sqlite3_vfs_unregister(&impl_->vfs);
  for (const int fd : impl_->opened) close(fd);
}

const std::string& LossyVfs::name() const { return impl_->name; }

void LossyVfs::cut_power(std::uint64_t seed) {
  const std::lock_guard lock(impl_->mutex);
  impl_->is_off = true;
  std::mt19937_64 random(seed);
  for (auto& [path, changes] : impl_->unsynced) {
    if (changes.empty()) continue;
    const int fd = open(path.c_str(), O_RDWR | O_CLOEXEC);
    CHECK(fd >= 0);
    impl_->opened.push_back(fd);
    for (auto change = changes.rbegin(); change != changes.rend(); ++change) undo(fd, *change);
    if (seed != 0) {
      for (const Change& change : changes) repeat_in_part(fd, change, random);
    }
    changes.clear();
  }
}

void LossyVfs::ignore_syncs(bool is_ignoring) { impl_->is_ignoring_syncs = is_ignoring; }
void LossyVfs::fail_writes(int sqlite_code) { impl_->write_failure = sqlite_code; }
void LossyVfs::fail_syncs(int sqlite_code) { impl_->sync_failure = sqlite_code; }
void LossyVfs::delay_syncs(std::chrono::microseconds by) { impl_->sync_delay_us = by.count(); }
std::uint64_t LossyVfs::sync_count() const { return impl_->sync_count; }

}  // namespace holdfast::store
