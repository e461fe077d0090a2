"""Health of scheduled work: when each schedule last succeeded, how long it took, and how its runs of a day ended."""

from datetime import datetime
from typing import Any

import redis

from fsp.clock import iso
from fsp.conditions.schedules import ScheduleReading, recent_schedules
from fsp.health.component import Component


def check_schedules(connection: redis.Redis, now: datetime) -> Component:
    """A schedule whose success is overdue, or whose run takes too long, is degraded; pauses with an end are neither."""
    found = recent_schedules(connection, now)
    late = [f"{one.schedule.name}: {one.cause}" for one in found if one.overdue_since]
    long = [
        f"{one.schedule.name} takes more than {one.schedule.longest_seconds} s" for one in found if one.overrun_since
    ]
    told = "; ".join(late + long) or "Every schedule succeeded in time, or has not ticked yet"
    details = {one.schedule.name: _told(one) for one in found}
    return Component("schedules", "degraded" if late or long else "healthy", f"{told}.", details=details)


def _told(found: ScheduleReading) -> dict[str, Any]:
    return {
        "lastSuccess": iso(found.last_success_at) if found.last_success_at else None,
        "lastDurationSeconds": found.last_seconds,
        "runsLastDay": found.runs_last_day,
        "overdueSince": iso(found.overdue_since) if found.overdue_since else None,
        "overrunSince": iso(found.overrun_since) if found.overrun_since else None,
    }
