"""A destination where posts are live much later than their time."""

from fsp.amounts import duration
from fsp.conditions.destination_cause import helpful_action, why_late
from fsp.conditions.facts.destinations import DestinationFacts
from fsp.conditions.finding import Finding, Numbers, Reach, Subject, SubjectKind, Verdict
from fsp.conditions.limits import DUE_TO_LIVE_CLEARS_AT, MIN_POSTS
from fsp.conditions.rule import AlertPolicy, Rule
from fsp.conditions.snapshot import Snapshot
from fsp.metrics.sketch import quantile
from fsp.models.alert_kinds import AlertType, Severity

NAME = "slow-publishing"


def _find(snapshot: Snapshot) -> list[Finding] | None:
    if snapshot.destinations is None:
        return None
    return [_finding(row, snapshot) for row in snapshot.destinations if _is_measured(row)]


def _is_measured(destination: DestinationFacts) -> bool:
    return destination.alert_after_seconds is not None and destination.recent.total() >= MIN_POSTS


def _finding(destination: DestinationFacts, snapshot: Snapshot) -> Finding:
    limit, posts = destination.alert_after_seconds or 0, destination.recent.total()
    p50, p95 = (quantile(destination.recent, part) or 0.0 for part in (0.50, 0.95))
    verdict = Verdict.FINE
    if p95 > limit:
        verdict = Verdict.BAD
    elif p95 > limit * DUE_TO_LIVE_CLEARS_AT:
        verdict = Verdict.BETWEEN
    times = (
        f"P95 {duration(p95)}, P50 {duration(p50)} of {posts} posts in the last hour; the limit is {duration(limit)}"
    )
    why = why_late(destination, snapshot) if destination.blockers or destination.pause else "see its response times"
    return Finding(
        rule=NAME,
        subject=Subject(SubjectKind.DESTINATION, destination.label),
        severity=Severity.WARNING,
        summary=f"Posts go live late at {destination.label}: 95 % within {duration(p95)}",
        cause=f"{times}; {why}",
        action=helpful_action(destination),
        details_url=destination.page,
        verdict=verdict,
        measured=f"{times}. Why: {why}",
        numbers=Numbers(p95, limit, posts),
        reach=Reach.SERVICE,
    )


SLOW_PUBLISHING = Rule(
    name=NAME,
    meaning="At least 1 in 20 posts of the last hour went live later than the limit of their destination (at least "
    f"{MIN_POSTS} posts).",
    first_look="Open the destination. Posts at the same minute wait for its rate and its limit of parallel posts; "
    "spread them, or raise both if the platform allows it. Otherwise the platform responds slowly: see its times.",
    find=_find,
    alert=AlertPolicy(
        "SlowPublishing",
        AlertType.PERFORMANCE_DEGRADATION,
        Severity.WARNING,
        meaning="Posts go live late",
        title="Posts go live late at {name}",
        more_evaluations=1,
    ),
)
