"""`POST /api/jobs`: enqueue a job. Its schema names the arguments of each job type."""

from functools import cache
from typing import Any

from flask import Response, g, url_for
from flask_openapi.blueprint import APIBlueprint

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.jobs.job_options import RequestOptions
from fsp.jobs.job_type import JobType
from fsp.jobs.registry import all_job_types
from fsp.models.account import Role
from fsp.queueing.request import request_job
from fsp.queueing.request_once import request_once
from fsp.stores import current_redis
from fsp.web.access.permissions import requires
from fsp.web.idempotency_header import IdempotencyHeader
from fsp.web.jobs.job_view import read_job_page
from fsp.web.jobs.new_job import new_job_model
from fsp.web.jobs.schemas import JobShape
from fsp.web.openapi import answer, api_blueprint
from fsp.web.schema import Problem


def build_blueprint() -> APIBlueprint:
    """Return the blueprint for the currently registered job types."""
    return _blueprint_for(tuple(all_job_types()))


@cache
def _blueprint_for(job_types: tuple[JobType, ...]) -> APIBlueprint:
    api = api_blueprint("api_enqueue")
    body_model = new_job_model(job_types)

    @api.post(
        "/api/jobs",
        responses={201: JobShape, 403: Problem, 409: Problem},
        summary="Enqueue a job",
        operation_id="api_jobs_enqueue_api_jobs_post",
    )
    @requires(Role.OPERATOR, action=Action.ENQUEUE_JOB, target="job type {type}")
    def enqueue(body: body_model, header: IdempotencyHeader) -> tuple[Response, int, dict[str, str]]:  # type: ignore[valid-type]
        job: Any = body.root  # type: ignore[attr-defined]
        job_id = _request(job, header.idempotency_key)
        page = read_job_page(current_redis(), job_id, utc_now())
        return answer(JobShape.of_page(page)), 201, {"Location": url_for("api_jobs.show", job_id=job_id)}

    return api


def _request(job: Any, key: str | None) -> str:
    arguments = job.arguments.model_dump(mode="json")
    options = RequestOptions(requested_by=g.account.name, after=job.after, on_failure=job.on_failure, tags=job.tags)
    if key is None:
        return request_job(job.type, arguments, options).job_id
    return request_once(job.type, arguments, options, key=key)[0]
