#include "engine/extract_formats/document_builder.h"

#include <fmt/core.h>

namespace holdfast::extract {

DocumentBuilder::DocumentBuilder(MediaType type, const Limits& limits) : limits_(limits) {
  document_.media_type = type;
}

bool DocumentBuilder::has_room(std::size_t text_bytes) {
  if (is_full_) return false;
  std::string why;
  if (document_.parts.size() >= limits_.parts_max) {
    why = fmt::format("limit exceeded: more than {} parts", limits_.parts_max);
  } else if (text_bytes > limits_.text_bytes_max - text_bytes_) {
    why = fmt::format("limit exceeded: more than {} bytes of text", limits_.text_bytes_max);
  } else {
    return true;
  }
  is_full_ = true;
  Part part;
  part.path = "rest";
  part.media_type = document_.media_type;
  part.unreadable = std::move(why);
  document_.parts.push_back(std::move(part));
  return false;
}

void DocumentBuilder::add_text(Place place, std::string text) {
  if (!has_room(text.size())) return;
  text_bytes_ += text.size();
  Part part;
  part.path = std::move(place.path);
  part.name = std::move(place.name);
  part.media_type = place.media_type;
  part.is_hidden = place.is_hidden;
  part.text = std::move(text);
  document_.parts.push_back(std::move(part));
}

void DocumentBuilder::add_unreadable(Place place, std::string_view why) {
  if (!has_room(0)) return;
  Part part;
  part.path = std::move(place.path);
  part.name = std::move(place.name);
  part.media_type = place.media_type;
  part.is_hidden = place.is_hidden;
  part.unreadable = why;
  document_.parts.push_back(std::move(part));
}

}  // namespace holdfast::extract
