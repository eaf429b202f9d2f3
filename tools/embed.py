#!/usr/bin/env python3
"""Writes a C++ file that embeds files: embed.py OUTPUT SYMBOL BASE FILE...

The bytes go through the assembler's .incbin, which takes megabytes in milliseconds.
"""

import pathlib
import sys


def main() -> None:
    output, symbol, base, *files = sys.argv[1:]
    base_path = pathlib.Path(base).resolve()
    lines = ['#include "base/embedded.h"', "", 'extern "C" {']
    entries = []
    for index, name in enumerate(files):
        path = pathlib.Path(name).resolve()
        label = f"{symbol}_{index}"
        lines += [
            f"extern const char {label}_begin[];",
            f"extern const char {label}_end[];",
            f'__asm__(".section .rodata\\n.balign 16\\n.global {label}_begin\\n{label}_begin:\\n"'
            f' ".incbin \\"{path}\\"\\n.global {label}_end\\n{label}_end:\\n.byte 0\\n.previous\\n");',
        ]
        relative = path.relative_to(base_path).as_posix()
        entries.append(f'    {{"{relative}", {label}_begin, {label}_end}},')
    lines += ["}", "", "namespace holdfast {", f"extern const EmbeddedFile {symbol}[];",
              f"extern const std::size_t {symbol}_count;", f"const EmbeddedFile {symbol}[] = {{"]
    lines += entries or ["    {nullptr, nullptr, nullptr},"]
    lines += ["};", f"const std::size_t {symbol}_count = {len(entries)};", "}  // namespace holdfast", ""]
    pathlib.Path(output).write_text("\n".join(lines))


if __name__ == "__main__":
    main()
