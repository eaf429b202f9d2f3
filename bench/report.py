"""What the benchmarks share: the server's harness and the table."""

from __future__ import annotations

import os
import pathlib
import platform
import sys

ROOT = pathlib.Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "tests"))

from support.holdfast import BINARY, Server, environment, run  # noqa: E402

__all__ = ["BINARY", "ROOT", "Server", "Table", "environment", "run"]


class Table:
    """Rows of figure, value, target and the limit that was measured beside it."""

    def __init__(self, title: str):
        load = os.getloadavg()[0]
        print(f"## {title}\n\n{os.cpu_count()} cores, {platform.machine()}, load average {load:.1f} at the start"
              f"{' (too busy: the figures mean little)' if load > 1 else ''}\n")
        print("| what | measured | target | limit beside it |\n|---|--:|--:|---|")

    def row(self, what: str, measured: str, target: str = "", limit: str = "") -> None:
        print(f"| {what} | {measured} | {target} | {limit} |", flush=True)

    def end(self) -> None:
        print()
