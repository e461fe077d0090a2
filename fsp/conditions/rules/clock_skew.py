"""Clock skew between hosts."""

from fsp.conditions.finding import SYSTEM, Action, Finding, Numbers, Reach, Subject, SubjectKind
from fsp.conditions.limits import CLOCK_SKEW_SECONDS, CLOCK_UNRELIABLE_SECONDS
from fsp.conditions.rule import Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import Severity

NAME = "clock-skew"
_COMMAND = "timedatectl set-ntp true"


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
    effect = "; until it is fixed, ages and due times are unreliable" if is_far else ""
    return Finding(
        rule=NAME,
        subject=SYSTEM,
        severity=Severity.CRITICAL if is_far else Severity.WARNING,
        summary=f"Clock skew: {abs(skew):.0f} s",
        cause=f"this server's clock is {side} Redis{effect}",
        action=Action("Turn on time sync", "/settings", command=_COMMAND),
        numbers=Numbers(skew, CLOCK_SKEW_SECONDS),
        reach=Reach.INFRASTRUCTURE if is_far else Reach.SOME,
    )


def _host_off(host: str, seconds: float) -> Finding:
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.HOST, host),
        severity=Severity.CRITICAL,
        summary=f"The clock of host {host} is {abs(seconds):.0f} s {'ahead' if seconds > 0 else 'behind'}",
        cause="time sync is not working; the host runs no time-based jobs until its clock is fixed",
        action=Action(f"Turn on time sync on {host}", "/workers", command=_COMMAND),
        numbers=Numbers(seconds),
        reach=Reach.INFRASTRUCTURE,
    )


CLOCK_SKEW = Rule(
    name=NAME,
    meaning="This server's clock is more than 2 seconds off Redis, so ages are wrong. Leases use Redis time.",
    first_look="Check that a time service such as chrony or systemd-timesyncd runs on both hosts.",
    find=_find,
    can_follow_deploy=False,
    component="clock",
)
