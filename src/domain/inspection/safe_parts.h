// The answer's parts: what the channel passes on instead of what it gave us.

#pragma once

#include <vector>

#include "base/secret_bytes.h"
#include "domain/inspection/assess.h"
#include "domain/inspection/reading.h"
#include "domain/inspection/types.h"

namespace holdfast::inspection {

// One for each part given, in order; none when the verdict keeps the message back. `read_file`
// reads a changed mail again, and blocks.
std::vector<SafePart> safe_parts(const InspectionRequest& request, const Assessment& assessment,
                                 const detect::Detector& detector, const SecretBytes& digest_key,
                                 const FileReader& read_file);

}  // namespace holdfast::inspection
