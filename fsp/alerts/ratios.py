"""How sure one may be of a rate seen in few events.

Source: E. B. Wilson, "Probable Inference, the Law of Succession, and Statistical Inference", JASA 22 (1927).
"""

from math import sqrt

Z_90_PERCENT = 1.6448536269514722
"""Two-sided 90 %: the true rate is below the lower bound in 5 % of cases."""


def lower_bound(events: int, total: int) -> float:
    """Return the lower end of Wilson's 90 % interval of events / total; 0 for a total of 0."""
    if total == 0:
        return 0.0
    rate, square = events / total, Z_90_PERCENT**2
    middle = rate + square / (2 * total)
    spread = Z_90_PERCENT * sqrt(rate * (1 - rate) / total + square / (4 * total**2))
    return max(0.0, (middle - spread) / (1 + square / total))
