#include "app/cli/record_reader.h"

#include "app/cli/text_units.h"

namespace holdfast::cli {
namespace {

constexpr std::size_t kReadBytes = 1U << 20;
constexpr std::size_t kLineBytesMax = 100U << 20;

}  // namespace

Result<bool> LineReader::next(LineBatch& batch) {
  while (!is_end_) {
    const std::size_t begin = begun_.size();
    if (begin > kLineBytesMax) return Error{ErrorCode::LimitExceeded, "a line of more than 100 MB"};
    begun_.resize(begin + kReadBytes);
    const auto got = source_.read_some(std::span(begun_).subspan(begin));
    begun_.resize(begin + (got ? *got : 0));
    if (!got) return got.error();
    is_end_ = *got == 0;
    const std::size_t line_break = is_end_ ? std::string::npos : begun_.rfind('\n');
    if (!is_end_ && line_break == std::string::npos) continue;
    const std::size_t end = is_end_ ? begun_.size() : line_break + 1;
    if (end == 0) break;
    batch.lines.assign(begun_, 0, end);
    batch.first_line = next_line_;
    next_line_ += count_lines(batch.lines);
    begun_.erase(0, end);
    return true;
  }
  return false;
}

Result<> LineReader::for_each(
    const std::function<Result<>(std::string_view, std::uint64_t)>& visit) {
  LineBatch batch;
  while (TRY(next(batch))) {
    std::uint64_t number = batch.first_line - 1;
    for (std::string_view rest = batch.lines; !rest.empty(); ++number) {
      const std::size_t end = std::min(rest.find('\n'), rest.size() - 1) + 1;
      TRY(visit(rest.substr(0, end), number));
      rest.remove_prefix(end);
    }
  }
  return {};
}

}  // namespace holdfast::cli
