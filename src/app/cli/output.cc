#include "app/cli/output.h"

#include <cstdio>
#include <string>

namespace holdfast::cli {

bool print_result(std::string_view text) {
  return std::fwrite(text.data(), 1, text.size(), stdout) == text.size();
}

bool flush_results() { return std::fflush(stdout) == 0 && std::ferror(stdout) == 0; }

void print_message(std::string_view message) {
  print_status(std::string("holdfast: ").append(message).append("\n"));
}

// Nobody is left to be told when this fails.
void print_status(std::string_view text) {
  static_cast<void>(std::fwrite(text.data(), 1, text.size(), stderr));
}

}  // namespace holdfast::cli
