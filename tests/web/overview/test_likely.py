"""What a problem likely comes from: the commonest error of its jobs, what it hit, and the deploy before it."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.conditions.finding import Action, Problem, Weight
from fsp.extensions import db
from fsp.gates.controls import pause_queue
from fsp.gates.pauses import Pause
from fsp.models.alert import Alert
from fsp.models.deploy_mark import DeployMark
from fsp.performance.deploys import mark_deploy
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import metric_keys
from fsp.web.overview.likely import commonest_errors, with_deploys
from tests.dead_letters.burying import buried_row
from tests.web.overview.faults_made import make_well
from tests.web.overview.test_pages import first_problem

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
PROBLEM = Problem("circuit-open", "x", Weight.SERIOUS, "It is open", NOON, "5 failures in a row", Action("See", "/"))


@pytest.mark.parametrize(
    ("minutes_before", "since", "cause"),
    [
        (4, NOON, "5 failures in a row; it began 4 min after the deploy of 2"),
        (60, NOON, "5 failures in a row; it began 1 h after the deploy of 2"),
        (61, NOON, "5 failures in a row"),
        (-4, NOON, "5 failures in a row"),
        (4, None, "5 failures in a row"),
    ],
)
def test_a_problem_that_began_soon_after_a_deploy_says_so(
    minutes_before: int, since: datetime | None, cause: str
) -> None:
    marks = [
        DeployMark(id=1, at=NOON - timedelta(days=9), version="1", by="ada"),
        DeployMark(id=2, at=NOON - timedelta(minutes=minutes_before), version="2", by="ada"),
    ]

    (found,) = with_deploys([replace(PROBLEM, since=since)], marks)

    assert found.cause == cause


def test_the_first_start_is_no_deploy_and_what_no_code_causes_is_not_blamed_on_one() -> None:
    first = DeployMark(after_id=0, at=NOON - timedelta(seconds=21), version="1", by="worker on host")
    deployed = DeployMark(after_id=1, at=NOON - timedelta(seconds=21), version="2", by="worker on host")
    disk = replace(PROBLEM, kind="disk-low", cause="it is full")
    doubted = replace(PROBLEM, doubt="not certain while the clocks disagree")

    causes = [found.cause for found in with_deploys([PROBLEM, disk, doubted], [first, deployed])]

    assert with_deploys([PROBLEM], [first]) == [PROBLEM]
    assert causes == [
        "5 failures in a row; it began 21 s after the deploy of 2",
        "it is full",
        "5 failures in a row",
    ]


def test_a_deploy_that_is_told_already_is_not_told_twice() -> None:
    told = replace(PROBLEM, cause="it began after the deploy 2")

    assert with_deploys([told], [DeployMark(id=2, at=NOON, version="2", by="ada")]) == [told]


def test_the_commonest_error_of_each_type_is_found(core: Flask) -> None:
    for number in range(3):
        buried_row(number, error="lost")
    buried_row(10, error="rare")
    buried_row(11, "generate-report", error="other")
    db.session.commit()

    found = commonest_errors({"export-data", "clean-up"}, utc_now() + timedelta(minutes=1))

    assert list(found) == ["export-data"]
    assert found["export-data"].startswith("most common error of the last hour: ValueError: lost at row")
    assert found["export-data"].endswith("(3 jobs)")
    later = commonest_errors({"export-data"}, utc_now() + timedelta(hours=2))["export-data"]
    assert later.startswith("most common error of the last 24 hours: ValueError: lost at row")
    assert commonest_errors({"export-data"}, utc_now() + timedelta(days=2)) == {}


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
    assert "most common error of the last hour: ValueError: lost at row 1 (1 job); 12 of 100 failed" in failing
    assert "it began 2 min after the deploy of 2026.11" in failing
    assert '<td class="number" data-label="Jobs">12</td>' in failing
    assert '<td class="number" data-label="Jobs">1</td>' in waiting
    assert "ada paused the queue medium: a full disk; 12 of 100 failed" in waiting
    assert 'href="/alerts/' in failing
