// The canonical record of a message: what the audit log's leaf vouches for.
//
// It is made from the rows alone, so `holdfast audit verify` can make it again and see whether any
// column was changed. Content enters by the hash of its sealed bytes: erasing a subject destroys
// the key, retention drops the bytes, and the record stays what it was. Feedback is not part of it:
// it is an act of its own.

#pragma once

#include <span>
#include <string_view>

#include "base/sha256.h"
#include "domain/inspection/rows.h"

namespace holdfast::inspection {

// Canonical JSON, version 1: members sorted, no white space. Frozen once shipped. `findings` must
// be in order of id.
std::string record_of(const MessageRow& message, std::span<const FindingRow> findings);

Hash record_hash(const MessageRow& message, std::span<const FindingRow> findings);

// What the leaf of `inspection.held` vouches for: what was held back, and until when. The original
// enters by the hash of its sealed bytes, which stays when the hold ends.
Hash held_record_hash(std::string_view tenant, const HeldRow& held);

}  // namespace holdfast::inspection
