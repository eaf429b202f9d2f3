#!/usr/bin/env python3
"""Inspections per second over HTTP with the durable commit; the transport's own rate and the cost of one sync beside them.

SECONDS_PER_RUN (10) is how long each run takes. Everything is run again with 5 ms added to each sync (slow_sync.c, preloaded):
what share of a rate the disk decides, and that many commits share one sync.
"""

import os
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile
import time

from report import ROOT, Server, Table

SECONDS = int(os.environ.get("SECONDS_PER_RUN", "10"))
SYNCS = 200
SLOW_MS = 5


def wrk(server: Server, path: str, connections: int, script: pathlib.Path | None = None) -> dict[str, float]:
    command = ["wrk", "-t1", f"-c{connections}", f"-d{SECONDS}s", "--latency"]
    command += ["-s", str(script)] if script else []
    done = subprocess.run([*command, server.url + path], capture_output=True, text=True, check=True,
                          env={**os.environ, "HOLDFAST_BENCH_KEY": server.key})
    if found := re.search(r"^RESULT (.*)$", done.stdout, re.M):
        return {name: float(value) for name, value in (pair.split("=") for pair in found[1].split())}
    return {"rate": float(re.search(r"Requests/sec:\s+([\d.]+)", done.stdout)[1])}


def sync_ms(folder: pathlib.Path) -> float:
    """One page appended and made durable, as a commit does at least."""
    times = []
    with open(folder / "sync", "wb", buffering=0) as file:
        for _ in range(SYNCS):
            file.write(b"x" * 4096)
            begun = time.perf_counter()
            os.fdatasync(file.fileno())
            times.append(1000 * (time.perf_counter() - begun))
    return statistics.median(times)


def slow_sync(folder: pathlib.Path) -> dict[str, str]:
    """The environment in which every sync takes 5 ms longer."""
    library = folder / "slow_sync.so"
    subprocess.run(["gcc", "-O2", "-shared", "-fPIC", "-o", library, ROOT / "bench/slow_sync.c", "-ldl"], check=True)
    return {"LD_PRELOAD": str(library), "SLOW_SYNC_MS": str(SLOW_MS)}


def sync_ms_with(folder: pathlib.Path, env: dict[str, str]) -> float:
    """What a program with this environment pays for one sync."""
    program = f"import load, pathlib; print(load.sync_ms(pathlib.Path({str(folder)!r})))"
    done = subprocess.run([sys.executable, "-c", program], cwd=ROOT / "bench", env={**os.environ, **env, "PYTHONDONTWRITEBYTECODE": "1"},
                          capture_output=True, text=True, check=True)
    return float(done.stdout)


def inspections(table: Table, folder: pathlib.Path, env: dict[str, str], what: str, has_targets: bool) -> None:
    sync = sync_ms_with(folder, env)
    if env and sync < SLOW_MS:
        raise SystemExit(f"the syncs were not slowed down: {sync:.2f} ms")
    with Server(folder / ("slow" if env else "data"), arguments=("--enforce",), env=env) as server:
        for count in (64, 1):
            transport = wrk(server, "/health/live", count)["rate"]
            got = wrk(server, "/v1/inspections", count, ROOT / "bench/inspections.lua")
            targets = {64: ("≥ 10,000/s", "p99 < 25 ms"), 1: ("", "p50 < 1 ms")}[count] if has_targets else ("", "")
            table.row(f"inspections, {count} connection{'s' if count > 1 else ''}{what}", f"{got['rate']:,.0f}/s", targets[0],
                      f"GET /health/live: {transport:,.0f}/s")
            table.row("… time to answer", f"p50 {got['p50_ms']:.2f} ms, p99 {got['p99_ms']:.2f} ms, errors {got['errors']:.0f}",
                      targets[1], f"one fdatasync: {sync:.2f} ms")


def main() -> None:
    table = Table("Load: one 200-byte chat message after another")
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as name:
        folder = pathlib.Path(name)
        inspections(table, folder, {}, "", has_targets=True)
        inspections(table, folder, slow_sync(folder), f", {SLOW_MS} ms added to each sync", has_targets=False)
    table.end()


if __name__ == "__main__":
    main()
