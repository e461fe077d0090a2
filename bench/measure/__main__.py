"""Measures what monitoring and the pages promise in seconds, sums and bytes.

M8 to M10, M15 to M17, M25; U2, U12, U13 and U20.

Run it as `make measure`; ONLY (such as ONLY=M8,M25) and SCALE (0.1 for a quick look) change what it does. ONLY=U2
looks at a calm system for ten minutes by the clock, and is not part of the rest. Exit code 1 if a bound is broken.
"""

import os
import sys
from collections.abc import Callable, Iterator

from bench.bounds import Line, print_table
from bench.measure import bulk, calm, health, history, job_overhead, metrics, outcomes, overhead, pages

PARTS: tuple[Callable[[], Iterator[Line]], ...] = (
    health.m8_health,
    metrics.m9_quantiles,
    outcomes.m10_outcomes,
    metrics.m15_filter,
    history.m16_rollups,
    history.m17_retention,
    overhead.m25_overhead,
    job_overhead.m25_jobs,
    pages.u12_groups,
    bulk.u13_bulk,
    pages.u20_long_arguments,
)
WHEN_NAMED: tuple[Callable[[], Iterator[Line]], ...] = (calm.u2_calm,)


def main() -> None:
    """Measure every part, or those that ONLY names."""
    only = set(filter(None, os.environ.get("ONLY", "").split(",")))
    parts = [part for part in PARTS + WHEN_NAMED if _row(part) in only] if only else PARTS
    sys.exit(print_table(line for part in parts for line in part()))


def _row(part: Callable[[], Iterator[Line]]) -> str:
    return part.__name__.partition("_")[0].upper()


if __name__ == "__main__":
    main()
