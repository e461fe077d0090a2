"""The rules that people see: each finds its own at its boundary, and says since when, why and what to do first."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from fsp.conditions.catalogue import RULES
from fsp.conditions.facts.destinations import DestinationFacts, WaitingPosts
from fsp.conditions.facts.infrastructure import ClockFacts, DatabaseFacts, DiskFacts, RedisFacts, TurnedBackFacts
from fsp.conditions.facts.outcomes import (
    BudgetFacts,
    ChannelFacts,
    DeadLetterFacts,
    MissingTextFacts,
    PlatformFacts,
    PreflightFacts,
    RegressionFacts,
)
from fsp.conditions.facts.work import (
    CircuitFacts,
    LostWorkerFacts,
    MemoryFacts,
    QueueFacts,
    RetryFacts,
    SchedulerFacts,
    SlotFacts,
    SlotHolder,
    StuckFacts,
)
from fsp.conditions.problems import find_problems
from fsp.conditions.snapshot import Snapshot
from fsp.metrics.sketch import sketch
from fsp.performance.verdict import Level

NOW = datetime(2026, 5, 1, 12, tzinfo=UTC)
BEFORE = NOW - timedelta(minutes=5)
WELL = Snapshot(
    at=NOW,
    queues=(QueueFacts("high", 3, 1, NOW - timedelta(seconds=3), 20.0),),
    circuits=(),
    workers_there=2,
    lost_workers=(),
    scheduler=SchedulerFacts(NOW - timedelta(seconds=1)),
    database=DatabaseFacts(answers=True, milliseconds=0.4),
    dead_letters=DeadLetterFacts(2, BEFORE, "E: x", "f"),
    regressions=(),
    disk=DiskFacts(0.4),
    clock=ClockFacts(0.01),
    redis=RedisFacts(answers=True),
    retries=(RetryFacts("export-data", 2, 90, None),),
)

BLOG = DestinationFacts(7, "garden/Blog", "Blog", "garden", alert_after_seconds=300)
ONE_POST = WaitingPosts(1, BEFORE, 3, "Beans")

FAULTS: list[tuple[str, dict[str, Any], datetime | None, str]] = [
    ("queue-stalled", {"queues": (QueueFacts("low", 41, 0, BEFORE, 0.0),)}, BEFORE, "Queue low is stalled"),
    (
        "queue-stalled",
        {"queues": (QueueFacts("low", 41, 0, BEFORE - timedelta(hours=1), None, "ada", "a fix", BEFORE),)},
        BEFORE,
        "Queue low is stalled",
    ),
    (
        "circuit-open",
        {"circuits": (CircuitFacts("export-data", "open", BEFORE, "5 failures in a row", 7),)},
        BEFORE,
        "The circuit breaker of export-data is open",
    ),
    ("worker-dead", {"lost_workers": (LostWorkerFacts("w1", BEFORE, 2),)}, BEFORE, "Worker w1 crashed"),
    ("worker-dead", {"workers_there": 0}, None, "No workers are running"),
    ("scheduler-dead", {"scheduler": SchedulerFacts(BEFORE)}, BEFORE, "No scheduler is running"),
    ("redis-down", {"redis": RedisFacts(answers=False)}, None, "Redis is not responding"),
    ("database-older", {"turned_back": TurnedBackFacts(BEFORE, BEFORE)}, BEFORE, "The database is older than Redis"),
    (
        "installation-copied",
        {"copied": "The data folder is a copy of another one."},
        None,
        "This installation may be a copy, so nothing is sent to destinations",
    ),
    ("database-slow", {"database": DatabaseFacts(answers=True, milliseconds=500.1)}, None, "The database is slow"),
    ("database-away", {"database": DatabaseFacts(answers=False, milliseconds=None)}, None, "The database is down"),
    (
        "dead-letter-growth",
        {"dead_letters": DeadLetterFacts(10, BEFORE, "E: x", "f")},
        BEFORE,
        "10 jobs failed permanently in the last hour",
    ),
    (
        "p95-regression",
        {"regressions": (RegressionFacts("export-data", Level.MATERIAL, 183.0, BEFORE, 1.2, 3.4, "v2"),)},
        BEFORE,
        "export-data is slower: P95 3.4 s, was 1.2 s",
    ),
    ("disk-full", {"disk": DiskFacts(0.0, 0.0, is_full=True)}, None, "The disk is full"),
    ("disk-low", {"disk": DiskFacts(0.049)}, None, "The disk is almost full: 4.9% free"),
    ("clock-skew", {"clock": ClockFacts(-31.0)}, None, "Clock skew: 31 s"),
    ("clock-skew", {"clock": ClockFacts(0.0, (("host-2", 3600.0),))}, None, "The clock of host host-2 is 3600 s ahead"),
    ("retry-storm", {"retries": (RetryFacts("export-data", 20, 20, BEFORE),)}, BEFORE, "export-data keeps retrying"),
    (
        "backlog",
        {"queues": (QueueFacts("low", 101, 1, BEFORE, 1.0, arrivals=2.0),)},
        BEFORE,
        "101 jobs are waiting in queue low",
    ),
    (
        "slots-held",
        {"slots": (SlotFacts("all", 1, 1, 1, (SlotHolder("j1", "clean-up", BEFORE, None),), None, "1 with clean-up"),)},
        BEFORE,
        "The only slot of the workers is held by jobs that do not finish",
    ),
    (
        "channel-failing",
        {"channels": (ChannelFacts("webhook", BEFORE, 5, "it answered 500"),)},
        BEFORE,
        "Alert channel webhook is failing",
    ),
    (
        "platform-failing",
        {"platforms": (PlatformFacts("language-model", 5, 5, ("content-generation",), "ServiceUnavailable: x"),)},
        None,
        "The service language model is down",
    ),
    (
        "memory-over",
        {"memory": (MemoryFacts("w1", 2**30, 2**29, "j1", "export-data", BEFORE),)},
        BEFORE,
        "A process of w1 uses 1.1 GB, more than 536.9 MB",
    ),
    (
        "memory-over",
        {"memory": (MemoryFacts("w1", None, 2**29, "", "export-data", BEFORE),)},
        BEFORE,
        "A process of w1 went over its memory limit of 536.9 MB and was replaced",
    ),
    ("stuck-job", {"stuck": StuckFacts(1, "j1", BEFORE)}, BEFORE, "1 job is stuck"),
    (
        "text-missing",
        {"missing_texts": (MissingTextFacts("garden", "Garden", 1, NOW + timedelta(hours=3), 7, "Beans"),)},
        None,
        '"Beans" of Garden is due in 3 h and has no content',
    ),
    (
        "text-missing",
        {"missing_texts": (MissingTextFacts("garden", "Garden", 1, BEFORE, 7, "Beans"),)},
        BEFORE,
        '"Beans" of Garden was due 5 min ago and has no content',
    ),
    (
        "text-missing",
        {"missing_texts": (MissingTextFacts("garden", "Garden", 3, NOW + timedelta(days=2)),)},
        None,
        "3 scheduled posts of Garden have no content; the first is due in 2 d",
    ),
    (
        "preflight",
        {
            "preflight": (
                PreflightFacts(7, "Beans", NOW + timedelta(hours=3), "Mastodon", "It is paused.", "Resume it."),
            )
        },
        None,
        '"Beans" is due in 3 h and will have a problem at Mastodon',
    ),
    (
        "draft-budget",
        {"budgets": (BudgetFacts("garden", "Garden", "2026-05", 8_500_000, 10_000_000, "EUR"),)},
        None,
        "85 % of the language model budget of Garden is used",
    ),
    (
        "posts-late",
        {"destinations": (replace(BLOG, late=ONE_POST),)},
        BEFORE,
        '"Beans" is late at garden/Blog by 5 min',
    ),
    ("posts-held", {"destinations": (replace(BLOG, held=ONE_POST),)}, BEFORE, '"Beans" is held at garden/Blog'),
    ("posts-edited", {"destinations": (replace(BLOG, edited=ONE_POST),)}, BEFORE, '"Beans" is changed at garden/Blog'),
    ("posts-unknown", {"destinations": (replace(BLOG, unknown=ONE_POST),)}, BEFORE, 'Nobody knows whether "Beans" is'),
    (
        "destination-paused",
        {"destinations": (replace(BLOG, late=ONE_POST, paused_by="ada"),)},
        BEFORE,
        "garden/Blog is paused, and 1 post is due there",
    ),
    (
        "destination-down",
        {"destinations": (replace(BLOG, circuit="open", opened_at=BEFORE),)},
        BEFORE,
        "garden/Blog accepts no posts",
    ),
    (
        "slow-publishing",
        {"destinations": (replace(BLOG, recent=sketch([400.0] * 5)),)},
        None,
        "Posts go live late at garden/Blog: 95 % within 6 min",
    ),
    (
        "credentials-expire",
        {"destinations": (replace(BLOG, credentials_expire_at=NOW + timedelta(days=2)),)},
        None,
        "The credentials of garden/Blog expire in 2 days",
    ),
]


def test_a_system_that_is_well_has_no_problem() -> None:
    assert find_problems(WELL) == []


@pytest.mark.parametrize(("rule", "changes", "since", "summary"), FAULTS)
def test_a_fault_is_named_with_its_beginning_its_cause_and_one_action(
    rule: str, changes: dict[str, Any], since: datetime | None, summary: str
) -> None:
    (problem,) = find_problems(replace(WELL, **changes))

    assert (problem.rule, problem.since) == (rule, since)
    assert problem.summary.startswith(summary)
    assert problem.cause
    assert problem.action.label
    assert problem.action.url.startswith("/")


@pytest.mark.parametrize(
    "changes",
    [
        {"queues": (QueueFacts("low", 41, 0, NOW - timedelta(seconds=119), 0.0),)},
        {"queues": (QueueFacts("low", 41, 1, BEFORE, 0.0),)},
        {"queues": (QueueFacts("low", 41, 0, BEFORE, 0.2),)},
        {"queues": (QueueFacts("low", 0, 0, None, 0.0),)},
        {"lost_workers": (LostWorkerFacts("w1", NOW - timedelta(minutes=31), 0),)},
        {"scheduler": SchedulerFacts(NOW - timedelta(seconds=60))},
        {"database": DatabaseFacts(answers=True, milliseconds=500.0)},
        {"dead_letters": DeadLetterFacts(9, BEFORE, "E: x", "f")},
        {"disk": DiskFacts(0.05)},
        {"clock": ClockFacts(2.0)},
        {"retries": (RetryFacts("export-data", 19, 0, BEFORE), RetryFacts("clean-up", 20, 21, BEFORE))},
    ],
)
def test_what_is_within_the_limits_is_no_problem(changes: dict[str, Any]) -> None:
    assert find_problems(replace(WELL, **changes)) == []


def test_what_is_not_known_is_no_problem() -> None:
    assert find_problems(Snapshot(at=NOW)) == []


def test_the_worst_comes_first_and_of_equals_the_oldest() -> None:
    problems = find_problems(
        replace(
            WELL,
            clock=ClockFacts(9.0),
            scheduler=SchedulerFacts(BEFORE),
            stuck=StuckFacts(1, "j1", BEFORE - timedelta(minutes=1)),
            redis=RedisFacts(answers=False),
        )
    )

    assert [problem.rule for problem in problems] == ["redis-down", "scheduler-dead", "stuck-job", "clock-skew"]


def test_every_rule_that_people_see_is_explained_and_found_by_some_fault() -> None:
    shown = [rule for rule in RULES if rule.shown_from is not None]

    assert {rule.name for rule in shown} == {rule for rule, *_ in FAULTS}
    assert all(rule.meaning.endswith(".") and rule.first_look for rule in shown)
