"""The tiles: what the samples of the last hour say of throughput, failures, waiting jobs and slots."""

from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask
from flask.testing import FlaskClient

from fsp.clock import utc_now
from fsp.inspection.flow_samples import minute_of
from fsp.redis_ops import metric_keys
from tests.web.overview.faults_made import make_well, report_worker


@pytest.fixture
def sampled(app: Flask, redis_client: redis.Redis) -> datetime:
    """Record ten minutes: 20 jobs finish in each, of which one fails in the last five; return the last minute."""
    make_well(app, redis_client)
    report_worker(redis_client, "alive", utc_now(), born_at=utc_now() - timedelta(hours=1), slots=8)
    last = minute_of(utc_now())
    for ago in range(11):
        failed = max(0, 5 - ago)
        line = f"7|9|{1000 - 20 * ago}|{failed}|0|{2 if ago else 3}|{600 - 60 * ago}"
        redis_client.hset(metric_keys.flow(int((last - timedelta(minutes=ago)).timestamp())), "low", line)
    return last


def tile(page: str, name: str) -> str:
    return page.split(f'aria-labelledby="tile-{name}"')[1].split("</section>", maxsplit=1)[0]


def test_throughput_counts_the_jobs_of_each_minute_by_their_result(signed_in: FlaskClient, sampled: datetime) -> None:
    shown = tile(signed_in.get("/").text, "throughput")

    assert "195 done (1 h)" in shown
    assert "done: max 20 jobs, last 19 jobs. failed: max 1 jobs, last 1 jobs." in shown


def test_the_failure_ratio_rolls_over_five_minutes(signed_in: FlaskClient, sampled: datetime) -> None:
    shown = tile(signed_in.get("/").text, "failures")

    assert "2.5 %" in shown
    assert "5 failed (1 h)" in shown
    assert "failed: max 5 %, last 5 %" in shown


def test_the_age_of_the_oldest_job_and_the_busy_slots_are_those_of_the_samples(
    signed_in: FlaskClient, sampled: datetime
) -> None:
    page = signed_in.get("/").text

    assert "low: max 10 min, last 10 min" in tile(page, "oldest")
    assert "running: max 3 jobs, last 3 jobs. slots: max 8 jobs, last 8 jobs" in tile(page, "slots")
    assert "0 of 8" in tile(page, "slots")


def test_each_chart_has_its_numbers_as_a_table(signed_in: FlaskClient, sampled: datetime) -> None:
    shown = tile(signed_in.get("/").text, "oldest")

    assert shown.count('<th scope="row">') == 60
    assert f"{sampled.astimezone(UTC):%H:%M}" in shown


def test_samples_of_an_older_version_leave_gaps(app: Flask, signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    make_well(app, redis_client)
    redis_client.hset(metric_keys.flow(int(minute_of(utc_now()).timestamp())), "low", "1|2|10|3")

    page = signed_in.get("/").text

    assert "Age of the oldest waiting job by queue (60 min). No data yet." in tile(page, "oldest")
