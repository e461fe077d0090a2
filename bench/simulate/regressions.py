"""Measures how the regression rules err on simulated run times, beside the bounds they have to keep.

Run it as `python -m bench.simulate.regressions`, or with `--short` for seconds instead of minutes (SIMULATE_SHORT=1
does the same). Everything is seeded. The naive rules run on the same streams: where they do not fail, the harness sees
nothing.
"""

import os
import sys

from bench.bounds import print_table
from bench.simulate import alarm_figures, guard_figures, trend_figures
from bench.simulate.figures import FULL, SHORT, Scale

SCENARIOS = (
    alarm_figures.unchanged,
    alarm_figures.slower,
    alarm_figures.first_ten,
    alarm_figures.below_the_threshold,
    guard_figures.chained,
    guard_figures.cycles,
    trend_figures.trends,
    alarm_figures.detectable,
)


def main() -> int:
    """Print the table; return 1 if a bound is broken."""
    scale = _scale()
    return print_table(line for scenario in SCENARIOS for line in scenario(scale))


def _scale() -> Scale:
    is_short = "--short" in sys.argv[1:] or os.environ.get("SIMULATE_SHORT") == "1"
    return SHORT if is_short else FULL


if __name__ == "__main__":
    sys.exit(main())
