// Policy documents come from people and over HTTP: any bytes parse or give an error with a message,
// and what parses can be evaluated.

#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "engine/decide/policy.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holdfast::decide;
  const Policy::Vocabulary vocabulary{.types = {"payment_card", "iban", "email"},
                                      .categories = {"payment", "bank", "contact_detail"},
                                      .type_categories = {"payment", "bank", "contact_detail"}};
  const std::string_view yaml(reinterpret_cast<const char*>(data), size);
  const auto policy = Policy::parse(yaml, vocabulary);
  if (!policy) {
    CHECK(!policy.error().message.empty());
    return 0;
  }
  CHECK(policy->test_count() > 0);
  CHECK(policy->run_tests().size() <= policy->test_count());
  return 0;
}
