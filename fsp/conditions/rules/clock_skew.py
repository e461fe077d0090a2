"""Clocks that disagree."""

from fsp.conditions.finding import Action, Kind, Problem, Reach, Weight
from fsp.conditions.limits import CLOCK_SKEW_SECONDS, CLOCK_UNRELIABLE_SECONDS
from fsp.conditions.snapshot import Reading


def _find(reading: Reading) -> list[Problem]:
    if reading.hosts_off:
        return [_off(host, seconds) for host, seconds in reading.hosts_off]
    skew = reading.clock_skew_seconds
    if skew is None or abs(skew) <= CLOCK_SKEW_SECONDS:
        return []
    is_far = abs(skew) >= CLOCK_UNRELIABLE_SECONDS
    side = "ahead of" if skew > 0 else "behind"
    effect = "; until it is set, ages and what is due are not certain" if is_far else ""
    return [
        Problem(
            kind=SKEW.name,
            subject="all",
            weight=Weight.CRITICAL if is_far else Weight.WARNING,
            what=f"The clocks disagree by {abs(skew):.0f} s",
            since=None,
            cause=f"the clock of this host is {side} that of Redis{effect}",
            action=Action("Look at its health", "/settings"),
            reach=Reach.GROUND if is_far else Reach.SOME,
        )
    ]


def _off(host: str, seconds: float) -> Problem:
    return Problem(
        kind=SKEW.name,
        subject=host,
        weight=Weight.CRITICAL,
        what=f"The clock of host {host} is {abs(seconds):.0f} s {'ahead' if seconds > 0 else 'behind'}",
        since=None,
        cause="it does not keep its time; it does no time-based work until its clock is set",
        action=Action("Look at the workers", "/workers"),
        reach=Reach.GROUND,
    )


SKEW = Kind(
    name="clock-skew",
    meaning="This machine's clock is more than two seconds off that of Redis: ages seem wrong; leases go by Redis.",
    first_look="Does a time service such as chrony or systemd-timesyncd run on both machines?",
    find=_find,
    can_follow_deploy=False,
    component="clock",
)
