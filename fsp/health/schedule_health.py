"""Health of scheduled work: when each schedule last succeeded, how long it took, and how its runs of a day ended."""

from datetime import datetime
from typing import Any

import redis

from fsp.clock import iso
from fsp.conditions.schedules import ScheduleReading, recent_schedules
from fsp.health.component import Component


def check_schedules(connection: redis.Redis, now: datetime) -> Component:
    """A schedule with an overdue success or an overlong run is degraded, unless a pause with an end explains it."""
    readings = recent_schedules(connection, now)
    late = [f"{reading.schedule.name}: {reading.cause}" for reading in readings if reading.overdue_since]
    long = [
        f"{reading.schedule.name} has run for more than {reading.schedule.longest_seconds} s"
        for reading in readings
        if reading.overrun_since
    ]
    message = "; ".join(late + long) or "All schedules are on time"
    details = {reading.schedule.name: _details(reading) for reading in readings}
    return Component("schedules", "degraded" if late or long else "healthy", f"{message}.", details=details)


def _details(reading: ScheduleReading) -> dict[str, Any]:
    return {
        "lastSuccess": iso(reading.last_success_at) if reading.last_success_at else None,
        "lastDurationSeconds": reading.last_seconds,
        "runsLastDay": reading.runs_last_day,
        "overdueSince": iso(reading.overdue_since) if reading.overdue_since else None,
        "overrunSince": iso(reading.overrun_since) if reading.overrun_since else None,
    }
