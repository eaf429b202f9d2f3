// The leaf, version 1: the bytes whose hash the log holds. Frozen: a change would be version 2.

#pragma once

#include <string>

#include "domain/audit/audit_log.h"

namespace holdfast::audit {

// Canonical JSON: members in the order of their names, no white space, times in RFC 3339 with
// milliseconds, hashes in lower-case hexadecimal.
//   {"act":"…","actor":"…","at":"…","body_hash":"…","decision":"…","entry":"…","policy_version":"…",
//    "subject":"…","tenant":"…","v":1}
// Replaces the content of `out`, whose memory a caller keeps from leaf to leaf.
void write_leaf(std::string& out, const Uuid& entry, Timestamp at, const Act& act);

std::string leaf_of(const Entry& entry);

}  // namespace holdfast::audit
