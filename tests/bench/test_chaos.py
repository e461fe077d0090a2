"""`make chaos` has a scenario for every criterion it is judged by, and says what it does not know."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
CRITERIA = [
    *(f"R{number}" for number in (1, 2, 3, *range(6, 15), *range(16, 21), 26)),
    "P6",
    "P2",
    "P5",
    "publish",
    "R29",
]


def run(*arguments: str, **variables: str) -> "subprocess.CompletedProcess[str]":
    # In a process of its own: the job types of the chaos runs are none of the other tests'.
    environment = {"PATH": "/usr/bin:/bin", "PYTHONPATH": str(ROOT), **variables}
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=False)


def test_every_criterion_has_a_scenario() -> None:
    result = run("-c", "from bench.chaos.scenarios import SCENARIOS; print(*SCENARIOS)")

    assert result.stdout.split() == CRITERIA


def test_what_it_cannot_run_is_said() -> None:
    nowhere = run("-m", "bench.chaos", ON="nowhere")
    nothing = run("-m", "bench.chaos.stock", "R3", "redis-server", "1")

    assert "There is no server" in nowhere.stderr
    assert "R3 has no counterpart" in nothing.stderr
    assert (nowhere.returncode, nothing.returncode) == (1, 1)
