"""An alert on the overview says what is so now; what its last evaluation found is told with its time."""

import re
from datetime import datetime, timedelta

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.conditions.rule import fingerprint
from fsp.gates.controls import pause_queue
from fsp.gates.pauses import Pause
from fsp.health.component import Component
from fsp.models.alert import Alert
from fsp.performance.deploys import mark_deploy
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import metric_keys
from fsp.stores import db
from tests.dead_letters.burying import buried_row
from tests.web.overview.faults_made import make_well, watch
from tests.web.overview.test_pages import first_problem


def fires(rule: str, labels: dict[str, str], title: str, why: str) -> datetime:
    """Let an alert go on as its last evaluation, four minutes ago, found it; return when that was."""
    found_at = utc_now() - timedelta(minutes=4, seconds=20)
    db.session.add(
        Alert(
            fingerprint=fingerprint(rule, labels),
            rule=rule,
            labels=labels,
            alert_type="job_failures",
            severity="critical",
            state="firing",
            title=title,
            started_at=found_at - timedelta(minutes=5),
            details={"why": why, "at": found_at.isoformat()},
        )
    )
    db.session.commit()
    return found_at


def row(client: FlaskClient, rule: str, labels: dict[str, str]) -> str:
    results = first_problem(client.get("/").text, f"alert:{fingerprint(rule, labels)}")
    return " ".join(re.sub(r"<[^>]+>", "", results.split(">", 1)[1]).split())


def test_a_queue_that_is_empty_now_is_not_said_to_pile_up(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    make_well(app, redis_client)
    found_at = fires("QueueBacklog", {"queue": "low"}, "Queue is backed up: low", "112 wait, the oldest 3 min")

    text = row(signed_in, "QueueBacklog", {"queue": "low"})

    assert text.startswith("!warning ")
    assert "Queue is backed up: low (clearing)" in text
    assert f"now: no jobs are waiting; the limit is 100 or 15 min; at {found_at:%H:%M}: 112 wait" in text


def test_a_queue_that_still_piles_up_is_told_with_the_numbers_of_now(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    make_well(app, redis_client)
    for number in range(105):
        enqueue(redis_client, "export-data", {"project": str(number)})
    fires("QueueBacklog", {"queue": "low"}, "Queue is backed up: low", "112 wait, the oldest 3 min")

    text = row(signed_in, "QueueBacklog", {"queue": "low"})

    assert "105 waiting, the oldest for 0 min" in text
    assert "112" not in text
    assert "clearing" not in text


def test_failures_are_those_of_the_last_hour_now(app: Flask, signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    make_well(app, redis_client)
    span = int(utc_now().timestamp()) // 300 * 300
    redis_client.hset(metric_keys.span("export-data", span), mapping={"outcome|failed": 9, "outcome|succeeded": 3})
    redis_client.lpush(metric_keys.spans("export-data"), span)
    fires("JobFailures", {"job_type": "export-data"}, "Jobs of type export-data fail", "83 of 140 failed")

    text = row(signed_in, "JobFailures", {"job_type": "export-data"})

    assert "9 of 12 failed, 75%" in text
    assert "83" not in text


@pytest.mark.parametrize(("status", "is_clearing"), [("healthy", True), ("degraded", False)])
def test_a_component_is_as_its_card_shows_it(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis, status: str, is_clearing: bool
) -> None:
    make_well(app, redis_client)
    watch(app, Component("memory", status, "Words of now."))
    fires("ComponentUnhealthy", {"component": "memory"}, "Health: memory is unhealthy", "Words of before.")

    text = row(signed_in, "ComponentUnhealthy", {"component": "memory"})

    assert "Words of now." in text
    assert ("Words of before." in text, "(clearing)" in text) == (is_clearing, is_clearing)
    assert ("Health: memory is degraded" in text) is not is_clearing


def test_what_the_overview_does_not_read_is_told_with_its_time(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    make_well(app, redis_client)
    found_at = fires("PlatformFailures", {"platform": "site"}, "Calls to the platform site fail", "7 of 10 failed")

    assert f"at {found_at:%H:%M}: 7 of 10 failed" in row(signed_in, "PlatformFailures", {"platform": "site"})


def test_the_pages_of_alerts_say_when_it_was_measured(signed_in: FlaskClient) -> None:
    fires("QueueBacklog", {"queue": "low"}, "Work piles up", "112 wait")

    for path in ("/alerts", "/alerts/1"):
        text = " ".join(re.sub(r"<[^>]+>", "", signed_in.get(path).text).split())
        assert "112 wait (measured 4 min ago" in text


def test_an_alert_on_the_first_screen_tells_what_its_jobs_died_of_and_how_many(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    make_well(app, redis_client)
    now = utc_now()
    buried_row(1, error="lost")
    enqueue(redis_client, "generate-report", {})
    pause_queue(redis_client, "medium", Pause("ada", "a full disk", now))
    for number, labels in enumerate(({"job_type": "export-data"}, {"queue": "medium"})):
        db.session.add(
            Alert(
                fingerprint=f"{number:064x}",
                rule=f"Rule{number}",
                alert_type="job_failures",
                severity="error",
                state="firing",
                title=f"Alert {number}",
                labels=labels,
                details={"why": "12 of 100 failed"},
                started_at=now - timedelta(minutes=7),
            )
        )
    db.session.commit()
    mark_deploy("2026.11", by="ada", now=now - timedelta(minutes=9))
    span = int(now.timestamp()) // 300 * 300
    redis_client.hset(metric_keys.span("export-data", span), "outcome|failed", 12)
    redis_client.lpush(metric_keys.spans("export-data"), span)

    page = signed_in.get("/").text

    failing, waiting = (" ".join(first_problem(page, f"alert:{number:064x}").split()) for number in (0, 1))
    assert "ValueError: lost at row 1" in failing
    assert "most common error of the last hour: 1 job; 12 of 100 failed" in failing
    assert "it began 2 min after deploy 2026.11" in failing
    assert "12 jobs" in failing
    assert "1 job" in waiting
    assert "ada paused the queue medium: a full disk; 12 of 100 failed" in waiting
    assert 'href="/alerts/' in failing
