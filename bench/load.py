#!/usr/bin/env python3
"""Inspections per second over HTTP with the durable commit; the transport's own rate and the cost of one sync beside them.

SECONDS_PER_RUN (10) is how long each run takes. The repeat with 5 ms added to each sync is the store's benchmark, where it
was built: it puts a slow file system under the very code that commits.
"""

import os
import pathlib
import re
import statistics
import subprocess
import tempfile
import time

from report import BINARY, ROOT, Server, Table, environment

SECONDS = int(os.environ.get("SECONDS_PER_RUN", "10"))
SYNCS = 200


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


def slow_disk(table: Table) -> None:
    found = sorted((ROOT / "build/release").glob("**/platform_store_testing_store_bench"))
    if not found:
        table.row("5 ms added to each sync", "not measured", "", "build platform_store_testing_store_bench")
        return
    done = subprocess.run([found[0]], capture_output=True, text=True, timeout=300, env=environment())
    for line in done.stdout.splitlines():
        if re.match(r"\S.*\d", line):
            print(f"<!-- store_bench: {line.strip()} -->")


def main() -> None:
    table = Table("Load: one 200-byte chat message after another")
    script = ROOT / "bench/inspections.lua"
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as folder:
        with Server(pathlib.Path(folder) / "data", arguments=("--enforce",)) as server:
            sync = sync_ms(pathlib.Path(folder))
            transport = {count: wrk(server, "/health/live", count)["rate"] for count in (64, 1)}
            for count in (64, 1):
                got = wrk(server, "/v1/inspections", count, script)
                targets = ("≥ 10,000/s", "p99 < 25 ms") if count == 64 else ("", "p50 < 1 ms")
                table.row(f"inspections, {count} connection{'s' if count > 1 else ''}", f"{got['rate']:,.0f}/s", targets[0],
                          f"GET /health/live: {transport[count]:,.0f}/s")
                table.row("… time to answer", f"p50 {got['p50_ms']:.2f} ms, p99 {got['p99_ms']:.2f} ms, errors {got['errors']:.0f}",
                          targets[1], f"one fdatasync: {sync:.2f} ms")
    slow_disk(table)
    table.end()


if __name__ == "__main__":
    main()
