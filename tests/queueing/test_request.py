"""Requests: written down before they are enqueued, settled once."""

import pytest
import redis
from flask import Flask
from sqlalchemy import func, select

from fsp.errors import InvalidArguments
from fsp.extensions import db
from fsp.models.job_request import JobRequest, RequestState
from fsp.queueing.jobs import waiting_jobs
from fsp.queueing.request import request_job, settle_request


def test_a_request_is_kept_and_enqueued(core: Flask, redis_client: redis.Redis) -> None:
    request = request_job("export-data", {"project": "a"}, requested_by="ada")

    assert [job.job_id for job in waiting_jobs(redis_client)] == [request.job_id]
    assert db.session.get_one(JobRequest, request.job_id).state == RequestState.QUEUED


def test_what_does_not_fit_is_neither_kept_nor_enqueued(core: Flask, redis_client: redis.Redis) -> None:
    with pytest.raises(InvalidArguments):
        request_job("export-data", {"project": 1})

    assert db.session.scalar(select(func.count()).select_from(JobRequest)) == 0
    assert waiting_jobs(redis_client) == []


def test_a_request_is_settled_once(core: Flask, redis_client: redis.Redis) -> None:
    request = request_job("export-data", {"project": "a"})

    settled = [settle_request(request.job_id, state) for state in (RequestState.DONE, RequestState.DEAD)]

    assert settled == [True, False]
