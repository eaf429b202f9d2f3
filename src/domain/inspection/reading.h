// From the parts given to the texts that are inspected.

#pragma once

#include <cstdint>
#include <functional>
#include <string_view>
#include <vector>

#include "domain/inspection/types.h"
#include "engine/extract/document.h"

namespace holdfast::inspection {

// One text: a chat message is one, a mail several. `given` indexes the request's parts.
struct ReadPart {
  std::uint32_t given = 0;
  extract::Part part;
};

// Reads a file: in process or in the sandbox. Blocks; what cannot be read comes back as an
// unreadable part, for policy to decide about.
using FileReader = std::function<extract::Document(Bytes file, std::string_view declared_type,
                                                   std::string_view name)>;

// Whether reading may take long or block: files, markup, and texts too large for an I/O thread.
bool is_heavy(const InspectionRequest& request);

std::vector<ReadPart> read_parts(const InspectionRequest& request, const FileReader& read_file);

}  // namespace holdfast::inspection
