"""Breaks things on purpose, on each pair of servers there is, and prints what became of the jobs, beside stock RQ's.

Run it as `make chaos`. SEEDS (such as 1,2,3), ONLY (R1,R14), ON (valkey or redis) and STOCK=no change what it does;
FULL=1 runs every criterion at its full length. Stock RQ is run once, with the first server and seed. Exit code 1 if a
bound is broken.
"""

import os
import signal
import sys
import time
import traceback
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from functools import partial

from bench.chaos.databases import postgres, sqlite
from bench.chaos.extent import IS_FULL
from bench.chaos.scenarios import SCENARIOS, WITH_OWN_SERVERS
from bench.chaos.stage import Row, Stage, stage
from bench.chaos.stock import run_stock
from bench.chaos.table import NO_COUNTERPART, Line, table
from bench.servers import binaries

Theatre = Callable[[], AbstractContextManager[Stage]]


def main() -> None:
    """Run the scenarios one by one, each on a stage of its own."""
    # Told to stop, it takes its servers and workers down with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    seeds = [int(seed) for seed in os.environ.get("SEEDS", os.environ.get("SEED", "1")).split(",")]
    names = [name for name in os.environ.get("ONLY", "").split(",") if name] or list(SCENARIOS)
    servers = {name: binary for name, binary in binaries().items() if os.environ.get("ON", "") in name.lower()}
    if not servers:
        sys.exit(f'There is no server with "{os.environ["ON"]}" in its name; there are: {", ".join(binaries())}.')
    started = time.monotonic()
    with_stock = os.environ.get("STOCK") != "no"
    stock = run_stock(names, next(iter(servers.values())), seeds[0]) if with_stock else {}
    are_met, here = True, names
    for name, binary in servers.items():
        is_bundled = binary == next(iter(binaries().values()))
        with nullcontext(sqlite) if is_bundled else postgres() as database:
            for seed in seeds:
                store = "SQLite" if is_bundled else "PostgreSQL"
                title = f"{name} and {store}, seed {seed}, {'at full length' if IS_FULL else 'the short form'}"
                are_met &= _pass(title, here, partial(stage, binary, database, seed), stock)
        here = [name for name in names if name not in WITH_OWN_SERVERS]
    minutes = (time.monotonic() - started) / 60
    print(f"\n{minutes:.0f} minutes in all; load average {os.getloadavg()[2]:.1f}")
    sys.exit(0 if are_met else 1)


def _pass(title: str, names: list[str], theatre: Theatre, stock: dict[str, str]) -> bool:
    """Run each scenario once; print the table; return whether every bound is met."""
    print(f"\n{title}", flush=True)
    lines = [_run(name, theatre, stock) for name in names]
    print(f"\n{title}\n{table(lines)}", flush=True)
    return all(line.row.is_met for line in lines)


def _run(name: str, theatre: Theatre, stock: dict[str, str]) -> Line:
    ours, theirs = SCENARIOS[name]
    started = time.monotonic()
    try:
        with theatre() as ready:
            row = ours(ready)
    except Exception as error:  # noqa: BLE001  (one that fails by itself must not hide what the others found)
        traceback.print_exc()
        row = Row(ours.__name__, f"the scenario itself failed: {error!r:.200}", "", is_met=False)
    seconds = time.monotonic() - started
    line = Line(name, row, NO_COUNTERPART if theirs is None else stock.get(name, "not run here"), seconds)
    print(line.told(), flush=True)
    return line


if __name__ == "__main__":
    main()
