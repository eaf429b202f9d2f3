#include "app/server/sample_day.h"

#include <condition_variable>
#include <filesystem>
#include <fstream>
#include <map>
#include <mutex>
#include <set>
#include <utility>
#include <vector>

#include <fmt/core.h>

#include "base/json_reader.h"
#include "domain/contacts/store.h"
#include "domain/inspection/request_reader.h"
#include "domain/inspection/store.h"
#include "platform/crypto/durable_file.h"

namespace holdfast::server {
namespace {

constexpr std::size_t kUnderWayMax = 512;
constexpr std::size_t kContactMessagesMax = 10'000;

// Lets a bounded number of inspections run at once and counts what became of them.
class Window {
 public:
  void enter() {
    std::unique_lock lock(mutex_);
    has_room_.wait(lock, [this] { return under_way_ < kUnderWayMax; });
    ++under_way_;
  }
  void leave(const Result<inspection::Inspection>& result) {
    const std::lock_guard lock(mutex_);
    --under_way_;
    ++(result ? result_.messages : result_.refused);
    if (!result && result.error().code == ErrorCode::Unavailable) result_.is_complete = false;
    has_room_.notify_one();
    if (under_way_ == 0) is_empty_.notify_all();
  }
  SampleDayResult finish() {
    std::unique_lock lock(mutex_);
    is_empty_.wait(lock, [this] { return under_way_ == 0; });
    return result_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable has_room_, is_empty_;
  std::size_t under_way_ = 0;
  SampleDayResult result_{.is_complete = true};
};

// What an earlier start stored of the day. A contact has one message at a time.
class Stored {
 public:
  explicit Stored(Core& core) : core_(core) {}

  Result<bool> contains(const inspection::InspectionRequest& request) {
    const auto key = std::make_pair(request.channel, request.contact.external_id);
    auto found = times_.find(key);
    if (found == times_.end()) found = times_.emplace(key, TRY(times_of(request))).first;
    return request.at && found->second.contains(*request.at);
  }

 private:
  using Times = std::set<Timestamp>;

  Result<Times> times_of(const inspection::InspectionRequest& request) {
    Times times;
    TRY(core_.database->read([&](store::Reader& reader) -> Result<> {
      const auto contact =
          TRY(contacts::find_id(reader, kTenant, request.channel, request.contact.external_id));
      if (!contact) return {};
      for (const inspection::MessageRow& message :
           TRY(inspection::list_messages(reader, kTenant, *contact, 0, kContactMessagesMax))) {
        times.insert(message.at);
      }
      return {};
    }));
    return times;
  }

  Core& core_;
  std::map<std::pair<std::string, std::string>, Times> times_;
};

Result<std::vector<inspection::InspectionRequest>> read_day(const std::string& path) {
  std::ifstream file(path);
  if (!file) return Error{ErrorCode::NotFound, fmt::format("cannot read the sample day {}", path)};
  std::vector<inspection::InspectionRequest> requests;
  std::string line;
  while (std::getline(file, line)) {
    const JsonDocument document = TRY(JsonDocument::parse(line));
    ObjectReader object = TRY(document.object());
    requests.push_back(TRY(inspection::read_request(TRY(object.required("request")))));
  }
  if (requests.empty()) return Error{ErrorCode::InvalidInput, fmt::format("{} is empty", path)};
  return requests;
}

// Whole days, so that hours stay what they were.
std::chrono::days days_to_add(const std::vector<inspection::InspectionRequest>& requests,
                              Timestamp now) {
  Timestamp newest{};
  for (const auto& request : requests) newest = std::max(newest, request.at.value_or(newest));
  return std::chrono::floor<std::chrono::days>(now - newest);
}

Result<std::chrono::days> read_mark(const std::string& path) {
  std::ifstream file(path);
  std::chrono::days::rep days = 0;
  if (!(file >> days)) {
    return Error{ErrorCode::Corrupted,
                 fmt::format("{} is damaged: remove it to keep what was loaded", path)};
  }
  return std::chrono::days(days);
}

Result<> remove_mark(const StateDirectory& directory) {
  std::error_code failure;
  std::filesystem::remove(directory.sample_day_mark(), failure);
  if (failure) {
    return Error{ErrorCode::Unavailable,
                 fmt::format("cannot remove {}", directory.sample_day_mark())};
  }
  return crypto::sync_directory(directory.path());
}

}  // namespace

Result<> plan_sample_day(const std::string& path, Core& core) {
  const std::chrono::days moved = days_to_add(TRY(read_day(path)), core.clock.now());
  const Result<> made = crypto::create_durably(core.directory.sample_day_mark(),
                                               as_bytes(fmt::format("{}\n", moved.count())));
  // A first start that got no further than this.
  if (!made && made.error().code == ErrorCode::Conflict) return {};
  return made;
}

bool is_sample_day_planned(const Core& core) {
  std::error_code failure;
  return std::filesystem::exists(core.directory.sample_day_mark(), failure);
}

Result<SampleDayResult> load_sample_day(const std::string& path, Core& core,
                                        inspection::Inspections& inspections,
                                        const std::function<bool()>& must_stop) {
  const std::chrono::days moved = TRY(read_mark(core.directory.sample_day_mark()));
  std::vector<inspection::InspectionRequest> requests = TRY(read_day(path));
  const inspection::Caller caller{.tenant = std::string(kTenant), .actor = "system"};
  Stored stored(core);
  Window window;
  Result<> failed;
  bool is_stopped = false;
  for (inspection::InspectionRequest& request : requests) {
    is_stopped = must_stop();
    if (is_stopped) break;
    if (request.at) *request.at += moved;
    const Result<bool> is_stored = stored.contains(request);
    if (!is_stored) failed = is_stored.error();
    if (!failed) break;
    if (*is_stored) continue;
    window.enter();
    inspections.inspect(
        std::move(request), caller,
        [&window](const Result<inspection::Inspection>& result) { window.leave(result); });
  }
  SampleDayResult result = window.finish();
  TRY(failed);
  if (is_stopped) result.is_complete = false;
  if (result.is_complete) TRY(remove_mark(core.directory));
  return result;
}

}  // namespace holdfast::server
