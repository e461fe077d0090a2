"""Breaks things on purpose, on each server there is, and prints what became of the jobs.

Run it as `make chaos`; SEED, JOBS, KILLS and ONLY (such as ONLY=R1,R14) change what it does. Exit code 1 if a bound is
broken.
"""

import os
import sys
import time
from collections.abc import Callable

from bench.chaos import crash_points, hangs, kills, network, requests, suite, ticks
from bench.chaos.stage import Row, Stage, stage
from bench.servers import binaries

SCENARIOS: tuple[Callable[[Stage], Row], ...] = (
    *(kills.r1_random_kills, kills.r2_a_stopped_worker_wakes, crash_points.r3_crash_points),
    *(kills.r6_a_dead_worker_is_noticed, ticks.r7_five_schedulers, ticks.r8_scheduler_down, suite.r9_zones),
    *(network.r10_skewed_clocks, kills.r11_poison, hangs.r12_hung_jobs, hangs.r13_stop_and_rolling_restart),
    *(kills.r14_a_limit_under_kills, requests.r16_one_key, requests.r17_idempotency_key),
    *(hangs.r18_a_circuit_for_all_processes, requests.r19_jitter, network.r20_bad_network, suite.r26_model),
)


def main() -> None:
    """Run the scenarios one by one, each on a stage of its own."""
    seed, only = int(os.environ.get("SEED", "1")), set(filter(None, os.environ.get("ONLY", "").split(",")))
    are_met = True
    for name, binary in binaries().items():
        print(f"\n{name}, seed {seed}")
        for scenario in SCENARIOS:
            criterion = scenario.__name__.partition("_")[0].upper()
            if only and criterion not in only:
                continue
            started = time.monotonic()
            with stage(binary, seed) as found:
                row = scenario(found)
            are_met = are_met and row.is_met
            took = f"{time.monotonic() - started:.0f} s"
            verdict = "met" if row.is_met else "BROKEN"
            print(f"{row.criterion:4} {verdict:6} {row.what}: {row.measured} [{row.bound}] ({took})")
            if row.stock_rq:
                print(f"            stock RQ: {row.stock_rq}")
            sys.stdout.flush()
    sys.exit(0 if are_met else 1)


if __name__ == "__main__":
    main()
