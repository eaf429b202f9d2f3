// The messages of a mailbox file (RFC 4155).

#pragma once

#include <string_view>
#include <vector>

namespace holdfast::extract {

// Where each message stands in the file, without its "From " line. A "From " line counts when it is
// the first or follows an empty one and ends in a year, as mail programs write it.
struct MboxMessage {
  std::size_t begin = 0;
  std::size_t bytes = 0;
};
std::vector<MboxMessage> split_mbox(std::string_view file);

// Whether the text begins with a "From " line.
bool begins_as_mbox(std::string_view text);

}  // namespace holdfast::extract
