"""Problems of destinations: what is late or waits for a person, why, and what to do. Each rule at its boundaries."""

from collections import Counter
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fsp.conditions.facts.destinations import DestinationFacts, WaitingPosts
from fsp.conditions.facts.outcomes import PlatformFacts
from fsp.conditions.finding import Finding, Verdict
from fsp.conditions.problems import find_problems
from fsp.conditions.rules.credentials_expire import CREDENTIALS_EXPIRE
from fsp.conditions.rules.slow_publishing import SLOW_PUBLISHING
from fsp.conditions.snapshot import Snapshot
from fsp.metrics.sketch import sketch
from fsp.models.alert_kinds import Severity
from fsp.queueing.blocker import Blocker, BlockerKind

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
BLOG = DestinationFacts(7, "garden/Blog", "Blog", "garden", alert_after_seconds=300)


def late(minutes: float, *, posts: int = 1, error: str = "") -> WaitingPosts:
    return WaitingPosts(posts, NOW - timedelta(minutes=minutes), 3, "Beans" if posts == 1 else "", error)


def problems(*destinations: DestinationFacts, **facts: object) -> list[Finding]:
    return find_problems(Snapshot(NOW, destinations=destinations, workers_there=1, **facts))  # type: ignore[arg-type]


def problem(destination: DestinationFacts, **facts: object) -> Finding:
    (finding,) = problems(destination, **facts)
    return finding


@pytest.mark.parametrize(("minutes", "severity"), [(4.9, None), (5, Severity.WARNING), (60, Severity.ERROR)])
def test_a_post_is_late_from_the_limit_of_its_destination_on(minutes: float, severity: Severity | None) -> None:
    findings = problems(replace(BLOG, late=late(minutes)))

    assert [finding.severity for finding in findings] == ([severity] if severity else [])
    assert problems(replace(BLOG, late=late(minutes), alert_after_seconds=None)) == []


@pytest.mark.parametrize(
    ("destination", "facts", "cause", "action"),
    [
        (
            replace(BLOG, late=late(9), blockers=(Blocker(BlockerKind.RATE, "the rate is used up, 1 in 60 s"),)),
            {},
            "the rate is used up, 1 in 60 s",
            "/projects/garden/destinations/7#limits",
        ),
        (replace(BLOG, late=late(9)), {"workers_there": 0}, "no workers are running", "…/test"),
        (replace(BLOG, late=late(9, error="503")), {}, "the last attempt failed, and is retried", "…/test"),
        (
            replace(BLOG, late=late(9), is_site=True),
            {},
            "nothing blocks them here",
            "/schedules/due-publication-sweep/run",
        ),
    ],
)
def test_a_late_post_says_why_and_what_to_do(
    destination: DestinationFacts, facts: dict[str, object], cause: str, action: str
) -> None:
    snapshot = Snapshot(NOW, destinations=(destination,), **({"workers_there": 1} | facts))  # type: ignore[arg-type]
    finding = next(row for row in find_problems(snapshot) if row.rule == "posts-late")

    assert finding.summary == '"Beans" is late at garden/Blog by 9 min'
    assert cause in finding.cause
    assert finding.action.url == action.replace("…", "/projects/garden/destinations/7")
    assert finding.details == "/items/3"


def test_a_pause_with_posts_due_is_one_problem_that_offers_to_resume() -> None:
    paused = replace(BLOG, paused_by="ada", pause_reason="holidays")

    finding = problem(replace(paused, late=late(90, posts=4)))

    assert problems(paused) == []
    assert finding.summary == "garden/Blog is paused, and 4 posts are due there"
    assert (finding.cause, finding.action.url) == ("ada paused it: holidays", f"{BLOG.page}/resume")


def test_an_open_circuit_is_one_problem_with_the_error_and_the_next_try() -> None:
    down = replace(
        BLOG, circuit="open", circuit_why="5 failures in a row", opened_at=NOW, open_until=NOW + timedelta(seconds=50)
    )
    calls = PlatformFacts("garden/Blog", 20, 20, ("item-scheduled-publish",), "503")

    finding = problem(replace(down, late=late(90, posts=4, error="503 from the server")), platforms=(calls,))

    assert finding.summary == "garden/Blog accepts no posts: its circuit breaker is open"
    assert finding.cause == "5 failures in a row; next try at 12:00:50 UTC; 4 posts due"
    assert (finding.error, finding.action.url) == ("503 from the server", f"{BLOG.page}/test")


def test_failing_requests_to_a_destination_are_not_met_by_a_pause_of_all_publishing() -> None:
    calls = PlatformFacts("garden/Blog", 20, 9, ("item-scheduled-publish",), "503")

    finding = problem(BLOG, platforms=(calls,))

    assert finding.summary == "Requests to garden/Blog are failing"
    assert (finding.action.url, finding.details) == (f"{BLOG.page}/test", BLOG.page)


def test_a_held_post_can_be_sent_and_several_are_listed() -> None:
    single, several = problem(replace(BLOG, held=late(90))), problem(replace(BLOG, held=late(90, posts=2)))

    assert single.action.url == "/items/3/destinations/7/send-now"
    assert "although it is late" in single.action.question
    assert several.action.url == "/projects/garden/grid?state=held&destination=7"


def test_an_unknown_post_is_never_sent_by_a_button_of_the_overview() -> None:
    finding = problem(replace(BLOG, unknown=late(90)))

    assert finding.severity is Severity.ERROR
    assert (finding.action.url, finding.action.is_post) == ("/items/3", False)


def test_a_copy_explains_late_posts() -> None:
    findings = problems(replace(BLOG, late=late(90)), copied="The database is older than Redis.")

    assert [finding.rule for finding in findings] == ["installation-copied"]
    assert findings[0].action.role == "admin"


@pytest.mark.parametrize(
    ("seconds", "posts", "verdict"),
    [
        (400, 4, None),
        (400, 5, Verdict.BAD),
        (290, 5, Verdict.BETWEEN),
        (200, 5, Verdict.FINE),
    ],
)
def test_slow_publishing_needs_enough_posts_and_resolves_below_the_limit(
    seconds: float, posts: int, verdict: Verdict | None
) -> None:
    destination = replace(BLOG, recent=sketch([seconds] * posts))
    findings = SLOW_PUBLISHING.find(Snapshot(NOW, destinations=(destination,))) or []

    assert [finding.verdict for finding in findings] == ([verdict] if verdict else [])
    assert all(f"of {posts} posts in the last hour; the limit is 5 min" in finding.why for finding in findings)


def test_slow_publishing_follows_late_posts() -> None:
    findings = problems(replace(BLOG, recent=sketch([900.0] * 9), late=late(9)))

    assert [finding.rule for finding in findings] == ["posts-late"]
    assert problems(replace(BLOG, recent=Counter())) == []


@pytest.mark.parametrize(
    ("hours", "severity", "words"),
    [
        (14 * 24 + 1, None, ""),
        (14 * 24, Severity.WARNING, "expire in 14 days"),
        (3 * 24 + 1, Severity.WARNING, "expire in 3 days"),
        (3 * 24, Severity.ERROR, "expire in 3 days"),
        (2, Severity.ERROR, "expire in 2 h"),
        (-49, Severity.ERROR, "expired 2 days ago"),
    ],
)
def test_credentials_are_reported_14_and_3_days_before_they_expire(
    hours: float, severity: Severity | None, words: str
) -> None:
    destination = replace(BLOG, credentials_expire_at=NOW + timedelta(hours=hours))
    findings = CREDENTIALS_EXPIRE.find(Snapshot(NOW, destinations=(destination,))) or []

    assert [finding.severity for finding in findings] == ([severity] if severity else [])
    assert all(words in finding.summary for finding in findings)
    assert all(finding.action.role == "admin" for finding in findings)
