"""`/api/jobs` and `/api/job-types`: enqueue, list and read jobs."""

from dataclasses import asdict
from functools import reduce
from operator import or_
from typing import Annotated, Any, Literal

from flask import Response, g, url_for
from flask_openapi3.blueprint import APIBlueprint
from pydantic import BaseModel, ConfigDict, Field, RootModel, create_model

from fsp.clock import utc_now
from fsp.errors import InvalidInput
from fsp.extensions import current_redis
from fsp.history.job_filter import JobFilter, filter_of
from fsp.jobs.dependency import MOST_AFTER, OnFailure
from fsp.jobs.job_type import JobType
from fsp.jobs.labels import MOST_TAGS
from fsp.jobs.registry import all_job_types, get_job_type
from fsp.queueing.cancel import cancel
from fsp.queueing.explain import explain
from fsp.queueing.jobs import JobReading
from fsp.queueing.request import request_job
from fsp.queueing.request_once import request_once
from fsp.web.api.document import answer, api_blueprint
from fsp.web.api.shapes.job_types import JobTypeListShape, JobTypeShape
from fsp.web.api.shapes.jobs import (
    BlockerShape,
    EnqueueHeader,
    ExplanationShape,
    JobListShape,
    JobPath,
    JobQuery,
    JobShape,
    LogShape,
    ProgressShape,
    StepShape,
)
from fsp.web.api.shapes.shape import Problem
from fsp.web.panels.job import JobPage, read_job_page
from fsp.web.panels.job_list import read_job_list

ON_FAILURE = "If one of those dies or is cancelled: wait until it succeeds after all, or run all the same"


def jobs_api(job_types: list[JobType]) -> APIBlueprint:
    """Build the API for these job types; its schema names the arguments of each."""
    api = api_blueprint("api_jobs")
    body_model = _body_model(job_types)

    @api.post("/api/jobs", responses={201: JobShape, 403: Problem, 422: Problem}, summary="Enqueue a job")
    def enqueue(body: body_model, header: EnqueueHeader) -> tuple[Response, int, dict[str, str]]:  # type: ignore[valid-type]
        job: Any = body.root  # type: ignore[attr-defined]
        job_id = _request(job, header.idempotency_key)
        page = read_job_page(current_redis(), job_id, utc_now())
        return answer(shape_of_page(page)), 201, {"Location": url_for("api_jobs.show", job_id=job_id)}

    @api.get("/api/jobs", responses={200: JobListShape, 422: Problem}, summary="List jobs")
    def index(query: JobQuery) -> Response:
        if query.type:
            get_job_type(query.type)
        view = read_job_list(current_redis(), _filter(query), now=utc_now(), cursor=query.cursor, limit=query.limit)
        return answer(
            JobListShape(
                as_of=view.as_of,
                jobs=[shape_of(job) for job in view.jobs],
                cursor=view.cursor or None,
                ended=str(view.ended) if view.ended else None,
                notes=view.notes,
            )
        )

    @api.get("/api/jobs/<job_id>", responses={200: JobShape}, summary="Read one job")
    def show(path: JobPath) -> Response:
        return answer(shape_of_page(read_job_page(current_redis(), path.job_id, utc_now())))

    @api.post("/api/jobs/<job_id>/cancel", responses={200: JobShape, 409: Problem}, summary="Cancel a job")
    def stop(path: JobPath) -> Response:
        cancel(current_redis(), path.job_id, by=g.account.name)
        return answer(shape_of_page(read_job_page(current_redis(), path.job_id, utc_now())))

    @api.get("/api/jobs/<job_id>/log", responses={200: LogShape}, summary="Read what a job logged")
    def log(path: JobPath) -> Response:
        return answer(LogShape(lines=read_job_page(current_redis(), path.job_id, utc_now()).log))

    @api.get("/api/jobs/<job_id>/explain", responses={200: ExplanationShape}, summary="Why a job is not running")
    def why(path: JobPath) -> Response:
        now = utc_now()
        found = explain(current_redis(), path.job_id, now)
        blockers = [BlockerShape(**asdict(blocker)) for blocker in found]
        return answer(ExplanationShape(as_of=now, blockers=blockers))

    @api.get("/api/job-types", responses={200: JobTypeListShape}, summary="List the job types")
    def types() -> Response:
        return answer(JobTypeListShape(job_types=[_shape_of_type(found) for found in all_job_types()]))

    return api


def _filter(query: JobQuery) -> JobFilter:
    given = query.model_dump(include={"state", "type", "queue", "since", "until", "q"})
    return filter_of({name: value or "" for name, value in given.items()})


def _request(job: Any, key: str | None) -> str:
    arguments, by = job.arguments.model_dump(mode="json"), g.account.name
    order: dict[str, Any] = {"after": job.after, "on_failure": job.on_failure, "tags": job.tags}
    if key is None:
        return request_job(job.type, arguments, requested_by=by, **order).job_id
    return request_once(job.type, arguments, key=key, requested_by=by, **order)[0]


def shape_of(job: JobReading, *, requested_by: str | None = None) -> JobShape:
    """Return a job as the API gives it."""
    return JobShape(
        id=job.job_id,
        type=job.job_type,
        status=job.status,
        queue=job.queue,
        labels=list(job.labels),
        arguments=job.arguments,
        requested_by=requested_by,
        enqueued_at=job.enqueued_at,
        started_at=job.started_at,
        ended_at=job.ended_at,
        run_seconds=job.run_seconds,
        attempt=job.attempt,
        retries_left=job.retries_left,
        worker=job.worker or None,
        error=job.error or None,
        result=job.result,
        progress=ProgressShape(**asdict(job.progress)) if job.progress else None,
        cpu_seconds=job.cpu_seconds,
        peak_bytes=job.peak_bytes,
        steps=[StepShape(**asdict(step)) for step in job.steps],
        after=list(job.after),
    )


def shape_of_page(page: JobPage) -> JobShape:
    """Return a job as the API gives it, also when Redis has forgotten it."""
    requested_by = page.request.requested_by if page.request else None
    if page.reading:
        found = shape_of(page.reading, requested_by=requested_by)
        return found.model_copy(update={"failed_attempts": page.attempts, "after": page.after})
    error = page.dead_letter.error_message if page.dead_letter else page.request.error if page.request else None
    return JobShape(
        id=page.job_id,
        type=page.job_type,
        status=page.status,
        arguments=page.arguments,
        requested_by=requested_by,
        after=page.after,
        error=error or None,
        ended_at=page.dead_letter.buried_at if page.dead_letter else None,
    )


def _shape_of_type(found: JobType) -> JobTypeShape:
    return JobTypeShape(
        name=found.name,
        description=found.description,
        priority=found.priority.value,
        concurrency=found.concurrency,
        retries=found.retries,
        timeout_seconds=found.timeout_seconds,
        arguments_schema=found.arguments_model.model_json_schema(),
    )


def _body_model(job_types: list[JobType]) -> type[BaseModel]:
    """Make the schema of a new job: one alternative for each job type, told apart by `type`."""
    if not job_types:
        raise InvalidInput("The API needs at least one job type; import fsp.handlers.catalogue first.")
    shapes: list[Any] = [_new_job_model(found) for found in job_types]
    union = reduce(or_, shapes)
    if len(shapes) > 1:
        union = Annotated[union, Field(discriminator="type")]
    base: Any = RootModel.__class_getitem__(union)
    return type("NewJob", (base,), {"__doc__": "A job to enqueue.", "__module__": __name__})


def _new_job_model(found: JobType) -> type[BaseModel]:
    needs_arguments = any(field.is_required() for field in found.arguments_model.model_fields.values())
    name: Any = Literal[found.name]
    default = Field(...) if needs_arguments else Field(default_factory=found.arguments_model)
    return create_model(
        found.arguments_model.__name__.removesuffix("Arguments") + "Job",
        __config__=ConfigDict(extra="forbid"),
        __doc__=found.description,
        type=(name, ...),
        arguments=(found.arguments_model, default),
        after=(list[str], Field([], max_length=MOST_AFTER, description="Ids of the jobs it runs after")),
        on_failure=(OnFailure, Field(OnFailure.WAIT, alias="onFailure", description=ON_FAILURE)),
        tags=(list[str], Field(default_factory=list, max_length=MOST_TAGS)),
    )
