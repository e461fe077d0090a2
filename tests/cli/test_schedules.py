"""`fsp schedules`."""

from datetime import UTC, datetime

import redis
from click.testing import CliRunner

from fsp.cli.main import fsp
from fsp.scheduler.tick import tick
from fsp.schedules.schedule import all_schedules, get_schedule
from tests.inspection.waiting import waiting_jobs


def test_schedules_are_listed_one_a_line(run: CliRunner) -> None:
    lines = run.invoke(fsp, ["schedules"]).output.splitlines()

    assert [line.split("\t")[0] for line in lines] == [schedule.name for schedule in all_schedules()]
    assert all("last never" in line and "fine" in line for line in lines)


def test_one_is_run_paused_and_resumed(run: CliRunner, redis_client: redis.Redis) -> None:
    ran = run.invoke(fsp, ["schedules", "run", "clean-up"]).output
    paused = run.invoke(fsp, ["schedules", "pause", "clean-up", "--reason", "a full disk"])
    listed = run.invoke(fsp, ["schedules"]).output
    resumed = run.invoke(fsp, ["schedules", "resume", "clean-up"])

    assert [job.job_id for job in waiting_jobs(redis_client)] == [ran.split()[-1].rstrip(".")]
    assert (paused.exit_code, resumed.exit_code) == (0, 0)
    assert "paused by" in listed


def test_ticks_are_listed(run: CliRunner, redis_client: redis.Redis) -> None:
    sweep = get_schedule("due-publication-sweep")
    tick(redis_client, sweep, datetime(2026, 3, 1, 12, 0, 30, tzinfo=UTC))

    assert run.invoke(fsp, ["schedules", "ticks", sweep.name]).output.startswith("2026-03-01T12:00:00Z\tqueued")
    assert run.invoke(fsp, ["schedules", "ticks", "nothing"]).exit_code == 1
