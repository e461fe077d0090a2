"""The first screen: what is wrong, since when and what to do; and nothing at all when nothing is."""

import re
from datetime import datetime, timedelta

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.health.component import Component
from fsp.models.alert import Alert
from fsp.performance.deploys import mark_deploy
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import process_keys
from fsp.stores import db
from tests.dead_letters.burying import buried
from tests.web.overview.faults_made import FAULTS, make_well, report_worker, watch


def first_problem(page: str, name: str) -> str:
    rows = re.findall(r' id="problem-(.*?)</article>', page, re.S)
    assert rows, "there is no list of problems"
    return str(next(row for row in rows if row.startswith(name)))


@pytest.mark.parametrize("name", FAULTS)
def test_a_fault_is_named_with_its_beginning_and_one_action(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis, name: str
) -> None:
    make, what, action = FAULTS[name]
    make_well(app, redis_client)
    begun = make(app, redis_client)

    page = signed_in.get("/").text

    row = first_problem(page, name)
    since = re.search(r'datetime="([^"]+)"', row)
    assert what in row
    assert what in re.sub(r"<[^>]+>", "", page.split("data-verdict")[1].split("</p>")[0])
    assert since is not None
    assert abs((datetime.fromisoformat(since[1]) - begun).total_seconds()) <= 5
    assert action in row.split('class="problem-actions"')[1]
    assert f"/runbook#{name}" in row
    assert f'id="{name}"' in signed_in.get("/runbook").text


def test_the_beginning_stays_where_it_was_first_seen(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    make_well(app, redis_client)
    FAULTS["disk-low"][0](app, redis_client)
    first = first_problem(signed_in.get("/").text, "disk-low")
    redis_client.hset("fsp:noticed", "disk-low:all", 1_700_000_000)

    again = first_problem(signed_in.get("/").text, "disk-low")
    watch(app)
    signed_in.get("/")

    assert "2023-11-14T22:13:20Z" not in first
    assert "2023-11-14T22:13:20Z" in again
    assert redis_client.hgetall("fsp:noticed") == {}


def test_no_queue_flows_while_no_worker_is_there(app: Flask, signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    make_well(app, redis_client)
    enqueue(redis_client, "export-data", {"project": "x"})
    redis_client.delete(process_keys.FLEET)

    queues = signed_in.get("/").text.split('id="queues"')[1]
    states = {name: queues.split(f'id="queue-{name}"')[1].split("</tr>")[0] for name in ("low", "high")}

    assert "stalled" in states["low"]
    assert "empty" in states["high"]


def test_a_worker_that_was_replaced_is_no_problem(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    make_well(app, redis_client)
    FAULTS["worker-dead"][0](app, redis_client)
    report_worker(redis_client, "successor", utc_now())

    page = signed_in.get("/").text

    assert "All systems operational." in page
    assert "lost-one" not in page


def test_a_clock_far_off_is_the_first_problem_and_what_it_makes_up_is_none(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_well(app, redis_client)
    enqueue(redis_client, "export-data", {"project": "x"})
    watch(app, Component("clock", "degraded", "Off.", details={"skewSeconds": 190.0}))
    monkeypatch.setattr("fsp.web.overview.pages.utc_now", lambda: utc_now() + timedelta(seconds=190))

    page = signed_in.get("/").text

    assert re.findall(r' id="problem-([a-z-]*)', page) == ["clock-skew"]
    assert "Clock skew: 190 s" in page


def test_while_the_clock_is_far_off_an_old_heartbeat_is_not_certain(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    make_well(app, redis_client)
    FAULTS["scheduler-dead"][0](app, redis_client)
    watch(app, Component("clock", "degraded", "Off.", details={"skewSeconds": 90.0}))

    page = signed_in.get("/").text

    assert re.findall(r' id="problem-([a-z-]*)', page) == ["clock-skew", "scheduler-dead"]
    assert "Uncertain while the clocks are out of sync" in first_problem(page, "scheduler-dead")
    assert "1 problem</strong>" in page


def test_a_total_outage_is_named_whole(app: Flask, signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    make_well(app, redis_client)
    FAULTS["queue-stalled"][0](app, redis_client)
    FAULTS["scheduler-dead"][0](app, redis_client)
    redis_client.delete(process_keys.FLEET)

    page = signed_in.get("/").text

    assert re.findall(r' id="problem-([a-z-]*)', page) == ["worker-dead", "scheduler-dead"]
    assert "No workers are running; No scheduler is running" in page


def test_without_a_fault_all_is_clear_and_nothing_is_coloured(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    make_well(app, redis_client)

    page = signed_in.get("/").text

    assert "All systems operational." in page
    assert re.findall(r'class="[^"]*\b(?:bad|warn|danger)\b', page.split("<main", 1)[1]) == []


def test_a_poll_gets_only_the_part_that_changes_and_304_while_nothing_does(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    make_well(app, redis_client)
    now = utc_now()
    # The line of the last hour moves on with every minute, and a minute may end here.
    monkeypatch.setattr("fsp.web.overview.pages.utc_now", lambda: now)
    asking = {"HX-Request": "true"}

    part = signed_in.get("/", headers=asking)
    again = signed_in.get("/", headers=asking | {"If-None-Match": part.headers["ETag"]})
    enqueue(redis_client, "reconcile-requests", {})
    changed = signed_in.get("/", headers=asking | {"If-None-Match": part.headers["ETag"]})

    assert "<html" not in part.text
    assert (again.status_code, changed.status_code) == (304, 200)


def test_a_database_that_is_away_costs_its_own_parts_alone(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    make_well(app, redis_client)
    watch(app, Component("database", "unhealthy", "The database is not responding."))

    page = signed_in.get("/").text

    assert "The database is not responding" in page
    assert "Error data is unavailable" in page
    assert 'id="queue-high"' in page


def test_an_alert_that_no_problem_tells_of_is_one(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    make_well(app, redis_client)
    started = datetime.fromisoformat("2026-05-01T12:00:00+00:00")
    alert = Alert(fingerprint="f", rule="PlatformFailures", alert_type="platform_api_failures", severity="warning")
    alert.title, alert.state, alert.started_at = "The platform wordpress fails", "firing", started
    db.session.add(alert)
    db.session.commit()

    row = first_problem(signed_in.get("/").text, "alert:f")

    assert "The platform wordpress fails" in row
    assert "2026-05-01T12:00:00Z" in row


def test_errors_are_groups_with_one_retry_for_all(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    make_well(app, redis_client)
    for number in range(3):
        buried(
            f"dead-{number}", arguments={"project": "x"}, error_class="ServiceUnavailable", error="The server said no."
        )
    db.session.commit()

    page = signed_in.get("/").text

    assert page.count('<tr id="group-') == 1
    assert "/dead-letters/bulk?action=replay&amp;fingerprint=" in page


def test_a_slowdown_names_the_deploy_it_came_after(
    app: Flask, signed_in: FlaskClient, redis_client: redis.Redis
) -> None:
    make_well(app, redis_client)
    mark_deploy("2.1", by="ada", now=utc_now() - timedelta(minutes=31))
    make, _, _ = FAULTS["p95-regression"]
    make(app, redis_client)

    page = signed_in.get("/").text

    assert "started after deploy 2.1" in first_problem(page, "p95-regression")
    assert "after deploy 2.1" in signed_in.get("/performance").text
