// Collects text by the rules of layout: white space folds, blocks stand on lines of their own.

#pragma once

#include <string>
#include <string_view>

namespace holdfast::extract {

class HtmlText {
 public:
  void append(std::string_view text, bool keeps_space);
  // A new line, unless one has just begun.
  void end_line();
  void end_cell();
  // A text of its own, such as an image's description: apart from its neighbours.
  void append_apart(std::string_view text);

  std::string take();

 private:
  std::string out_;
  bool owes_space_ = false;
};

// Percent escapes decoded where that gives valid UTF-8; otherwise the text as it is.
std::string percent_decoded(std::string_view text);

}  // namespace holdfast::extract
