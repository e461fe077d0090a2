"""The smallest detectable slowdown. Without it, "no regression" means little."""

import math
from statistics import NormalDist

from fsp.errors import InvalidInput

RANK_EFFICIENCY = 0.955
"""The power of the rank test relative to a t test on normal data: 3/π (Hodges and Lehmann, 1956)."""
POWER = 0.9


def smallest_detectable_change_percent(
    deviation: float,
    *,
    baseline_runs: int,
    window_runs: int,
    significance: float,
    variance_inflation: float = 1.0,
) -> float:
    """Return the slowdown in percent that one rank test at this significance finds with 90 % power.

    `deviation` is the robust standard deviation of log seconds. Raise InvalidInput without runs on both sides.
    """
    if min(baseline_runs, window_runs) < 1:
        raise InvalidInput(f"A change is found between runs; got {baseline_runs} before and {window_runs} after.")
    normal = NormalDist()
    reach = normal.inv_cdf(1 - significance) + normal.inv_cdf(POWER)
    error = math.sqrt((1 / baseline_runs + 1 / window_runs) * variance_inflation / RANK_EFFICIENCY)
    return (math.exp(reach * deviation * error) - 1) * 100
