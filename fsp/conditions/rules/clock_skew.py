"""Clocks that disagree."""

from fsp.conditions.finding import SYSTEM, Action, Finding, Numbers, Reach, Subject, SubjectKind
from fsp.conditions.limits import CLOCK_SKEW_SECONDS, CLOCK_UNRELIABLE_SECONDS
from fsp.conditions.rule import Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity

NAME = "clock-skew"


def _find(snapshot: Snapshot) -> list[Finding]:
    if snapshot.clock is None:
        return []
    if snapshot.clock.hosts_off:
        return [_host_off(host, seconds) for host, seconds in snapshot.clock.hosts_off]
    skew = snapshot.clock.skew_seconds
    return [_disagree(skew)] if skew is not None and abs(skew) > CLOCK_SKEW_SECONDS else []


def _disagree(skew: float) -> Finding:
    is_far = abs(skew) >= CLOCK_UNRELIABLE_SECONDS
    side = "ahead of" if skew > 0 else "behind"
    effect = "; until it is set, ages and what is due are not certain" if is_far else ""
    return Finding(
        rule=NAME,
        subject=SYSTEM,
        severity=Severity.CRITICAL if is_far else Severity.WARNING,
        summary=f"The clocks disagree by {abs(skew):.0f} s",
        cause=f"the clock of this host is {side} that of Redis{effect}",
        action=Action("Look at its health", "/settings"),
        numbers=Numbers(skew, CLOCK_SKEW_SECONDS),
        reach=Reach.INFRASTRUCTURE if is_far else Reach.SOME,
    )


def _host_off(host: str, seconds: float) -> Finding:
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.HOST, host),
        severity=Severity.CRITICAL,
        summary=f"The clock of host {host} is {abs(seconds):.0f} s {'ahead' if seconds > 0 else 'behind'}",
        cause="it does not keep its time; it does no time-based work until its clock is set",
        action=Action("Look at the workers", "/workers"),
        numbers=Numbers(seconds),
        reach=Reach.INFRASTRUCTURE,
    )


CLOCK_SKEW = Rule(
    name=NAME,
    meaning="This machine's clock is more than two seconds off that of Redis: ages seem wrong; leases go by Redis.",
    first_look="Does a time service such as chrony or systemd-timesyncd run on both machines?",
    find=_find,
    can_follow_deploy=False,
    component="clock",
)
