// What a call gives: a value, or the refusal that Presidio's clients know.
//
// Presidio answers some mistakes of its callers with 500 and others with 400 or 422, and clients
// read `error`. ErrorCode has no such distinction, so a refusal carries its status. TRY works with
// both.

#pragma once

#include <string>
#include <utility>
#include <variant>

#include "base/result.h"

namespace holdfast::presidio {

struct Refusal {
  int status = 400;
  std::string error;  // for the caller, who sent what it speaks about; never logged
};

inline Refusal refusal_of(const Error& error) {
  const int status = error.code == ErrorCode::LimitExceeded ? 413
                     : error.code == ErrorCode::Unavailable ? 503
                                                            : 400;
  return {status, error.message};
}

template <typename T>
class [[nodiscard]] Outcome {
 public:
  Outcome(T value) : state_(std::move(value)) {}
  Outcome(Refusal refusal) : state_(std::move(refusal)) {}
  Outcome(const Error& error) : state_(refusal_of(error)) {}

  explicit operator bool() const { return std::holds_alternative<T>(state_); }
  T& operator*() & { return std::get<T>(state_); }
  const T& operator*() const& { return std::get<T>(state_); }
  T operator*() && { return std::get<T>(std::move(state_)); }
  T* operator->() { return &std::get<T>(state_); }
  const T* operator->() const { return &std::get<T>(state_); }
  const Refusal& error() const { return std::get<Refusal>(state_); }

 private:
  std::variant<T, Refusal> state_;
};

}  // namespace holdfast::presidio
