#include "platform/store/text_values.h"

namespace holdfast::store {

Result<> expect_no_nul(std::span<const Value> parameters) {
  for (const Value& value : parameters) {
    const auto* text = std::get_if<std::string_view>(&value);
    if (text != nullptr && text->find('\0') != std::string_view::npos) {
      return Error{ErrorCode::InvalidInput, "a text with a NUL character cannot be kept"};
    }
  }
  return {};
}

}  // namespace holdfast::store
