"""Posts whose time has passed and that are not at their destination."""

from datetime import timedelta

from fsp.amounts import duration
from fsp.conditions.destination_cause import helpful_action, posts_page, why_late
from fsp.conditions.facts.destinations import DestinationFacts
from fsp.conditions.finding import Finding, Numbers, Reach, Subject, SubjectKind
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.models.alert_kinds import AlertType, Severity

NAME = "posts-late"
VERY_LATE = timedelta(hours=1)


def is_late(destination: DestinationFacts, snapshot: Snapshot) -> bool:
    """Return whether its oldest waiting post is later than a person wants to hear of."""
    limit, since = destination.alert_after_seconds, destination.late.since
    return limit is not None and since is not None and (snapshot.at - since).total_seconds() >= limit


def _find(snapshot: Snapshot) -> list[Finding] | None:
    if snapshot.destinations is None:
        return None
    return [_finding(row, snapshot) for row in snapshot.destinations if is_late(row, snapshot)]


def _finding(destination: DestinationFacts, snapshot: Snapshot) -> Finding:
    late, limit = destination.late, destination.alert_after_seconds or 0
    age = snapshot.at - (late.since or snapshot.at)
    what = f'"{late.title}" is' if late.title else f"{late.posts} posts are"
    first = "" if late.title else ", the first of them"
    seconds, why = age.total_seconds(), why_late(destination, snapshot)
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.DESTINATION, destination.label),
        severity=Severity.ERROR if age >= VERY_LATE else Severity.WARNING,
        summary=f"{what} late at {destination.label}{first} by {duration(seconds)}",
        since=late.since,
        cause=why,
        error=f"{late.error:.160}",
        action=helpful_action(destination),
        details_url=_details(destination),
        measured=f"{late.posts} late, the first by {duration(seconds)}; the limit is {duration(limit)}. Why: {why}",
        numbers=Numbers(seconds, limit, late.posts),
        reach=Reach.SERVICE,
    )


def _details(destination: DestinationFacts) -> str:
    if destination.late.posts == 1 and destination.late.item_id is not None:
        return f"/items/{destination.late.item_id}"
    if destination.is_site:
        return f"/projects/{destination.project_slug}?state=scheduled"
    return posts_page(destination, "pending")


POSTS_LATE = Rule(
    name=NAME,
    meaning="The time of a post has passed and it is not at its destination, or its change or removal has not "
    "arrived there. The limit is set at each destination "
    "(five minutes by default).",
    first_look="The cause says what holds the posts: a pause, the circuit breaker, the rate, or no workers. Test the "
    "destination; its posts are sent as soon as the cause is gone.",
    find=_find,
    alert=AlertPolicy(
        "PostsLate",
        AlertType.PLATFORM_API_FAILURES,
        Severity.WARNING,
        meaning="Posts are late",
        title="Posts are late at {name}",
        more_evaluations=0,
    ),
)
