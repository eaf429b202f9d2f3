// Printing that a closed pipe or a full disk makes fail, not crash.

#pragma once

#include <string_view>

namespace holdfast::cli {

// To standard output, for results. False when it could not be written; flush_results() tells too.
bool print_result(std::string_view text);
bool flush_results();

// To standard error, for messages: a line that begins with the program's name.
void print_message(std::string_view message);
// As it stands, such as a progress bar.
void print_status(std::string_view text);

}  // namespace holdfast::cli
