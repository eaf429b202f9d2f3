#include "platform/sandbox/pool.h"

#include <array>
#include <filesystem>
#include <optional>
#include <semaphore>

#include "base/check.h"
#include "platform/sandbox/child.h"
#include "platform/telemetry/log.h"

namespace holdfast::sandbox {
namespace {

// Names, paths and reasons of the parts, beside their text.
constexpr std::size_t kAnswerOverheadBytes = 16U << 20;

}  // namespace

// On the stack of the caller, who waits for `done`.
struct Pool::Job {
  const Order& order;
  Bytes file;
  std::optional<Result<extract::Document>> result;
  std::binary_semaphore done{0};
};

std::string default_worker_program() {
  std::error_code error;
  const auto here = std::filesystem::read_symlink("/proc/self/exe", error).parent_path();
  const auto installed = here.parent_path() / "libexec/holdfast/holdfast-extract";
  if (std::filesystem::exists(installed, error)) return installed;
  return here / "holdfast-extract";
}

Pool::Pool(PoolOptions options) : options_(std::move(options)) {
  CHECK(options_.worker_count > 0 && options_.items_per_worker > 0);
  for (std::size_t i = 0; i < options_.worker_count; ++i) {
    threads_.emplace_back([this] { serve(); });
  }
}

Pool::~Pool() {
  {
    const std::lock_guard lock(mutex_);
    CHECK(queue_.empty());
    is_stopping_ = true;
  }
  has_work_.notify_all();
  for (std::thread& thread : threads_) thread.join();
}

Result<extract::Document> Pool::run(const Order& order, Bytes file) {
  Job job{order, file, std::nullopt};
  {
    const std::lock_guard lock(mutex_);
    const std::size_t idle_count = options_.worker_count - busy_count_;
    if (queue_.size() >= idle_count + options_.queue_max) {
      return Error{ErrorCode::Unavailable, "too many files wait to be read"};
    }
    queue_.push_back(&job);
  }
  has_work_.notify_one();
  job.done.acquire();
  return *std::move(job.result);
}

// Nothing when stopping, or when no work came for so long that the worker should end.
Pool::Job* Pool::next_job(bool has_child, bool& is_idle) {
  std::unique_lock lock(mutex_);
  const auto is_ready = [this] { return is_stopping_ || !queue_.empty(); };
  is_idle = false;
  if (!has_child) {
    has_work_.wait(lock, is_ready);
  } else if (!has_work_.wait_for(lock, options_.idle_time_max, is_ready)) {
    is_idle = true;
    return nullptr;
  }
  if (is_stopping_) return nullptr;
  Job* job = queue_.front();
  queue_.pop_front();
  ++busy_count_;
  return job;
}

void Pool::serve() {
  std::unique_ptr<Child> child;
  std::size_t item_count = 0;
  for (;;) {
    bool is_idle = false;
    Job* job = next_job(child != nullptr, is_idle);
    if (is_idle) {
      child.reset();
      continue;
    }
    if (job == nullptr) return;
    if (child == nullptr) item_count = 0;
    job->result = run_on(child, *job);
    if (++item_count >= options_.items_per_worker) child.reset();
    {
      const std::lock_guard lock(mutex_);
      --busy_count_;
    }
    job->done.release();
  }
}

// A worker may have retired after its last file, at worst while this one is on its way.
Result<extract::Document> Pool::run_on(std::unique_ptr<Child>& child, const Job& job) {
  const ByteVector head = encode(job.order);
  const std::array<Bytes, 2> pieces{Bytes(head), job.file};
  const std::size_t answer_bytes_max = job.order.limits.text_bytes_max + kAnswerOverheadBytes;
  for (bool is_second_try = false;; is_second_try = true) {
    if (child != nullptr && child->is_gone()) child.reset();
    if (child == nullptr) child = TRY(start_child());
    const auto answer = child->exchange(pieces, answer_bytes_max, options_.item_time_max);
    if (answer) {
      auto document = parse_answer(*answer);
      if (document) return *std::move(document);
      // The file took its reader over, or broke it: nothing more is to be expected of it.
      child.reset();
      return Error{ErrorCode::InvalidInput, "the file made its reader fail"};
    }
    child.reset();
    if (answer.error().code != ErrorCode::Unavailable || is_second_try) return answer.error();
  }
}

Result<std::unique_ptr<Child>> Pool::start_child() {
  auto child = Child::start({.program = options_.program,
                             .memory_bytes = options_.memory_bytes,
                             .cpu_time = options_.cpu_time,
                             .start_time_max = options_.start_time_max});
  if (!child) {
    telemetry::log_error("{}", child.error().message);
    return child;
  }
  if (!(*child)->hello().has_landlock) {
    std::call_once(says_landlock_, [] {
      telemetry::log_warning(
          "this kernel has no Landlock: files are read behind limits and the system call "
          "filter alone");
    });
  }
  return child;
}

}  // namespace holdfast::sandbox
