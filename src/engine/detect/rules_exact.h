// Reading what a detector of shape exact or document says beside the keys of every shape.

#pragma once

#include "engine/detect/rules.h"
#include "engine/detect/rules_reader.h"

namespace holdfast::detect {

// The attachments must have been read before.
Result<> read_exact(MapReader& reader, DetectorRule& rule, const RuleSet& rules);

Result<> read_document(MapReader& reader, DetectorRule& rule, const RuleSet& rules);

// InvalidInput where a rule that words around do not weigh on names some.
Result<> expect_no_cues(const MapReader& reader, const DetectorRule& rule);

}  // namespace holdfast::detect
