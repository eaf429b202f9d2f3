# holdfast_module(<path below src>
#   SOURCES   <file>...    compiled into the module's library
#   PUBLIC    <header>...  what other modules may include; other headers are private
#   DEPENDS   <module>...  modules it includes, all named earlier in src/CMakeLists.txt
#   LIBRARIES <target>...  third-party targets
#   TEST_DEPENDS <module>... modules that only its tests include
#   TEST_LIBRARIES <target>...)
#
# Every *_test.cc beside the sources joins the module's test program, every *_fuzz.cc becomes a fuzz
# target of its own whose corpus, testdata/<name>_fuzz/, is replayed as a test, and every *_bench.cc
# becomes a benchmark program.
function(holdfast_module path)
  cmake_parse_arguments(MODULE "" ""
    "SOURCES;PUBLIC;DEPENDS;LIBRARIES;TEST_DEPENDS;TEST_LIBRARIES" ${ARGN})
  string(REPLACE "/" "_" name holdfast_${path})

  holdfast_targets(dependencies ${path} ${MODULE_DEPENDS})
  if(MODULE_SOURCES)
    add_library(${name} STATIC ${MODULE_SOURCES})
    set(scope PUBLIC)
    target_compile_options(${name} PRIVATE ${HOLDFAST_WARNINGS})
    holdfast_use_precompiled(${name} holdfast_library_headers)
  else()
    add_library(${name} INTERFACE)
    set(scope INTERFACE)
  endif()
  target_include_directories(${name} ${scope} ${PROJECT_SOURCE_DIR}/src)
  target_link_libraries(${name} ${scope} ${dependencies} ${MODULE_LIBRARIES})

  holdfast_targets(test_dependencies ${path} ${MODULE_TEST_DEPENDS})
  file(GLOB tests CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_test.cc)
  if(tests)
    add_executable(${name}_test ${tests})
    # -O1: a test's own code is not what it measures, and building it fast is what developers wait for.
    target_compile_options(${name}_test PRIVATE ${HOLDFAST_WARNINGS} $<$<CONFIG:Release>:-O1>)
    target_link_libraries(${name}_test PRIVATE ${name} ${test_dependencies} ${MODULE_TEST_LIBRARIES}
                          GTest::gmock GTest::gtest_main)
    holdfast_use_precompiled(${name}_test holdfast_test_headers)
    target_compile_definitions(${name}_test PRIVATE
      HOLDFAST_TESTDATA="${CMAKE_CURRENT_SOURCE_DIR}/testdata"
      HOLDFAST_SOURCE_DIR="${PROJECT_SOURCE_DIR}")
    add_test(NAME ${path} COMMAND ${name}_test)
    set_tests_properties(${path} PROPERTIES LABELS quick TIMEOUT 900)
  endif()

  file(GLOB fuzzers CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_fuzz.cc)
  foreach(fuzzer IN LISTS fuzzers)
    get_filename_component(fuzz_name ${fuzzer} NAME_WE)
    string(REPLACE "/" "_" fuzz_target ${path}_${fuzz_name})
    add_executable(${fuzz_target} ${fuzzer})
    target_link_libraries(${fuzz_target} PRIVATE ${name} ${test_dependencies} ${MODULE_TEST_LIBRARIES})
    if(HOLDFAST_FUZZ)
      target_link_options(${fuzz_target} PRIVATE -fsanitize=fuzzer)
    else()
      if(NOT TARGET holdfast_fuzz_replay)
        add_library(holdfast_fuzz_replay OBJECT ${PROJECT_SOURCE_DIR}/tools/fuzz_replay.cc)
      endif()
      target_link_libraries(${fuzz_target} PRIVATE holdfast_fuzz_replay)
    endif()
    add_test(NAME ${path}/${fuzz_name}
             COMMAND ${fuzz_target} ${CMAKE_CURRENT_SOURCE_DIR}/testdata/${fuzz_name} -runs=0)
    set_tests_properties(${path}/${fuzz_name} PROPERTIES LABELS quick TIMEOUT 120)
  endforeach()

  file(GLOB benches CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*_bench.cc)
  foreach(bench IN LISTS benches)
    get_filename_component(bench_name ${bench} NAME_WE)
    string(REPLACE "/" "_" bench_target ${path}_${bench_name})
    add_executable(${bench_target} EXCLUDE_FROM_ALL ${bench})
    target_link_libraries(${bench_target} PRIVATE ${name} ${test_dependencies})
  endforeach()
endfunction()

set(HOLDFAST_WARNINGS -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Werror)
if(CMAKE_CXX_COMPILER_ID STREQUAL "Clang")
  # TRY is a statement expression on purpose.
  list(APPEND HOLDFAST_WARNINGS -Wno-gnu-statement-expression -Wno-missing-designated-field-initializers)
else()
  # -Wmissing-field-initializers fires on designated initialisers that leave defaults alone;
  # GCC 12's -Wrestrict and -Wmaybe-uninitialized report inside its own std::string and std::variant.
  list(APPEND HOLDFAST_WARNINGS -Wno-missing-field-initializers -Wno-restrict -Wno-maybe-uninitialized)
endif()

# The targets of the modules named, each of which must stand before `path` in src/CMakeLists.txt.
function(holdfast_targets result path)
  set(targets)
  foreach(dependency IN LISTS ARGN)
    string(REPLACE "/" "_" target holdfast_${dependency})
    if(NOT TARGET ${target})
      message(FATAL_ERROR "${path} depends on ${dependency}, which is not below it in src/CMakeLists.txt")
    endif()
    list(APPEND targets ${target})
  endforeach()
  set(${result} ${targets} PARENT_SCOPE)
endfunction()

# holdfast_embed(<target> <symbol> <base directory> <file>...)
# Compiles files into <target> as `const holdfast::EmbeddedFile <symbol>[]` with `<symbol>_count`
# entries, each named by its path below the base directory (base/embedded.h).
function(holdfast_embed target symbol base)
  set(output ${CMAKE_CURRENT_BINARY_DIR}/${symbol}.cc)
  add_custom_command(
    OUTPUT ${output}
    COMMAND ${PROJECT_SOURCE_DIR}/tools/embed.py ${output} ${symbol} ${base} ${ARGN}
    DEPENDS ${ARGN} ${PROJECT_SOURCE_DIR}/tools/embed.py
    VERBATIM)
  target_sources(${target} PRIVATE ${output})
endfunction()

# holdfast_embed_directory(<target> <symbol> <directory> <stamp>): the same for a directory whose files
# are not known when configuring. <stamp> is rewritten whenever the directory is; without it nothing
# is embedded.
function(holdfast_embed_directory target symbol directory stamp)
  if(EXISTS ${stamp})
    set_property(DIRECTORY APPEND PROPERTY CMAKE_CONFIGURE_DEPENDS ${stamp})
    file(GLOB_RECURSE files ${directory}/*)
    list(REMOVE_ITEM files ${stamp})
  endif()
  holdfast_embed(${target} ${symbol} ${directory} ${files})
endfunction()

# holdfast_modules(<module>...): adds each in order. HOLDFAST_MODULES limits a build to some of them,
# for the short loop of one module: cmake -B build/audit -DHOLDFAST_MODULES="base;domain/audit".
set(HOLDFAST_MODULES "" CACHE STRING "Modules to configure; all when empty")
function(holdfast_modules)
  foreach(module IN LISTS ARGN)
    if(NOT HOLDFAST_MODULES OR module IN_LIST HOLDFAST_MODULES)
      add_subdirectory(${module})
    endif()
  endforeach()
endfunction()
