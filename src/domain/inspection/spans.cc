#include "domain/inspection/spans.h"

namespace holdfast::inspection {

protect::Transform storage_transform(const detect::EntityType& type) {
  const bool keeps_last = type.category == detect::Category::Payment ||
                          type.category == detect::Category::Bank ||
                          type.category == detect::Category::GovernmentId;
  return {.method = protect::Method::Mask,
          .keep_last = static_cast<std::uint8_t>(keeps_last ? 4 : 0),
          .mask_char = '*'};
}

protect::Span span_of(const detect::Finding& finding, const detect::EntityType& type,
                      protect::Transform transform, bool is_last_piece) {
  if (!is_last_piece) transform.keep_last = 0;
  return {.begin = finding.begin,
          .end = finding.end,
          .type_name = type.name,
          .transform = transform,
          .keeps_nothing_derived = type.keeps_nothing_derived};
}

std::string replacement_for(std::string_view value, protect::Span span, Bytes digest_key) {
  span.begin = 0;
  span.end = static_cast<std::uint32_t>(value.size());
  return protect::protect(value, {&span, 1}, digest_key);
}

}  // namespace holdfast::inspection
