#!/usr/bin/env python3
"""Runs the console's journeys in Chromium against a real server with the sample day.

HOLDFAST_TEST_JOURNEY_ATTEMPTS says how often at most, each time on a new server: once unless it is set.
"""

import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1]))

from support.holdfast import ROOT, Server, environment  # noqa: E402


def attempt() -> int:
    with tempfile.TemporaryDirectory(prefix="holdfast-day-") as folder:
        subprocess.run([sys.executable, ROOT / "samples/generate.py", "--output", folder], check=True)
        with Server(arguments=("--sample-day", f"{folder}/day.jsonl")) as server:
            assert server.sign_in_link, "a fresh server prints a sign-in link"
            return subprocess.run(["npm", "run", "--silent", "e2e", *sys.argv[1:]], cwd=ROOT / "console",
                                  env={**environment(), "HOLDFAST_URL": server.url,
                                       "HOLDFAST_SIGN_IN_LINK": server.sign_in_link}).returncode


def main() -> int:
    attempts = int(os.environ.get("HOLDFAST_TEST_JOURNEY_ATTEMPTS", "1"))
    for number in range(1, attempts + 1):
        code = attempt()
        if code == 0:
            return 0
        print(f"the journeys failed: attempt {number} of {attempts}", flush=True)
    return code


if __name__ == "__main__":
    sys.exit(main())
