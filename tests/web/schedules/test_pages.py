"""Schedules: seen with their ticks, and run at once."""

import html
import re
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import redis
from flask.testing import FlaskClient

from fsp.clock import iso, utc_now
from fsp.gates.pauses import Pause
from fsp.models.job_request import JobRequest
from fsp.scheduler.tick import tick
from fsp.schedules import schedule as module
from fsp.schedules.pauses import pause_schedule
from fsp.schedules.schedule import Schedule, all_schedules, get_schedule
from fsp.stores import db
from tests.inspection.waiting import waiting_jobs
from tests.web.forms import send

START = datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC)


def test_schedules_and_their_ticks_are_shown(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    sweep = next(all_schedule for all_schedule in all_schedules() if all_schedule.name == "due-publication-sweep")
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


def test_one_schedule_shows_its_next_runs_policies_and_ticks(signed_in: FlaskClient, redis_client: redis.Redis) -> None:
    sweep = get_schedule("due-publication-sweep")
    pause_schedule(sweep.name, Pause("ada", "a full disk", START))
    tick(redis_client, sweep, START)

    page = signed_in.get(f"/schedules/{sweep.name}?state=skipped").text
    none = signed_in.get(f"/schedules/{sweep.name}?state=done").text

    assert page.count("paused by ada: a full disk") >= 1
    assert "Next 5 runs" in page
    assert "only the latest runs" in page
    assert "No done runs." in none


def test_the_next_five_runs_are_told_in_the_schedules_zone_and_in_utc(
    signed_in: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    nightly = Schedule("nightly", "clean-up", "30 2 * * *", zone="America/New_York")
    monkeypatch.setitem(module._schedules, nightly.name, nightly)

    page = html.unescape(signed_in.get("/schedules/nightly").text)

    ticks = nightly.next_ticks(utc_now(), 5)
    rows = page.partition("Next 5 runs")[2].partition("</table>")[0]
    assert rows.count("<tr>") == 6
    assert "America/New_York" in rows
    for tick_ in ticks:
        there = tick_.astimezone(ZoneInfo("America/New_York"))
        assert f"{there:%H:%M}" in rows
        assert iso(tick_) in rows


def test_it_is_paused_and_resumed_and_nobody_comes_second_unawares(signed_in: FlaskClient) -> None:
    path = "/schedules/clean-up"
    mark = re.search(r'name="seen" value="(\w+)"', signed_in.get(path).text)
    assert mark is not None

    first = send(signed_in, f"{path}/pause", reason="a full disk", minutes="30", seen=mark[1])
    second = send(signed_in, f"{path}/pause", reason="me too", seen=mark[1])
    paused = signed_in.get(path).text
    resumed = send(signed_in, f"{path}/resume")

    assert (first.status_code, second.status_code, resumed.status_code) == (303, 409, 303)
    assert "Already paused by admin at" in second.text
    assert "a full disk" in paused
    assert "paused by admin" not in signed_in.get(path).text


def test_pages_of_ticks_follow_each_other(signed_in: FlaskClient) -> None:
    for number in range(60):
        due_at = START + timedelta(minutes=number)
        db.session.add(
            JobRequest(job_id=f"t{number}.", job_type="clean-up", arguments={}, schedule="clean-up", due_at=due_at)
        )
    db.session.commit()

    first = signed_in.get("/schedules/clean-up").text
    older = re.search(r'href="(/schedules/clean-up\?before=[^"]+)"', first)
    assert older is not None
    second = signed_in.get(html.unescape(older[1])).text

    assert (first.count('id="tick-'), second.count('id="tick-')) == (50, 10)
