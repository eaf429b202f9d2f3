#!/usr/bin/env python3
"""How fast the engine is, beside a pass over the same memory and beside the peers that Debian and npm have.

MEGABYTES (32) of the sample day's chats and mails for Holdfast and Vectorscan; each other peer reads as much of the same text as
it manages in a few seconds. All on one core, by processor time. Peers look for far fewer types (peers/patterns.tsv has 70
patterns; the npm packages bring 5 to some hundred): the table says how fast each does what it does, not that it does the same.

PEERS=0 leaves the peers out, which need packages of their own.
"""

import os
import pathlib
import random
import re
import shutil
import subprocess
import sys
import tempfile
import time

from report import BINARY, ROOT, Table, environment

MEGABYTES = int(os.environ.get("MEGABYTES", "32"))
SEED = 20261201
PEERS = ROOT / "bench/peers"
BUILD = ROOT / "build/bench/peers"
NPM = ("redact-pii", "@redactpii/node", "openredaction", "@arcjet/redact")


def write_text(path: pathlib.Path, megabytes: float, has_mails: bool = True) -> None:
    """Chats and mails in turn, their order new each time around."""
    chats = (ROOT / "build/samples/chat.txt").read_bytes().splitlines(keepends=True)
    mails = re.split(rb"(?m)^(?=From )", (ROOT / "build/samples/mailbox.mbox").read_bytes())
    rng = random.Random(SEED)
    size = 0
    with open(path, "wb") as file:
        while size < megabytes * 1e6:
            rng.shuffle(chats)
            rng.shuffle(mails)
            size += file.write(b"".join(chats) + (b"".join(mails) if has_mails else b""))


def cut(text: pathlib.Path, size: int) -> pathlib.Path:
    """The text's first bytes, up to a line's end."""
    part = text.with_name(f"first-{size}")
    if not part.exists():
        with open(text, "rb") as file:
            part.write_bytes(file.read(size).rsplit(b"\n", 1)[0] + b"\n")
    return part


def processor_seconds(*command: str) -> float:
    """User and system time of a program that is run to its end."""
    before = os.times()
    subprocess.run(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, check=False, env=environment())
    after = os.times()
    return max(after.children_user + after.children_system - before.children_user - before.children_system, 0.01)  # the clock's step


def result(*command: str) -> dict[str, float]:
    """What a peer's own RESULT line says."""
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=600, cwd=BUILD)
    found = re.search(r"^RESULT (.*)$", done.stdout, re.M)
    if not found:
        return {}
    return {name: float(value) for name, value in (pair.split("=") for pair in found[1].split())}


def megabytes_a_second(got: dict[str, float]) -> str:
    return f"{got['bytes'] / got['seconds'] / 1e6:,.2f} MB/s" if got else "did not run"


def engine(table: Table, text: pathlib.Path) -> None:
    """What the engine's own benchmark prints."""
    program = ROOT / "build/release/bin/engine_detect_detect_bench"
    done = subprocess.run([str(program), str(text)], capture_output=True, text=True, check=True)
    for line in done.stdout.splitlines():
        what, _, measured = line.partition(": ")
        if measured:
            table.row(what, measured)


def scan(table: Table, text: pathlib.Path) -> None:
    size = text.stat().st_size
    one = processor_seconds(str(BINARY), "scan", "--jobs", "1", str(text))
    table.row("`holdfast scan`, all types, one core", f"{size / one / 1e6:,.1f} MB/s", "1,000 MB/s (500 with AVX2)",
              f"grep -c .: {size / processor_seconds('grep', '-c', '.', str(text)) / 1e6:,.0f} MB/s")
    times = []
    for jobs in ("1", "2"):
        begun = time.perf_counter()
        subprocess.run([str(BINARY), "scan", "--jobs", jobs, str(text)], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                       env=environment(), check=False)
        times.append(time.perf_counter() - begun)
    table.row("… two cores against one", f"{times[0] / times[1]:.2f} times", "1.9")


def build_peers() -> None:
    BUILD.mkdir(parents=True, exist_ok=True)
    flags = {"vectorscan": subprocess.run(["pkg-config", "--cflags", "--libs", "libhs"], capture_output=True, text=True,
                                          check=True).stdout.split(),
             "re2": ["-lre2"]}
    for name, libraries in flags.items():
        subprocess.run(["g++", "-O2", "-std=c++20", "-o", BUILD / name, PEERS / f"{name}.cc", *libraries], check=True)
    for file in ("package.json", "package-lock.json", "peers.mjs"):
        shutil.copy(PEERS / "node" / file, BUILD / file)
    subprocess.run(["npm", "ci", "--silent", "--no-audit", "--no-fund"], cwd=BUILD, check=True)


def clamav(table: Table, folder: pathlib.Path) -> None:
    """Its scan for structured data, over what the same program takes without; chats alone, as it reads no mailbox as text."""
    text = folder / "chats"
    write_text(text, 24, has_mails=False)
    database = folder / "nothing.hdb"
    database.write_text("d41d8cd98f00b204e9800998ecf8427e:4294967294:Nothing\n")
    command = ("clamscan", "--no-summary", "-d", str(database), "--max-filesize=1000M", "--max-scansize=1000M")
    with_it = processor_seconds(*command, "--detect-structured=yes", str(text))
    without = processor_seconds(*command, str(text))
    table.row("ClamAV, structured data (cards, SSN)", f"{text.stat().st_size / max(with_it - without, 1e-3) / 1e6:,.0f} MB/s",
              "", f"a file's verdict, no places; the program in all: {text.stat().st_size / with_it / 1e6:,.0f} MB/s")


def peers(table: Table, text: pathlib.Path, folder: pathlib.Path) -> None:
    patterns = str(PEERS / "patterns.tsv")
    count = sum(1 for line in open(patterns, encoding="utf-8") if "\t" in line and line[0] != "#")
    for option, what in (((), "ends only"), (("som",), "with begins")):
        table.row(f"Vectorscan, {count} patterns, {what}", megabytes_a_second(result("./vectorscan", patterns, str(text), *option)))
    table.row(f"RE2, {count} patterns one by one", megabytes_a_second(result("./re2", patterns, str(cut(text, 4_000_000)))))
    alone = folder / "patterns"
    alone.write_text("".join(line.split("\t")[1] for line in open(patterns, encoding="utf-8") if "\t" in line and line[0] != "#"))
    small = cut(text, 1_000_000)
    taken = processor_seconds("rg", "-o", "-j1", "-f", str(alone), str(small))
    table.row(f"ripgrep -o, {count} patterns", f"{small.stat().st_size / taken / 1e6:,.2f} MB/s")
    clamav(table, folder)
    table.row("libphonenumber's matcher (Python)", megabytes_a_second(
        result("/usr/bin/python3", str(PEERS / "phones.py"), str(cut(text, 400_000)))), "", "phones alone")
    for package in NPM:
        got = result("node", "peers.mjs", package, str(cut(text, 200_000)))
        failed = f"{got['failed']:.0f} lines threw" if got.get("failed") else ""
        table.row(f"{package} (npm)", megabytes_a_second(got), "", failed)


def main() -> None:
    table = Table(f"Speed: {MEGABYTES} MB of chats and mails, one core")
    with tempfile.TemporaryDirectory(prefix="holdfast-bench-") as name:
        folder = pathlib.Path(name)
        text = folder / "text"
        write_text(text, MEGABYTES)
        engine(table, text)
        scan(table, text)
        if os.environ.get("PEERS") != "0":
            build_peers()
            peers(table, text, folder)
    table.end()


if __name__ == "__main__":
    sys.exit(main())
