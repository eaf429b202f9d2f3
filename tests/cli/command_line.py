"""Runs the program as a person or a script would, in a folder of its own."""

from __future__ import annotations

import json
import os
import pathlib
import subprocess
import tempfile
import unittest

ROOT = pathlib.Path(__file__).resolve().parents[2]
BINARY = os.environ.get("HOLDFAST_BINARY", str(ROOT / "build/release/bin/holdfast"))

CARD = "4111 1111 1111 1111"


class CommandLineTest(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory(prefix="holdfast-cli-")
        self.addCleanup(folder.cleanup)
        self.folder = pathlib.Path(folder.name)

    def write(self, name: str, content: str | bytes) -> str:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return str(path)

    def run_holdfast(self, *arguments: str, stdin: str | bytes = b"") -> subprocess.CompletedProcess:
        """Standard output and standard error come back as text."""
        data = stdin.encode() if isinstance(stdin, str) else stdin
        done = subprocess.run([BINARY, *arguments], input=data, capture_output=True, timeout=120,
                              cwd=self.folder, check=False)
        done.stdout = done.stdout.decode("utf-8", "surrogateescape")
        done.stderr = done.stderr.decode("utf-8", "surrogateescape")
        return done

    def scan_json(self, *arguments: str, stdin: str | bytes = b"") -> tuple[int, list[dict]]:
        done = self.run_holdfast("scan", "--json", *arguments, stdin=stdin)
        return done.returncode, [json.loads(line) for line in done.stdout.splitlines()]
