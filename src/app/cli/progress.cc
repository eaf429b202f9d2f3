#include "app/cli/progress.h"

#include <algorithm>
#include <string>

#include <fmt/core.h>
#include <unistd.h>

#include "app/cli/output.h"

namespace holdfast::cli {
namespace {

using namespace std::chrono_literals;

std::string size_text(double bytes) {
  if (bytes >= 1e9) return fmt::format("{:.1f} GB", bytes / 1e9);
  return fmt::format("{:.0f} MB", bytes / 1e6);
}

}  // namespace

Progress::Progress(std::uint64_t bytes_total)
    : is_terminal_(isatty(STDERR_FILENO) == 1), bytes_total_(bytes_total) {}

void Progress::draw() {
  const auto now = std::chrono::steady_clock::now();
  if (!is_terminal_ || now - start_ < 1s || now - last_ < 100ms) return;
  last_ = now;
  const auto done = static_cast<double>(bytes_done_.load());
  const double seconds = std::chrono::duration<double>(now - start_).count();
  const std::string rate = fmt::format("{}/s", size_text(done / seconds));
  is_shown_ = true;
  if (bytes_total_ == 0) {
    print_status(fmt::format("\r\x1B[K{}  {}", size_text(done), rate));
    return;
  }
  constexpr std::size_t kWidth = 30;
  const double share = std::min(1.0, done / static_cast<double>(bytes_total_));
  const auto filled = static_cast<std::size_t>(share * kWidth);
  const double left = done > 0 ? seconds * (static_cast<double>(bytes_total_) / done - 1) : 0;
  print_status(fmt::format("\r\x1B[K[{}{}] {:3.0f}%  {}  {:.0f} s left", std::string(filled, '#'),
                           std::string(kWidth - filled, '.'), share * 100, rate,
                           std::max(0.0, left)));
}

void Progress::clear() {
  if (!is_shown_) return;
  print_status("\r\x1B[K");
  is_shown_ = false;
}

}  // namespace holdfast::cli
