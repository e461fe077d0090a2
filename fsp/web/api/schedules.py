"""`/api/schedules`: the schedules, their next ticks, and whether a success is overdue."""

from flask import Response

from fsp.clock import utc_now
from fsp.extensions import current_redis
from fsp.health.schedules import ScheduleReading, read_schedules
from fsp.web.api.document import answer, api_blueprint
from fsp.web.api.schemas import ScheduleListShape, ScheduleShape

schedules_api = api_blueprint("api_schedules")


@schedules_api.get("/api/schedules", responses={200: ScheduleListShape}, summary="List the schedules")
def index() -> Response:
    """List the schedules, by name."""
    now = utc_now()
    return answer(
        ScheduleListShape(as_of=now, schedules=[_shape(found) for found in read_schedules(current_redis(), now)])
    )


def _shape(found: ScheduleReading) -> ScheduleShape:
    return ScheduleShape(
        name=found.schedule.name,
        job_type=found.schedule.job_type,
        cron=found.schedule.cron,
        zone=found.schedule.zone,
        missed=found.schedule.missed.value,
        overlap=found.schedule.overlap.value,
        last_tick=found.last.due_at if found.last else None,
        last_job_id=found.last.job_id if found.last else None,
        last_state=found.last.state if found.last else None,
        last_success_at=found.last_success_at,
        next_ticks=found.next_ticks,
        skipped_last_day=found.skipped_last_day,
        overdue_since=found.overdue_since,
        cause=found.cause or None,
    )
