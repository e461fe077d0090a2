"""`/api/jobs` and `/api/job-types`: enqueue, list and read jobs."""

from dataclasses import replace
from functools import cache
from typing import Any

from flask import Response, g, url_for
from flask_openapi.blueprint import APIBlueprint

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.extensions import current_redis
from fsp.history.job_filter import ALL, ENDED, JobFilter
from fsp.history.job_query import filter_of
from fsp.inspection.job_list import read_job_list
from fsp.jobs.job_options import RequestOptions
from fsp.jobs.job_type import JobType
from fsp.jobs.registry import all_job_types, get_job_type
from fsp.models.account import Role
from fsp.queueing.cancel import cancel
from fsp.queueing.request import request_job
from fsp.queueing.request_once import request_once
from fsp.web.access.permissions import requires
from fsp.web.job_types.schemas import JobTypeListShape, JobTypeShape
from fsp.web.jobs.job_view import read_job_page
from fsp.web.jobs.new_job import new_job_model
from fsp.web.jobs.schemas import (
    BlockerShape,
    EnqueueHeader,
    ExplanationShape,
    JobListShape,
    JobPath,
    JobQuery,
    JobShape,
    LogShape,
)
from fsp.web.openapi import answer, api_blueprint
from fsp.web.schema import Problem


@cache
def jobs_api(job_types: tuple[JobType, ...]) -> APIBlueprint:
    """Build the API for these job types, once; its schema names the arguments of each."""
    api = api_blueprint("api_jobs")
    body_model = new_job_model(job_types)

    @api.post("/api/jobs", responses={201: JobShape, 403: Problem, 409: Problem}, summary="Enqueue a job")
    @requires(Role.OPERATOR, action=Action.ENQUEUE_JOB, target="job type {type}")
    def enqueue(body: body_model, header: EnqueueHeader) -> tuple[Response, int, dict[str, str]]:  # type: ignore[valid-type]
        job: Any = body.root  # type: ignore[attr-defined]
        job_id = _request(job, header.idempotency_key)
        page = read_job_page(current_redis(), job_id, utc_now())
        return answer(JobShape.of_page(page)), 201, {"Location": url_for("api_jobs.show", job_id=job_id)}

    @api.get("/api/jobs", responses={200: JobListShape}, summary="List jobs")
    @requires(Role.VIEWER)
    def index(query: JobQuery) -> Response:
        if query.type:
            get_job_type(query.type)
        view = read_job_list(current_redis(), _filter(query), now=utc_now(), cursor=query.cursor, limit=query.limit)
        return answer(
            JobListShape(
                as_of=view.as_of,
                jobs=JobShape.list_of(view.jobs),
                cursor=view.cursor or None,
                ended=str(view.ended) if view.ended else None,
                notes=view.notes,
            )
        )

    @api.get("/api/jobs/<job_id>", responses={200: JobShape}, summary="Read one job")
    @requires(Role.VIEWER)
    def show(path: JobPath) -> Response:
        return answer(JobShape.of_page(read_job_page(current_redis(), path.job_id, utc_now())))

    @api.post("/api/jobs/<job_id>/cancel", responses={200: JobShape, 409: Problem}, summary="Cancel a job")
    @requires(Role.OPERATOR, action=Action.CANCEL_JOB, target="job {job_id}")
    def stop(path: JobPath) -> Response:
        cancel(current_redis(), path.job_id, by=g.account.name)
        return answer(JobShape.of_page(read_job_page(current_redis(), path.job_id, utc_now())))

    @api.get("/api/jobs/<job_id>/log", responses={200: LogShape}, summary="Read what a job logged")
    @requires(Role.VIEWER)
    def log(path: JobPath) -> Response:
        return answer(LogShape(lines=read_job_page(current_redis(), path.job_id, utc_now()).log))

    @api.get("/api/jobs/<job_id>/explain", responses={200: ExplanationShape}, summary="Why a job is not running")
    @requires(Role.VIEWER)
    def why(path: JobPath) -> Response:
        page = read_job_page(current_redis(), path.job_id, utc_now())
        return answer(ExplanationShape(as_of=page.as_of, blockers=BlockerShape.list_of(page.blockers)))

    @api.get("/api/job-types", responses={200: JobTypeListShape}, summary="List the job types")
    @requires(Role.VIEWER)
    def types() -> Response:
        return answer(JobTypeListShape(job_types=JobTypeShape.list_of(all_job_types())))

    return api


def _filter(query: JobQuery) -> JobFilter:
    given = query.model_dump(include={"state", "type", "queue", "since", "until", "q"})
    wanted = filter_of({name: value or "" for name, value in given.items()})
    if query.state is None and wanted.state == ALL and not wanted.has_failed:
        return replace(wanted, state=ENDED)
    return wanted


def _request(job: Any, key: str | None) -> str:
    arguments = job.arguments.model_dump(mode="json")
    options = RequestOptions(requested_by=g.account.name, after=job.after, on_failure=job.on_failure, tags=job.tags)
    if key is None:
        return request_job(job.type, arguments, options).job_id
    return request_once(job.type, arguments, options, key=key)[0]
