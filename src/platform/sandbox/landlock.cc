// Landlock by its system calls: Debian 12's header and C library are older than what kernels offer.

#include <array>
#include <cstdint>

#include <sys/syscall.h>
#include <unistd.h>

#include "platform/sandbox/confine.h"

namespace holdfast::sandbox {
namespace {

// struct landlock_ruleset_attr of ABI 6. An older kernel accepts it if what it does not know is
// zero.
struct RulesetAttributes {
  std::uint64_t handled_access_fs = 0;
  std::uint64_t handled_access_net = 0;
  std::uint64_t scoped = 0;
};

constexpr std::uint32_t kAskVersion = 1U << 0;

// How many rights over files each ABI knows, from 1.
constexpr std::array<unsigned, 5> kFileRights = {13, 14, 15, 15, 16};

std::uint64_t low_bits(unsigned count) { return (std::uint64_t{1} << count) - 1; }

RulesetAttributes everything(long abi) {
  RulesetAttributes attributes;
  const auto known = static_cast<std::size_t>(abi) < kFileRights.size()
                         ? static_cast<std::size_t>(abi)
                         : kFileRights.size();
  attributes.handled_access_fs = low_bits(kFileRights[known - 1]);
  if (abi >= 4) attributes.handled_access_net = low_bits(2);  // bind and connect over TCP
  if (abi >= 6) attributes.scoped = low_bits(2);              // abstract sockets and signals
  return attributes;
}

}  // namespace

bool restrict_with_landlock() {
  const long abi = syscall(SYS_landlock_create_ruleset, nullptr, 0, kAskVersion);
  if (abi < 1) return false;
  const RulesetAttributes attributes = everything(abi);
  // A ruleset that handles every right and has no rule allows nothing.
  const auto ruleset =
      static_cast<int>(syscall(SYS_landlock_create_ruleset, &attributes, sizeof(attributes), 0));
  if (ruleset < 0) return false;
  const bool is_restricted = syscall(SYS_landlock_restrict_self, ruleset, 0) == 0;
  close(ruleset);
  return is_restricted;
}

}  // namespace holdfast::sandbox
