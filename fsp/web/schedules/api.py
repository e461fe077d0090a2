"""`/api/schedules`: list schedules and their ticks; run, pause and resume one."""

from flask import Response, g, url_for

from fsp.audit.action import Action
from fsp.clock import later, utc_now
from fsp.conditions.schedules import read_schedules
from fsp.gates.pauses import Pause
from fsp.models.account import Role
from fsp.queueing.request import request_job
from fsp.schedules.pauses import pause_schedule, resume_schedule
from fsp.schedules.schedule import get_schedule
from fsp.schedules.ticks import read_ticks
from fsp.stores import current_redis
from fsp.web.access.audit_trail import note
from fsp.web.access.permissions import requires
from fsp.web.dead_letters.schemas import ReplayedShape
from fsp.web.etags import refuse_unless, schedule_mark
from fsp.web.job_types.schemas import PauseBody
from fsp.web.openapi import CHANGED, answer, api_blueprint, tagged
from fsp.web.schedules.schemas import ScheduleListShape, ScheduleShape, TickListShape, TickQuery, TickShape
from fsp.web.schema import NamePath

schedules_api = api_blueprint("api_schedules")


@schedules_api.get("/api/schedules", responses={200: ScheduleListShape}, summary="List the schedules")
@requires(Role.VIEWER)
def index() -> Response:
    """List schedules, sorted by name."""
    now = utc_now()
    schedules = ScheduleShape.list_of(read_schedules(current_redis(), now))
    return answer(ScheduleListShape(as_of=now, schedules=schedules))


@schedules_api.get("/api/schedules/<name>", responses={200: ScheduleShape}, summary="Read one schedule")
@requires(Role.VIEWER)
def show(path: NamePath) -> Response:
    """Return one schedule."""
    return _read(path.name)


@schedules_api.get("/api/schedules/<name>/ticks", responses={200: TickListShape}, summary="List a schedule's runs")
@requires(Role.VIEWER)
def ticks(path: NamePath, query: TickQuery) -> Response:
    """List the ticks of a schedule, newest first."""
    rows = read_ticks(get_schedule(path.name).name, state=query.state or "", before=query.before, limit=query.limit)
    return answer(TickListShape(ticks=TickShape.list_of(rows)))


@schedules_api.post("/api/schedules/<name>/run", responses={201: ReplayedShape}, summary="Run a schedule now")
@requires(Role.OPERATOR, action=Action.RUN_SCHEDULE, target="schedule {name}")
def run_now(path: NamePath) -> tuple[Response, int, dict[str, str]]:
    """Run a schedule once, now."""
    schedule = get_schedule(path.name)
    job = request_job(schedule.job_type, schedule.arguments, requested_by=g.account.name)
    note(after={"job_id": job.job_id})
    return answer(ReplayedShape(job_id=job.job_id)), 201, {"Location": url_for("api_jobs.show", job_id=job.job_id)}


@schedules_api.post(
    "/api/schedules/<name>/pause", responses={200: ScheduleShape, **CHANGED}, summary="Pause a schedule"
)
@requires(Role.OPERATOR, action=Action.PAUSE_SCHEDULE, target="schedule {name}")
def pause(path: NamePath, body: PauseBody) -> Response:
    """Pause a schedule. Skipped ticks are stored with the reason."""
    now = utc_now()
    refuse_unless(schedule_mark(path.name))
    until = later(now, minutes=body.minutes) if body.minutes else None
    pause_schedule(path.name, Pause(g.account.name, body.reason, now, until))
    note(before={"is_paused": False}, after={"is_paused": True})
    return _read(path.name)


@schedules_api.post(
    "/api/schedules/<name>/resume", responses={200: ScheduleShape, **CHANGED}, summary="Resume a schedule"
)
@requires(Role.OPERATOR, action=Action.RESUME_SCHEDULE, target="schedule {name}")
def resume(path: NamePath) -> Response:
    """Resume a schedule."""
    refuse_unless(schedule_mark(path.name))
    resume_schedule(path.name, utc_now())
    note(before={"is_paused": True}, after={"is_paused": False})
    return _read(path.name)


def _read(name: str) -> Response:
    schedule = get_schedule(name)
    status = next(status for status in read_schedules(current_redis(), utc_now()) if status.schedule == schedule)
    return tagged(answer(ScheduleShape.of(status)), schedule_mark(name))
