#include "app/cli/output_file.h"

#include "app/cli/output.h"

namespace holdfast::cli {
namespace {

Error cannot_print() { return {ErrorCode::Unavailable, "cannot write to standard output"}; }

}  // namespace

Result<Output> Output::create(const std::string& path) {
  Output output;
  if (!path.empty()) output.file_.emplace(TRY(SafeFile::create(path)));
  return output;
}

Write Output::write() {
  return [this](std::string_view text) -> Result<> {
    Result<> written;
    if (file_) {
      written = file_->write(text);
    } else if (!print_result(text)) {
      written = cannot_print();
    }
    has_failed_ = has_failed_ || !written;
    return written;
  };
}

Result<> Output::finish() {
  if (file_) return file_->commit();
  return flush_results() ? Result<>() : Result<>(cannot_print());
}

}  // namespace holdfast::cli
