"""A request with a key: once within 24 hours, whoever asks how often at the same time."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import func, select, update

from fsp.clock import utc_now
from fsp.errors import InvalidArguments, InvalidInput
from fsp.inspection.duplicates import read_duplicates
from fsp.jobs.job_options import RequestOptions
from fsp.metrics.counters import read_events
from fsp.models.idempotency_key import IdempotencyKey
from fsp.models.job_request import JobRequest
from fsp.queueing.duplicates import Answer
from fsp.queueing.request_once import request_once
from fsp.stores import db
from tests.away import redis_away
from tests.inspection.waiting import waiting_jobs


def ask(key: str = "k", *, by: str = "ada", project: str = "garden") -> tuple[str, bool]:
    return request_once("export-data", {"project": project}, RequestOptions(requested_by=by), key=key)


def test_a_hundred_at_once_are_one_job(core: Flask, redis_client: redis.Redis) -> None:
    def one(_: int) -> tuple[str, bool]:
        with core.app_context():
            return ask()

    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(one, range(100)))

    assert len({job_id for job_id, _ in answers}) == 1
    assert sum(created for _, created in answers) == 1
    assert len(waiting_jobs(redis_client)) == 1
    assert db.session.scalar(select(func.count()).select_from(JobRequest)) == 1


def test_another_request_under_the_same_key_is_refused(core: Flask, redis_client: redis.Redis) -> None:
    ask()

    with pytest.raises(InvalidInput, match="another request"):
        ask(project="attic")


def test_keys_belong_to_who_asked(core: Flask, redis_client: redis.Redis) -> None:
    assert ask(by="ada")[0] != ask(by="bob")[0]


def test_after_a_day_the_key_is_new(core: Flask, redis_client: redis.Redis) -> None:
    first, _ = ask()
    db.session.execute(update(IdempotencyKey).values(created_at=utc_now() - timedelta(hours=25)))
    db.session.commit()

    second, created = ask()

    assert created
    assert first != second


def test_what_does_not_fit_takes_no_key(core: Flask, redis_client: redis.Redis) -> None:
    with pytest.raises(InvalidArguments):
        request_once("export-data", {}, RequestOptions(requested_by="ada"), key="k")

    assert ask()[1]


def test_a_repeated_request_is_listed_and_counted_as_a_duplicate(core: Flask, redis_client: redis.Redis) -> None:
    first, _ = ask()
    ask()
    ask()

    listed = read_duplicates(redis_client, job_id=first)
    assert [(line.job_type, line.job_id, line.answer) for line in listed] == [
        ("export-data", first, Answer.FIRST_KEPT)
    ] * 2
    assert len({line.duplicate_id for line in listed} - {first}) == 2
    assert read_events(redis_client, "deduplicated") == {"export-data": 2}


def test_without_redis_a_repeated_request_is_answered_all_the_same(core: Flask, redis_client: redis.Redis) -> None:
    first, _ = ask()
    core.extensions["fsp_redis"] = redis_away()

    assert ask() == (first, False)
