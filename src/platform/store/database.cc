#include "platform/store/database.h"

#include <algorithm>

namespace holdfast::store {

Result<std::optional<std::int64_t>> Reader::query_integer(std::string_view sql,
                                                          std::initializer_list<Value> parameters) {
  std::optional<std::int64_t> number;
  TRY(query(sql, parameters, [&](const Row& row) {
    number = row.optional_integer(0);
    return false;
  }));
  return number;
}

std::vector<Migration> migrations_from(std::string_view module, const EmbeddedFile* files,
                                       std::size_t count) {
  std::vector<Migration> migrations;
  migrations.reserve(count);
  for (const EmbeddedFile& file : std::span(files, count)) {
    migrations.push_back({.module = module, .name = file.name, .sql = file.content()});
  }
  std::ranges::sort(migrations, {}, &Migration::name);
  return migrations;
}

}  // namespace holdfast::store
