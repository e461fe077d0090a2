"""`python -m bench.simulate.alerts`: alerts in simulated time beside the naive rule, each figure against its bound.

The naive rule notifies at every bad evaluation that is past its cooldown and says nothing at the end.
"""

import sys

from bench.bounds import print_table
from bench.simulate.backtest import back_testing
from bench.simulate.burn_figures import burn
from bench.simulate.data_figures import missing_data, small_numbers
from bench.simulate.first_screen import soak
from bench.simulate.inhibition_figures import inhibition
from bench.simulate.notice_figures import cooldown, flapping, outage


def main() -> int:
    """Print the table; return 1 if a bound is broken."""
    parts = (outage, cooldown, flapping, small_numbers, inhibition, missing_data, burn, back_testing, soak)
    return print_table(line for part in parts for line in part())


if __name__ == "__main__":
    sys.exit(main())
