# The headers that most of our sources include, parsed once instead of in every one of them: 1.5 s a
# source, and 2.5 s more a test.
#
# Only in release builds with GCC. The sanitizer builds, and Clang's, compile without, and so find the
# source that forgot an #include. A source that cannot use them is an error (-Winvalid-pch -Werror).
if(CMAKE_BUILD_TYPE STREQUAL "Release" AND CMAKE_CXX_COMPILER_ID STREQUAL "GNU" AND NOT HOLDFAST_SANITIZE)
  set(default ON)
else()
  set(default OFF)
endif()
option(HOLDFAST_PRECOMPILE "Precompile common headers" ${default})

set(HOLDFAST_COMMON_HEADERS
  <algorithm> <array> <atomic> <chrono> <condition_variable> <cstdint> <functional> <map> <memory>
  <mutex> <optional> <set> <span> <string> <string_view> <thread> <unordered_map> <utility> <variant>
  <vector> <fmt/core.h>)

# holdfast_precompile(<target> <option> <library> <header>...): a target that others reuse.
function(holdfast_precompile target option library)
  set(source ${CMAKE_CURRENT_BINARY_DIR}/${target}.cc)
  file(CONFIGURE OUTPUT ${source} CONTENT "")
  add_library(${target} OBJECT ${source})
  # GCC wants the options of where it is used: -fPIE, which CMake has for programs alone, and
  # -Wpedantic, which undefines a macro.
  set_target_properties(${target} PROPERTIES POSITION_INDEPENDENT_CODE OFF)
  target_compile_options(${target} PRIVATE ${option} ${HOLDFAST_WARNINGS})
  target_link_libraries(${target} PRIVATE ${library} fmt::fmt)
  target_precompile_headers(${target} PRIVATE ${ARGN})
endfunction()

if(HOLDFAST_PRECOMPILE)
  add_compile_options(-fpch-preprocess)  # ccache needs it
  # Once inlined, what GCC 12 read from a precompiled header no longer counts as a system header, and
  # what it wrongly suspects in its own std::string comes to light. The other builds keep these.
  list(APPEND HOLDFAST_WARNINGS -Wno-array-bounds -Wno-stringop-overflow -Wno-stringop-overread)
  holdfast_precompile(holdfast_library_headers -fPIC fmt::fmt ${HOLDFAST_COMMON_HEADERS})
  holdfast_precompile(holdfast_test_headers -fPIE GTest::gmock ${HOLDFAST_COMMON_HEADERS}
                      <gmock/gmock.h> <gtest/gtest.h>)
endif()

# Lets a target use what one of the two holds.
function(holdfast_use_precompiled target headers)
  if(HOLDFAST_PRECOMPILE)
    target_precompile_headers(${target} REUSE_FROM ${headers})
  endif()
endfunction()
