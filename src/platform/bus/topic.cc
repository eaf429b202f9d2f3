#include "platform/bus/topic.h"

namespace holdfast::bus {

bool topic_matches(std::string_view glob, std::string_view topic) {
  std::size_t g = 0;
  std::size_t t = 0;
  std::size_t star = std::string_view::npos;  // The last one passed, to come back to.
  std::size_t resume = 0;                     // Where in the topic it began to match.
  while (t < topic.size()) {
    if (g < glob.size() && glob[g] == '*') {
      star = g++;
      resume = t;
    } else if (g < glob.size() && glob[g] == topic[t]) {
      ++g;
      ++t;
    } else if (star != std::string_view::npos) {
      g = star + 1;
      t = ++resume;
    } else {
      return false;
    }
  }
  while (g < glob.size() && glob[g] == '*') ++g;
  return g == glob.size();
}

}  // namespace holdfast::bus
