"""`/api/jobs/ID/again` and `/api/jobs/ID/move`: run a job again, and move a waiting job."""

from flask import Response, g, url_for

from fsp.audit.action import Action
from fsp.bulk.again import run_again
from fsp.bulk.again_from_step import run_again_from_step
from fsp.clock import utc_now
from fsp.jobs.priority import Priority
from fsp.models.account import Role
from fsp.queueing.move import move
from fsp.stores import current_redis
from fsp.web.access.permissions import requires
from fsp.web.jobs.job_view import read_job_page
from fsp.web.jobs.schemas import AgainBody, JobPath, JobShape, MoveBody
from fsp.web.openapi import answer, api_blueprint
from fsp.web.schema import Problem

job_actions_api = api_blueprint("api_job_actions")


@job_actions_api.post(
    "/api/jobs/<job_id>/again", responses={201: JobShape, 409: Problem}, summary="Run a job again as a new job"
)
@requires(Role.OPERATOR, action=Action.RUN_JOB_AGAIN, target="job {job_id}")
def again(path: JobPath, body: AgainBody) -> tuple[Response, int, dict[str, str]]:
    """Enqueue a new job with the same or other arguments, or from one of its durable steps."""
    if body.from_step is None:
        job_id = run_again(current_redis(), path.job_id, by=g.account.name, arguments=body.arguments)
    else:
        step, now = body.from_step, utc_now()
        job_id = run_again_from_step(current_redis(), path.job_id, step, by=g.account.name, now=now)
    page = read_job_page(current_redis(), job_id, utc_now())
    return answer(JobShape.of_page(page)), 201, {"Location": url_for("api_jobs.show", job_id=job_id)}


@job_actions_api.post("/api/jobs/<job_id>/move", responses={200: JobShape, 409: Problem}, summary="Move a waiting job")
@requires(Role.OPERATOR, action=Action.MOVE_JOB, target="job {job_id}")
def shift(path: JobPath, body: MoveBody) -> Response:
    """Move a job to the front of its queue, or to the end of another."""
    move(current_redis(), path.job_id, to=None if body.to == "front" else Priority(body.to))
    return answer(JobShape.of_page(read_job_page(current_redis(), path.job_id, utc_now())))
