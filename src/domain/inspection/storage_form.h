// What is kept of a message: the protected form of every part and a row for every finding.

#pragma once

#include <vector>

#include "base/ids.h"
#include "base/secret_bytes.h"
#include "domain/inspection/assess.h"
#include "domain/inspection/content.h"
#include "domain/inspection/rows.h"

namespace holdfast::inspection {

struct StorageForm {
  StoredContent content;
  std::vector<FindingRow> findings;  // in order of id
};

// Every finding is masked, also where policy let it pass in clear.
StorageForm storage_form(const InspectionRequest& request, const Assessment& assessment,
                         const detect::Detector& detector, const SecretBytes& digest_key,
                         IdSource& ids);

// One finding as it is stored, without its place in the protected text.
FindingRow finding_row(const detect::Finding& finding, const detect::EntityType& type,
                       std::uint32_t part, std::string_view value, const protect::Span& span,
                       const SecretBytes& digest_key, IdSource& ids);

}  // namespace holdfast::inspection
