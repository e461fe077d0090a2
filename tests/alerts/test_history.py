"""Reading alerts, how their messages fared, and which alerts belong to a job type."""

from typing import Any

import pytest
from flask import Flask

from fsp.alerts import history
from fsp.alerts.evaluate import evaluate
from fsp.alerts.history import active_alerts, alerts_about
from fsp.conditions.facts.outcomes import PlatformFacts
from fsp.conditions.snapshot import Snapshot
from fsp.handlers import deliver_notices, due_publication_sweep  # noqa: F401  (they register their types)
from fsp.jobs.registry import get_job_type
from fsp.models.alert import Alert
from fsp.schedules import catalogue  # noqa: F401
from tests.alerts.steps import Clock, at, evaluate_and_deliver, jobs, redis_down, redis_up, webhook
from tests.receiver import Receiver


def test_what_goes_on_and_what_is_over_newest_first(core: Flask, receiver: Receiver, clock: Clock) -> None:
    for number in range(4):
        evaluate_and_deliver(redis_up(5 * number) if number else redis_down(0), webhook(receiver), clock=clock)
    for number in range(4, 6):
        evaluate_and_deliver(jobs(5 * number, 20, 20), webhook(receiver), clock=clock)

    both = history.alert_history()
    assert [alert.rule for alert in history.active_alerts()] == ["JobFailures"]
    assert [alert.rule for alert in both] == ["JobFailures", "RedisUnreachable"]
    assert history.alert_history(before_id=both[0].id) == both[1:]
    assert history.alert_history(alert_type="job_failures") == both[:1]
    assert history.alert_history(fingerprint=both[1].fingerprint) == both[1:]


def test_the_deliveries_of_an_alert(core: Flask, receiver: Receiver, clock: Clock) -> None:
    receiver.status = 404
    evaluate_and_deliver(redis_down(0), webhook(receiver), clock=clock)

    (delivery,) = history.deliveries(channel="webhook")
    (channel,) = history.channel_health()
    assert (delivery.outcome, delivery.error) == ("failed", "The webhook answered 404.")
    assert channel.last_error == "The webhook answered 404."
    assert history.deliveries(channel="slack") == []


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
