#!/bin/sh
# Installs the library into an empty folder and builds programs in C and C++ from that folder alone:
#   installed_test.sh CMAKE BUILD_DIR EMPTY_DIR SOURCE_DIR CC CXX LIBDIR
set -eu
cmake=$1 build=$2 prefix=$3 source=$4 cc=$5 cxx=$6 libdir=$7

rm -rf "$prefix"
"$cmake" --install "$build" --component library --prefix "$prefix" >/dev/null
export PKG_CONFIG_PATH="$prefix/$libdir/pkgconfig"
flags=$(pkg-config --define-variable=prefix="$prefix" --cflags --libs holdfast)

cd "$prefix"
# shellcheck disable=SC2086  # flags are several words
"$cc" -std=c99 -Wall -Wextra -Wpedantic -Werror "$source/example.c" $flags -o example_c
# shellcheck disable=SC2086
"$cxx" -std=c++20 -O0 -Wall -Wextra "$source/example.cc" $flags -o example_cc

export LD_LIBRARY_PATH="$prefix/$libdir"
./example_c "my card is 4111 1111 1111 1111" | grep -qF "**** **** **** 1111"
./example_cc "my card is 4111 1111 1111 1111" | grep -qF "[payment_card]"
echo "programs built from the installed files work"
