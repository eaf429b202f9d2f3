# Speed of building: ccache and mold where they are present, never required.
find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_C_COMPILER_LAUNCHER ${CCACHE})
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()
find_program(MOLD mold)
if(MOLD)
  add_link_options(-fuse-ld=mold)
endif()

# HOLDFAST_SANITIZE: "", "address,undefined" or "thread" (see CMakePresets.json).
set(HOLDFAST_SANITIZE "" CACHE STRING "Sanitizers to build with")
if(HOLDFAST_SANITIZE)
  add_compile_options(-fsanitize=${HOLDFAST_SANITIZE} -fno-omit-frame-pointer
                      -fno-sanitize-recover=all -g1)
  add_link_options(-fsanitize=${HOLDFAST_SANITIZE})
endif()

# HOLDFAST_FUZZ builds every *_fuzz.cc with libFuzzer (clang); otherwise they replay their corpus.
option(HOLDFAST_FUZZ "Build fuzz targets with libFuzzer" OFF)
if(HOLDFAST_FUZZ)
  add_compile_options(-fsanitize=fuzzer-no-link)
endif()

add_compile_options(-fstack-protector-strong -D_FORTIFY_SOURCE=2)
if(CMAKE_BUILD_TYPE STREQUAL "Debug" OR HOLDFAST_SANITIZE)
  add_compile_options(-U_FORTIFY_SOURCE)
endif()
add_link_options(-Wl,-z,relro,-z,now)
