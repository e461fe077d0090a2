"""Criteria that tests of the suite hold: they are run as they are."""

import subprocess
import sys

from bench.chaos.extent import IS_FULL, extent
from bench.chaos.stage import ROOT, Row, Stage


def run_tests(path: str, *options: str) -> Row:
    """Run the tests of one file; return how many passed."""
    command = [sys.executable, "-m", "pytest", "-n", "0", "-p", "no:cacheprovider", *options, path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    summary = next((line for line in reversed(done.stdout.splitlines()) if "passed" in line or "failed" in line), "")
    return Row("", summary.partition(" in ")[0].strip("= ") or "nothing ran", "all pass", done.returncode == 0)


def zones(_stage: Stage) -> Row:
    """Compare the ticks of six zones over both changes with the committed table."""
    tested = run_tests("tests/schedules/test_schedule.py", "-v")
    return Row("6 zones, both changes, 5 expressions, and every 30 minutes", tested.measured, "all pass", tested.is_met)


def model(stage: Stage) -> Row:
    """Try 200 examples of 50 steps against the pure model, from the seed; 5,000 at full length."""
    seed = f"--hypothesis-seed={stage.seed}"
    profile = ["--hypothesis-profile=nightly"] if IS_FULL else []
    tested = run_tests("tests/worker/test_machine.py", "-v", seed, *profile)
    again = " ".join(["pytest -n 0 tests/worker/test_machine.py", seed, *profile])
    measured = tested.measured if tested.is_met else f"{tested.measured}; again with: {again}"
    return Row(f"{extent(200, 5000)} examples x 50 steps against a model", measured, "0 breaks", tested.is_met)
