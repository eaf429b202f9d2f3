#include "domain/policies/shipped.h"

#include <cstddef>

namespace holdfast {
extern const EmbeddedFile policy_packs[];
extern const std::size_t policy_packs_count;
}  // namespace holdfast

namespace holdfast::policies {

std::span<const EmbeddedFile> shipped_packs() { return {policy_packs, policy_packs_count}; }

}  // namespace holdfast::policies
