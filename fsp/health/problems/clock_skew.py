"""Clocks that disagree."""

from fsp.health.limits import CLOCK_SKEW_SECONDS
from fsp.health.problems.problem import Action, Kind, Problem, Weight
from fsp.health.problems.reading import Reading


def _find(reading: Reading) -> list[Problem]:
    skew = reading.clock_skew_seconds
    if skew is None or abs(skew) <= CLOCK_SKEW_SECONDS:
        return []
    return [
        Problem(
            kind=SKEW.name,
            subject="all",
            weight=Weight.WARNING,
            what=f"The clocks disagree by {abs(skew):.0f} s",
            since=None,
            cause=f"this machine is {'ahead of' if skew > 0 else 'behind'} Redis’s; it does not keep its time",
            action=Action("Look at its health", "/settings"),
        )
    ]


SKEW = Kind(
    name="clock-skew",
    meaning="This machine's clock is more than two seconds off that of Redis: ages seem wrong; leases go by Redis.",
    first_look="Does a time service such as chrony or systemd-timesyncd run on both machines?",
    find=_find,
)
