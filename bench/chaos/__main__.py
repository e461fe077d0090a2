"""Breaks things on purpose, on each pair of servers there is, and prints what became of the jobs, beside stock RQ's.

Run it as `make chaos`. SEEDS (such as 1,2,3), ONLY (R1,R14), ON (valkey or redis) and STOCK=no change what it does;
FULL=1 runs every criterion at its full length. Stock RQ is run once, with the first pair and seed. Exit code 1 if a
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

from bench.chaos import (
    circuit,
    crash_points,
    deploys,
    hangs,
    kills,
    leases,
    network,
    poison,
    requests,
    storm,
    suite,
    ticks,
)
from bench.chaos.databases import postgres, sqlite
from bench.chaos.extent import IS_FULL
from bench.chaos.stage import Row, Stage, stage
from bench.chaos.table import NO_COUNTERPART, Line, table
from bench.servers import binaries

Theatre = Callable[[], AbstractContextManager[Stage]]
Pair = tuple[Callable[[Stage], Row], Callable[[Stage], str] | None]
SCENARIOS: dict[str, Pair] = {
    "R1": (kills.random_kills, kills.stock_random_kills),
    "R2": (leases.fencing, leases.stock_fencing),
    "R3": (crash_points.crash_points, None),
    "R6": (leases.dead_workers, leases.stock_dead_workers),
    "R7": (ticks.many_schedulers, None),
    "R8": (ticks.scheduler_down, None),
    "R9": (suite.zones, None),
    "R10": (network.skewed_clocks, None),
    "R11": (poison.poison, poison.stock_poison),
    "R12": (hangs.hung_jobs, hangs.stock_hung_jobs),
    "R13": (deploys.deploys, deploys.stock_deploys),
    "R14": (kills.limit_under_kills, kills.stock_limit_under_kills),
    "R16": (requests.one_key, requests.stock_one_key),
    "R17": (requests.idempotency_header, None),
    "R18": (circuit.shared_circuit, None),
    "R19": (storm.retry_storm, storm.stock_retry_storm),
    "R20": (network.bad_network, network.stock_bad_network),
    "R26": (suite.model, None),
}
WITH_OWN_SERVERS = ("R9", "R26")
"""Tests of the suite, which start what they need: the same on every pair, so they are run with the first."""


def main() -> None:
    """Run the scenarios one by one, each on a stage of its own; stock RQ's once, on the first server."""
    # Told to stop, it takes its servers and workers down with it.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))
    seeds = [int(seed) for seed in os.environ.get("SEEDS", os.environ.get("SEED", "1")).split(",")]
    is_stock_due = os.environ.get("STOCK") != "no"
    started, are_met, is_first = time.monotonic(), True, True
    for number, (name, binary) in enumerate(binaries().items()):
        if os.environ.get("ON", "") not in name.lower():
            continue
        with nullcontext(sqlite) if number == 0 else postgres() as database:
            for seed in seeds:
                store = "SQLite" if database is sqlite else "PostgreSQL"
                title = f"{name} and {store}, seed {seed}, {'at full length' if IS_FULL else 'the short form'}"
                theatre = partial(stage, binary, database, seed)
                with_stock = is_stock_due and (IS_FULL or is_first)
                are_met &= _pass(title, theatre, is_first=is_first, with_stock=with_stock)
                is_first = False
    print(f"\n{(time.monotonic() - started) / 60:.0f} minutes in all; load average {os.getloadavg()[2]:.1f}")
    sys.exit(0 if are_met else 1)


def _pass(title: str, theatre: Theatre, *, is_first: bool, with_stock: bool) -> bool:
    """Run every scenario that is asked for once; print its table; return whether every bound is met."""
    only = set(filter(None, os.environ.get("ONLY", "").split(",")))
    print(f"\n{title}", flush=True)
    here = SCENARIOS if is_first else {name: pair for name, pair in SCENARIOS.items() if name not in WITH_OWN_SERVERS}
    wanted = {name: pair for name, pair in here.items() if not only or name in only}
    lines = [_run(name, pair, theatre, with_stock=with_stock) for name, pair in wanted.items()]
    print(f"\n{title}\n{table(lines)}", flush=True)
    return all(line.row.is_met for line in lines)


def _run(criterion: str, pair: Pair, theatre: Theatre, *, with_stock: bool) -> Line:
    ours, theirs = pair
    started = time.monotonic()
    try:
        with theatre() as found:
            row = ours(found)
    except Exception as error:  # noqa: BLE001  (one that fails by itself must not hide what the others found)
        traceback.print_exc()
        row = Row(ours.__name__, f"the scenario itself failed: {error!r:.200}", "", is_met=False)
    seconds = time.monotonic() - started
    stock = NO_COUNTERPART if theirs is None else "not run here"
    if theirs is not None and with_stock:
        with theatre() as found:
            stock = theirs(found)
    line = Line(criterion, row, stock, seconds)
    print(line.told(), flush=True)
    return line


if __name__ == "__main__":
    main()
