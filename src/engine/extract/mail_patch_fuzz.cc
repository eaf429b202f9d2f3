// Any bytes can be walked as a mail; without changes they come back as they were.

#include <array>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/check.h"
#include "engine/extract/mail_patch.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace holdfast::extract;
  const std::string_view mail(reinterpret_cast<const char*>(data), size);
  const auto same = patch_mail(mail, {});
  CHECK(!same || *same == mail);
  const std::array<ChangedPart, 2> changes{
      ChangedPart{.path = "body", .before = "x", .after = "y"},
      ChangedPart{.path = "headers", .before = "Subject: x\n", .after = "Subject: y\n"}};
  for (std::size_t count = 1; count <= changes.size(); ++count) {
    (void)patch_mail(mail, std::span(changes).first(count));
  }
  return 0;
}
