"""Schedules: seen with their ticks, and run at once."""

from datetime import UTC, datetime

import redis
from flask.testing import FlaskClient

from fsp.jobs.schedule import all_schedules
from fsp.periodic.tick import tick
from fsp.queueing.jobs import waiting_jobs
from tests.web.forms import send


def test_schedules_and_their_ticks_are_shown(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    sweep = next(found for found in all_schedules() if found.name == "due-publication-sweep")
    tick(redis_client, sweep, datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC))

    page = signed_in.get("/schedules").text

    assert all(schedule.name in page for schedule in all_schedules())
    assert "/jobs/due-publication-sweep-20260301T1200Z" in page
    assert "overdue" in page


def test_a_schedule_is_run_at_once(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    send(signed_in, "/schedules/clean-up/run")

    assert [job.job_type for job in waiting_jobs(redis_client)] == ["clean-up"]


def test_an_unknown_schedule_is_not_found(signed_in: FlaskClient) -> None:
    assert send(signed_in, "/schedules/nothing/run").status_code == 404
