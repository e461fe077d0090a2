"""Stock RQ under the same faults, each scenario in a process of its own; those that mostly wait go on side by side.

`python -m bench.chaos.stock R12 <redis-server> 1` runs one and prints its figure.
"""

import signal
import subprocess
import sys
from collections.abc import Iterable
from concurrent.futures import ThreadPoolExecutor

from bench.chaos.databases import sqlite
from bench.chaos.scenarios import SCENARIOS
from bench.chaos.stage import ROOT, stage

COMPARE_RATES = ("R11", "R19")
"""What else runs would be in their figures: they have the machine to themselves."""

AT_ONCE = 4


def run_stock(names: Iterable[str], binary: str, seed: int) -> dict[str, str]:
    """Return stock RQ's figure for each criterion that has one."""
    measured_names = [name for name in names if SCENARIOS[name][1] is not None]
    rates = [name for name in measured_names if name in COMPARE_RATES]
    waits = [name for name in measured_names if name not in COMPARE_RATES]
    with ThreadPoolExecutor(AT_ONCE) as pool:
        figures = dict(zip(waits, pool.map(lambda name: _run(name, binary, seed), waits), strict=True))
    return figures | {name: _run(name, binary, seed) for name in rates}


def _run(name: str, binary: str, seed: int) -> str:
    command = [sys.executable, "-m", "bench.chaos.stock", name, binary, str(seed)]
    done = subprocess.run(command, cwd=ROOT, stdout=subprocess.PIPE, text=True, check=False)
    figure = (done.stdout.strip().splitlines() or [""])[-1]
    return figure if done.returncode == 0 else f"the scenario itself failed with {done.returncode}"


def main() -> None:
    """Run one scenario and print its figure."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    name, binary, seed = sys.argv[1], sys.argv[2], int(sys.argv[3])
    stock = SCENARIOS[name][1]
    if stock is None:
        raise SystemExit(f"{name} has no counterpart in stock RQ")
    with stage(binary, sqlite, seed) as ready:
        print(stock(ready))


if __name__ == "__main__":
    main()
