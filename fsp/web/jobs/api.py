"""`/api/jobs` and `/api/job-types`: list, read and cancel jobs."""

from dataclasses import replace

from flask import Response, g

from fsp.audit.action import Action
from fsp.clock import utc_now
from fsp.conditions.explanation import ExplanationShape, explain_job
from fsp.history.job_filter import ALL, ENDED, JobFilter
from fsp.history.job_query import filter_of
from fsp.inspection.job_list import read_job_list
from fsp.jobs.registry import all_job_types, get_job_type
from fsp.models.account import Role
from fsp.queueing.cancel import cancel
from fsp.stores import current_redis
from fsp.web.access.permissions import requires
from fsp.web.job_types.schemas import JobTypeListShape, JobTypeShape
from fsp.web.jobs.job_view import read_job_page
from fsp.web.jobs.schemas import (
    JobListShape,
    JobPath,
    JobQuery,
    JobShape,
    LogShape,
)
from fsp.web.openapi import answer, api_blueprint
from fsp.web.schema import Problem

jobs_api = api_blueprint("api_jobs")


@jobs_api.get("/api/jobs", responses={200: JobListShape}, summary="List jobs")
@requires(Role.VIEWER)
def index(query: JobQuery) -> Response:
    """Return one page of jobs, newest first."""
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


@jobs_api.get("/api/jobs/<job_id>", responses={200: JobShape}, summary="Read one job")
@requires(Role.VIEWER)
def show(path: JobPath) -> Response:
    """Return a job with its attempts and its progress."""
    return answer(JobShape.of_page(read_job_page(current_redis(), path.job_id, utc_now())))


@jobs_api.post("/api/jobs/<job_id>/cancel", responses={200: JobShape, 409: Problem}, summary="Cancel a job")
@requires(Role.OPERATOR, action=Action.CANCEL_JOB, target="job {job_id}")
def stop(path: JobPath) -> Response:
    """Cancel a waiting or running job."""
    cancel(current_redis(), path.job_id, by=g.account.name)
    return answer(JobShape.of_page(read_job_page(current_redis(), path.job_id, utc_now())))


@jobs_api.get("/api/jobs/<job_id>/log", responses={200: LogShape}, summary="Read a job's log")
@requires(Role.VIEWER)
def log(path: JobPath) -> Response:
    """Return the log of a job."""
    return answer(LogShape(lines=read_job_page(current_redis(), path.job_id, utc_now()).log))


@jobs_api.get("/api/jobs/<job_id>/explain", responses={200: ExplanationShape}, summary="Explain why a job is waiting")
@requires(Role.VIEWER)
def why(path: JobPath) -> Response:
    """Return what blocks a job, in order."""
    return answer(explain_job(current_redis(), path.job_id, utc_now()))


@jobs_api.get("/api/job-types", responses={200: JobTypeListShape}, summary="List the job types")
@requires(Role.VIEWER)
def types() -> Response:
    """Return every job type with the schema of its arguments."""
    return answer(JobTypeListShape(job_types=JobTypeShape.list_of(all_job_types())))


def _filter(query: JobQuery) -> JobFilter:
    fields = query.model_dump(include={"state", "type", "queue", "since", "until", "q"})
    job_filter = filter_of({name: value or "" for name, value in fields.items()})
    if query.state is None and job_filter.state == ALL and not job_filter.has_failed:
        return replace(job_filter, state=ENDED)
    return job_filter
