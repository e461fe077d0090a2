"""Destinations to which nothing is sent: paused ones with posts due, and ones whose circuit breaker is open."""

from fsp.conditions.destination_cause import check_action, resume_action
from fsp.conditions.facts.destinations import DestinationFacts
from fsp.conditions.finding import Finding, Reach, Subject, SubjectKind
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

PAUSED, DOWN = "destination-paused", "destination-down"


def _paused(snapshot: Snapshot) -> list[Finding] | None:
    rows = snapshot.destinations
    return None if rows is None else [_paused_at(row) for row in rows if row.pause and row.late.posts]


def _paused_at(destination: DestinationFacts) -> Finding:
    late = destination.late
    return Finding(
        rule=PAUSED,
        subject=Subject(SubjectKind.DESTINATION, destination.label),
        severity=Severity.WARNING,
        summary=f"{destination.label} is paused, and {late.posts} post{_s(late.posts)} "
        f"{'is' if late.posts == 1 else 'are'} due there",
        since=late.since,
        cause=destination.pause,
        action=resume_action(destination),
        details_url=destination.page,
        reach=Reach.SERVICE,
    )


def _down(snapshot: Snapshot) -> list[Finding] | None:
    rows = snapshot.destinations
    return None if rows is None else [_down_at(row) for row in rows if row.circuit == "open" and not row.pause]


def _down_at(destination: DestinationFacts) -> Finding:
    late, opened = destination.late, destination.opened_at
    next_try = f"; next try at {destination.open_until:%H:%M:%S} UTC" if destination.open_until else ""
    since = f" since {opened:%H:%M} UTC" if opened else ""
    return Finding(
        rule=DOWN,
        subject=Subject(SubjectKind.DESTINATION, destination.label),
        severity=Severity.ERROR,
        summary=f"{destination.label} accepts no posts: its circuit breaker is open",
        since=opened,
        cause=f"{destination.circuit_why or 'repeated failures'}{next_try}"
        + (f"; {late.posts} post{_s(late.posts)} due" if late.posts else ""),
        error=f"{late.error:.160}",
        action=check_action(destination),
        details_url=destination.page,
        measured=f"open{since}: {destination.circuit_why or 'repeated failures'}",
        reach=Reach.SERVICE,
    )


def _s(count: int) -> str:
    return "" if count == 1 else "s"


DESTINATION_PAUSED = Rule(
    name=PAUSED,
    meaning="A person paused the destination, and posts are due there. They wait.",
    first_look="Resume the destination, or move the posts to another time.",
    find=_paused,
    can_follow_deploy=False,
)
DESTINATION_DOWN = Rule(
    name=DOWN,
    meaning="Several posts in a row failed at this destination, so nothing is sent there. After five seconds, later "
    "after up to a minute, one post is tried; if it succeeds, the others follow. Other destinations are not affected.",
    first_look="Test the destination. The test names what is wrong and what to do.",
    find=_down,
    can_follow_deploy=False,
    alert=AlertPolicy(
        "DestinationDown",
        AlertType.PLATFORM_API_FAILURES,
        Severity.ERROR,
        meaning="A destination accepts no posts",
        title="{name} accepts no posts",
        more_evaluations=1,
    ),
)
