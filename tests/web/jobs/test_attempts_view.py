"""The timeline of a job: what runs or waits, each failed attempt, and when it was enqueued, newest first."""

import redis
from flask import Flask

from fsp.clock import utc_now
from fsp.dead_letters.bury import bury
from fsp.handlers import catalogue  # noqa: F401
from fsp.inspection.attempts import AttemptReading
from fsp.queueing.enqueue import enqueue
from fsp.web.jobs.attempts_view import events_of
from fsp.web.jobs.job_view import read_job_page
from fsp.worker.attempt_result import success
from fsp.worker.job_fetcher import finish
from fsp.worker.spent import NOTHING
from tests.worker.claiming import claimed


def titles(connection: redis.Redis, job_id: str) -> list[tuple[str, str]]:
    events = events_of(read_job_page(connection, job_id, utc_now()))
    return [(event.state, event.title) for event in events]


def test_a_job_is_enqueued_runs_and_finishes(core: Flask, redis_client: redis.Redis) -> None:
    enqueue(redis_client, "export-data", {"project": "x"}, job_id="one")
    assert titles(redis_client, "one") == [("queued", "Enqueued")]

    claim = claimed(redis_client)
    assert titles(redis_client, "one") == [("started", "Attempt 1"), ("queued", "Enqueued")]

    finish(redis_client, claim, success("null", NOTHING))
    assert titles(redis_client, "one") == [("finished", "Attempt 1"), ("queued", "Enqueued")]


def test_an_error_that_the_page_shows_above_is_not_repeated(core: Flask, redis_client: redis.Redis) -> None:
    now = utc_now()
    attempts = [
        AttemptReading(1, "retried", now, now, "OSError: first", "Traceback 1", "w"),
        AttemptReading(2, "failed", now, now, "OSError: second", "Traceback 2", "w", "host", "1.2"),
    ]
    bury(
        job_id="gone",
        job_type="export-data",
        queue="low",
        arguments={},
        reason="spent",
        error_class="OSError",
        error_message="second",
        error_traceback="Traceback 2",
        attempts=attempts,
    )

    newest, oldest = events_of(read_job_page(redis_client, "gone", now))[:2]

    assert (newest.title, newest.error, newest.traceback, newest.host) == ("Attempt 2", "", "", "host")
    assert (oldest.title, oldest.error, oldest.traceback) == ("Attempt 1", "OSError: first", "Traceback 1")
