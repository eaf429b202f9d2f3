// Values that must not reach a log line, a metric label or an error message.

#pragma once

#include <utility>

namespace holdfast {

// Has no stream operator, no formatter and no conversion, so leaking one does not compile.
template <typename T>
class Sensitive {
 public:
  Sensitive() = default;
  explicit Sensitive(T value) : value_(std::move(value)) {}

  // The one way in. Searching for `reveal(` lists every reader in the product.
  const T& reveal() const { return value_; }

  // Moves the value out, for handing it on without a copy.
  T take() && { return std::move(value_); }

 private:
  T value_{};
};

}  // namespace holdfast
