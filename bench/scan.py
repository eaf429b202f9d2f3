#!/usr/bin/env python3
"""`holdfast scan` on one core over chat text, with `grep -c`, `wc -l` and a plain pass over the same bytes beside it.

MEGABYTES (128) is how much. The text is the sample day's chats, lines in a new order each time around.
"""

import os
import pathlib
import random
import subprocess
import tempfile
import time

from report import BINARY, ROOT, Table, environment

MEGABYTES = int(os.environ.get("MEGABYTES", "128"))
SEED = 20261122


def write_text(path: pathlib.Path) -> int:
    lines = (ROOT / "build/samples/chat.txt").read_bytes().splitlines(keepends=True)
    rng = random.Random(SEED)
    size = 0
    with open(path, "wb") as file:
        while size < MEGABYTES << 20:
            rng.shuffle(lines)
            size += file.write(b"".join(lines))
    return size


def seconds(*command: str, output: int = subprocess.DEVNULL) -> float:
    """The better of two runs: the first brings the file into memory."""
    times = []
    for _ in range(2):
        begun = time.perf_counter()
        done = subprocess.run(command, stdout=output, stderr=subprocess.PIPE, env=environment())
        times.append(time.perf_counter() - begun)
        if done.returncode not in (0, 1, 3):
            raise SystemExit(f"{command[0]} failed: {done.stderr.decode()[:300]}")
    return min(times)


def memory_pass(path: pathlib.Path) -> float:
    content = path.read_bytes()
    begun = time.perf_counter()
    content.count(b"\x00")  # memchr over every byte
    return time.perf_counter() - begun


def main() -> None:
    table = Table(f"Scan: {MEGABYTES} MB of chat text on one core")
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder:
        text = pathlib.Path(folder) / "chat.txt"
        size = write_text(text)

        def rate(taken: float) -> str:
            return f"{size / taken / 1e6:,.0f} MB/s"

        # Into a pipe: grep stops at the first match when its output is /dev/null.
        grep = seconds("grep", "-c", ".", str(text), output=subprocess.PIPE)
        beside = (f"`grep -c .` {rate(grep)}, `wc -l` {rate(seconds('wc', '-l', str(text)))}, "
                  f"a pass over memory {rate(memory_pass(text))}")
        table.row("holdfast scan --jobs 1", rate(seconds(str(BINARY), "scan", "--jobs", "1", "--input", "text", str(text))),
                  "≥ 300 MB/s", beside)
    table.end()


if __name__ == "__main__":
    main()
