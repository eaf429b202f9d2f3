// The JSON of access, as api.yaml has it.

#pragma once

#include <string>

#include "base/json_writer.h"
#include "domain/access/types.h"

namespace holdfast::access {

void write(JsonWriter& json, const Person& person);
void write(JsonWriter& json, const ApiKey& key);
void write_permissions(JsonWriter& json, const http::PermissionSet& permissions);

// {items, next_cursor} of what a list of one more than `limit` gave.
template <typename Item>
std::string write_page(const std::vector<Item>& items, std::size_t limit) {
  JsonWriter json;
  json.begin_object().key("items").begin_array();
  for (std::size_t i = 0; i < items.size() && i < limit; ++i) write(json, items[i]);
  json.end().key("next_cursor");
  items.size() > limit ? json.value(items[limit - 1].id) : json.null();
  json.end();
  return json.take();
}

}  // namespace holdfast::access
