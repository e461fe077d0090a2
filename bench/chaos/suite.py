"""Criteria that tests of the suite hold: they are run as they are."""

import subprocess
import sys

from bench.chaos.stage import ROOT, Row, Stage


def run_tests(criterion: str, what: str, path: str) -> Row:
    """Run the tests of one file; return how many passed."""
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", path]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    return Row(criterion, what, done.stdout.strip().splitlines()[-1], "all pass", done.returncode == 0)


def r9_zones(_stage: Stage) -> Row:
    """Compare the ticks of six zones over both changes with a clock on the wall."""
    return run_tests("R9", "6 zones, both changes, 6 expressions", "tests/jobs/test_schedule.py")


def r26_model(_stage: Stage) -> Row:
    """Try 200 examples of 50 steps against the pure model."""
    return run_tests("R26", "scripts against a pure model", "tests/worker/test_machine.py")
