"""Why a job is not running, wherever the job is known: in Redis, as a request, or as a dead letter."""

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.conditions.explanation import explain_job
from fsp.errors import NotFound
from fsp.models.dead_letter import DeadLetterQueue
from fsp.queueing.request import request_job
from fsp.stores import db
from tests.dead_letters.burying import buried_row


def test_a_job_in_redis_has_its_blockers(core: Flask, redis_client: redis.Redis) -> None:
    job_id = request_job("export-data", {"project": "garden"}, requested_by="ana").job_id

    explanation = explain_job(redis_client, job_id, utc_now())

    assert [blocker.kind for blocker in explanation.blockers] == ["no worker"]


def test_a_request_and_a_dead_letter_are_known_without_redis(core: Flask, redis_client: redis.Redis) -> None:
    requested = request_job("export-data", {"project": "garden"}, requested_by="ana").job_id
    buried_row(1, error="lost")
    db.session.commit()
    dead_letter = db.session.scalars(select(DeadLetterQueue.job_id)).one()
    redis_client.flushdb()

    assert [explain_job(redis_client, job_id, utc_now()).blockers for job_id in (requested, dead_letter)] == [[], []]


def test_a_job_that_is_nowhere_is_not_found(core: Flask, redis_client: redis.Redis) -> None:
    with pytest.raises(NotFound, match='There is no job "none"'):
        explain_job(redis_client, "none", utc_now())
