// Files compiled into the program by holdfast_embed() (cmake/HoldfastModule.cmake).

#pragma once

#include <cstddef>
#include <string_view>

namespace holdfast {

struct EmbeddedFile {
  const char* name;  // path below the base directory given to holdfast_embed()
  const char* begin;
  const char* end;

  std::string_view content() const { return {begin, static_cast<std::size_t>(end - begin)}; }
};

}  // namespace holdfast
