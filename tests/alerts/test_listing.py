"""Finding alerts: who needs somebody, who is known of, who is silenced, who has ended."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask

from fsp.alerts.evaluate import evaluate
from fsp.alerts.listing import AlertFilter, View, active_alerts, alerts_about, count_views, list_alerts
from fsp.alerts.silences import end_silence, list_silences, silence, silences_of
from fsp.conditions.facts.outcomes import PlatformFacts
from fsp.conditions.snapshot import Snapshot
from fsp.handlers import deliver_notices, due_publication_sweep  # noqa: F401  (they register their types)
from fsp.jobs.registry import get_job_type
from fsp.models.alert import Alert
from fsp.models.alert_kinds import AlertState
from fsp.schedules import catalogue  # noqa: F401  (it registers the schedules)
from fsp.stores import db
from tests.alerts.steps import Clock, at, evaluate_and_deliver, jobs, redis_down, redis_up, webhook
from tests.receiver import Receiver

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def add(number: int, **fields: object) -> Alert:
    expected = {
        "fingerprint": f"f{number}",
        "rule": "QueueBacklog",
        "alert_type": "queue_backlog",
        "severity": "warning",
        "state": AlertState.FIRING,
        "title": f"queue {number} is 100% full",
        "started_at": NOW - timedelta(hours=number),
    }
    alert = Alert(**(expected | fields))
    db.session.add(alert)
    db.session.commit()
    return alert


@pytest.fixture
def alerts(core: Flask) -> list[Alert]:
    created = [
        add(1),
        add(2, acknowledged_by="ada"),
        add(3, rule="CircuitOpen", alert_type="job_failures", severity="error"),
        add(4, state=AlertState.RESOLVED, resolved_at=NOW),
    ]
    silence("f3", until=NOW + timedelta(hours=1), reason="known", by="ben", now=NOW - timedelta(minutes=1))
    return created


@pytest.mark.parametrize(
    ("parts", "results"),
    [
        ({}, ["f1"]),
        ({"view": View.ACKNOWLEDGED}, ["f2"]),
        ({"view": View.SILENCED}, ["f3"]),
        ({"view": View.RESOLVED}, ["f4"]),
        ({"view": View.ONGOING}, ["f3", "f2", "f1"]),
        ({"view": View.ALL}, ["f4", "f3", "f2", "f1"]),
        ({"view": View.ALL, "severity": "error"}, ["f3"]),
        ({"view": View.ALL, "alert_type": "job_failures"}, ["f3"]),
        ({"view": View.ALL, "rule": "CircuitOpen"}, ["f3"]),
        ({"view": View.ALL, "text": "queue 2 is 100%"}, ["f2"]),
        ({"view": View.ALL, "since": NOW - timedelta(hours=1)}, ["f1"]),
        ({"view": View.ALL, "until": NOW - timedelta(hours=4)}, ["f4"]),
    ],
)
def test_alerts_are_found_by_every_part(alerts: list[Alert], parts: dict[str, object], results: list[str]) -> None:
    listed = list_alerts(AlertFilter(**parts), now=NOW)  # type: ignore[arg-type]

    assert [alert.fingerprint for alert in listed] == results


def test_pages_follow_each_other(alerts: list[Alert]) -> None:
    first = list_alerts(AlertFilter(View.ALL), now=NOW, limit=3)
    second = list_alerts(AlertFilter(View.ALL), now=NOW, before_id=first[-1].id, limit=3)

    assert [alert.fingerprint for alert in first + second] == ["f4", "f3", "f2", "f1"]


def test_an_ended_silence_gives_its_alerts_back(alerts: list[Alert]) -> None:
    (held,) = silences_of(alerts[2], NOW)

    end_silence(held.id, now=NOW)

    assert silences_of(alerts[2], NOW) == []
    assert count_views(NOW) == {View.ACTIVE: 2, View.ACKNOWLEDGED: 1, View.SILENCED: 0}
    assert (list_silences(NOW), len(list_silences(NOW, with_ended=True))) == ([], 1)


def test_what_goes_on_and_what_is_over_newest_first(core: Flask, receiver: Receiver, clock: Clock) -> None:
    for number in range(4):
        evaluate_and_deliver(redis_up(5 * number) if number else redis_down(0), webhook(receiver), clock=clock)
    for number in range(4, 6):
        evaluate_and_deliver(jobs(5 * number, 20, 20), webhook(receiver), clock=clock)

    both = list_alerts(AlertFilter(View.ALL), now=at(25))
    assert [alert.rule for alert in active_alerts()] == ["JobFailures"]
    assert [alert.rule for alert in both] == ["JobFailures", "RedisUnreachable"]
    assert list_alerts(AlertFilter(View.ALL), now=at(25), before_id=both[0].id) == both[1:]
    assert list_alerts(AlertFilter(View.ALL, alert_type="job_failures"), now=at(25)) == both[:1]
    assert list_alerts(AlertFilter(View.ALL, rule="RedisUnreachable"), now=at(25)) == both[1:]


@pytest.mark.parametrize(
    ("labels", "is_about"),
    [
        ({"job_type": "due-publication-sweep"}, True),
        ({"job_type": "due-publication-sweep", "size_class": "all"}, True),
        ({"job_type": "clean-up"}, False),
        ({"queue": "high"}, True),
        ({"queue": "low"}, False),
        ({"schedule": "due-publication-sweep"}, True),
        ({"schedule": "clean-up"}, False),
        ({"component": "workers"}, False),
        ({}, False),
    ],
)
def test_an_alert_is_about_a_type_that_its_labels_lead_to(labels: dict[str, str], is_about: bool) -> None:
    alert = Alert(rule="Any", labels=labels)

    assert alerts_about(get_job_type("due-publication-sweep"), [alert]) == ([alert] if is_about else [])


@pytest.mark.parametrize("labels", [{}, {"schedule": ["a"]}, {"queue": {}}, {"job_type": 7}])
@pytest.mark.parametrize("affects", [3, None, "due-publication-sweep", {"a": 1}, [[]]])
def test_values_of_another_kind_lead_to_no_type(labels: dict[str, Any], affects: object) -> None:
    alert = Alert(rule="Any", labels=labels, details={"affects": affects})

    assert alerts_about(get_job_type("due-publication-sweep"), [alert]) == []


@pytest.mark.parametrize(
    ("affects", "is_about"), [(["due-publication-sweep"], True), (["clean-up"], False), ([], False)]
)
def test_an_alert_about_a_platform_is_about_the_types_that_call_it(affects: list[str], is_about: bool) -> None:
    alert = Alert(rule="PlatformFailures", labels={"platform": "site"}, details={"affects": affects})

    assert alerts_about(get_job_type("due-publication-sweep"), [alert]) == ([alert] if is_about else [])


def test_an_alert_keeps_which_types_it_affects(core: Flask) -> None:
    platforms = (PlatformFacts("site", 20, 20, ("due-publication-sweep",)),)
    for number in range(3):
        evaluate(Snapshot(at=at(5 * number), platforms=platforms), channels=[])

    (alert,) = active_alerts()
    assert alerts_about(get_job_type("due-publication-sweep"), [alert]) == [alert]
    assert alerts_about(get_job_type("deliver-notices"), [alert]) == []
