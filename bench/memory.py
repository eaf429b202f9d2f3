#!/usr/bin/env python3
"""Idle memory and start with the sample day; the start of `holdfast --version` beside it."""

import pathlib
import subprocess
import tempfile
import time

from report import BINARY, ROOT, Server, Table, environment


def resident_mb(pid: int) -> float:
    status = pathlib.Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) / 1024


def with_children_mb(pid: int) -> float:
    children = pathlib.Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return resident_mb(pid) + sum(resident_mb(int(child)) for child in children)


def start_seconds(server: Server) -> float:
    begun = time.perf_counter()
    server.start()
    return time.perf_counter() - begun


def main() -> None:
    table = Table("Memory and start with the sample day")
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder:
        day = ("--sample-day", str(ROOT / "build/samples/day.jsonl"))
        server = Server(pathlib.Path(folder) / "data", arguments=day, scopes="")
        loading = start_seconds(server)
        server.stop()
        again = start_seconds(server)
        begun = time.perf_counter()
        subprocess.run([str(BINARY), "--version"], check=True, capture_output=True, env=environment())
        program = time.perf_counter() - begun
        table.row("start with the day loaded", f"{again:.2f} s", "< 1 s", f"`holdfast --version`: {program:.2f} s")
        table.row("idle memory", f"{resident_mb(server.process.pid):.0f} MB", "< 250 MB",
                  f"with its workers: {with_children_mb(server.process.pid):.0f} MB")
        table.row("loading the day", f"{loading:.1f} s")
        server.stop()
    table.end()


if __name__ == "__main__":
    main()
