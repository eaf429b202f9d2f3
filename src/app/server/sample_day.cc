#include "app/server/sample_day.h"

#include <condition_variable>
#include <fstream>
#include <mutex>
#include <vector>

#include <fmt/core.h>

#include "base/json_reader.h"
#include "domain/inspection/request_reader.h"

namespace holdfast::server {
namespace {

constexpr std::size_t kUnderWayMax = 512;

// Lets a bounded number of inspections run at once and counts what became of them.
class Window {
 public:
  void enter() {
    std::unique_lock lock(mutex_);
    has_room_.wait(lock, [this] { return under_way_ < kUnderWayMax; });
    ++under_way_;
  }
  void leave(bool was_inspected) {
    const std::lock_guard lock(mutex_);
    --under_way_;
    ++(was_inspected ? result_.messages : result_.refused);
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
  SampleDayResult result_;
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

}  // namespace

Result<SampleDayResult> load_sample_day(const std::string& path, const Clock& clock,
                                        inspection::Inspections& inspections,
                                        const inspection::Caller& caller) {
  std::vector<inspection::InspectionRequest> requests = TRY(read_day(path));
  const std::chrono::days moved = days_to_add(requests, clock.now());
  Window window;
  for (inspection::InspectionRequest& request : requests) {
    if (request.at) *request.at += moved;
    window.enter();
    inspections.inspect(std::move(request), caller,
                        [&window](const Result<inspection::Inspection>& result) {
                          window.leave(static_cast<bool>(result));
                        });
  }
  return window.finish();
}

}  // namespace holdfast::server
