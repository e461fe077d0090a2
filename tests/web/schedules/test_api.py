"""Schedules in the API."""

from datetime import UTC, datetime

import redis
from flask.testing import FlaskClient

from fsp.gates.pauses import Pause
from fsp.scheduler.tick import tick
from fsp.schedules.pauses import pause_schedule
from fsp.schedules.schedule import all_schedules, get_schedule
from tests.inspection.waiting import waiting_jobs
from tests.web.response_json import json_of

START = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)


def test_schedules_are_listed_with_their_next_ticks(program: FlaskClient) -> None:
    schedules = json_of(program.get("/api/schedules"))["schedules"]

    assert [entry["name"] for entry in schedules] == [schedule.name for schedule in all_schedules()]
    assert {(len(entry["nextTicks"]), entry["overdueSince"]) for entry in schedules} == {(5, None)}


def test_who_saw_another_state_is_told_who_was_first(program: FlaskClient) -> None:
    seen = {"If-Match": program.get("/api/schedules/clean-up").headers["ETag"]}
    paused = program.post("/api/schedules/clean-up/pause", json={}, headers=seen)
    now = {"If-Match": paused.headers["ETag"]}

    answers = [program.post("/api/schedules/clean-up/resume", headers=value) for value in (seen, now, now)]

    assert [answer.status_code for answer in answers] == [412, 200, 412]
    assert "Already paused by robot at" in str(answers[0].json)


def test_when_one_is_overdue_and_well_again_is_told(program: FlaskClient, signed_in: FlaskClient) -> None:
    reported = json_of(program.get("/api/schedules/clean-up"))
    page = signed_in.get("/schedules/clean-up").text

    names = ("graceSeconds", "longestSeconds", "failureThreshold", "recoveryThreshold")
    assert [reported[name] for name in names] == [3600, 3600, 1, 1]
    assert "after 1 run without success within 1 h, until 1 success" in " ".join(page.split())


def test_one_is_run_paused_and_resumed(program: FlaskClient, redis_client: redis.Redis) -> None:
    ran = program.post("/api/schedules/clean-up/run")
    paused = program.post("/api/schedules/clean-up/pause", json={"reason": "a full disk", "minutes": 30})
    again = program.post("/api/schedules/clean-up/pause", json={})
    resumed = program.post("/api/schedules/clean-up/resume")

    assert [job.job_id for job in waiting_jobs(redis_client)] == [ran.json["jobId"]]  # type: ignore[index]
    assert (paused.json["isPaused"], paused.json["pausedBy"]) == (True, "robot")  # type: ignore[index]
    assert (again.status_code, resumed.json["isPaused"]) == (409, False)  # type: ignore[index]


def test_its_ticks_are_listed_with_why(program: FlaskClient, redis_client: redis.Redis) -> None:
    sweep = get_schedule("due-publication-sweep")
    pause_schedule(sweep.name, Pause("ada", "a full disk", START))
    tick(redis_client, sweep, START)

    (result,) = json_of(program.get(f"/api/schedules/{sweep.name}/ticks?state=skipped"))["ticks"]

    assert (result["state"], result["error"]) == ("skipped", "paused by ada: a full disk")
    assert program.get("/api/schedules/nothing/ticks").status_code == 404
