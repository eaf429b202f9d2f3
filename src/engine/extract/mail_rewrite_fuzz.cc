// Mail as hostile as it comes: rewriting it ends, grows within bounds, and what came out is read
// again.

#include <cstdint>

#include "base/check.h"
#include "engine/extract/mail_rewrite.h"

namespace {

using namespace holdfast::extract;

std::vector<Replacement> find(std::string_view text) {
  std::vector<Replacement> out;
  for (std::size_t at = text.find("41"); at != std::string_view::npos;
       at = text.find("41", at + 2)) {
    out.push_back({static_cast<std::uint32_t>(at), static_cast<std::uint32_t>(at + 2), "_"});
  }
  return out;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view mail(reinterpret_cast<const char*>(data), size);
  const MailChanges changes{.find = find, .change = [](std::string_view, std::string_view) {
                              return std::string("Ann <&> \"x\"");
                            }};
  const auto once = rewrite_mail(mail, changes);
  if (!once) return 0;
  CHECK(once->mail.size() < 100 + 40 * size);
  const auto twice = rewrite_mail(once->mail, changes);
  CHECK(twice);
  return 0;
}
