// From findings to the spans that protect() replaces.

#pragma once

#include <cstdint>
#include <string_view>

#include "engine/detect/detector.h"
#include "engine/protect/protect.h"

namespace holdfast::inspection {

// How a value looks in what we keep and list, whatever policy let pass: the last four of a payment,
// bank or government number, nothing of the rest.
protect::Transform storage_transform(const detect::EntityType& type);

// `is_last_piece` is false for the pieces of a value that goes on elsewhere: they keep no digit, or
// four pieces of four digits would show the whole card.
protect::Span span_of(const detect::Finding& finding, const detect::EntityType& type,
                      protect::Transform transform, bool is_last_piece);

// The text that stands for one value.
std::string replacement_for(std::string_view value, protect::Span span, Bytes digest_key);

}  // namespace holdfast::inspection
