"""Which alerts are about a job type: those that name it, its queue, a schedule of it, or a platform it calls."""

from collections.abc import Iterable

from fsp.jobs.job_type import JobType
from fsp.jobs.schedule import all_schedules
from fsp.models.alert import Alert


def alerts_about(job_type: JobType, alerts: Iterable[Alert]) -> list[Alert]:
    """Return the alerts about a job type, in their order."""
    schedules = {schedule.name for schedule in all_schedules() if schedule.job_type == job_type.name}
    return [alert for alert in alerts if _is_about(alert, job_type, schedules)]


def _is_about(alert: Alert, job_type: JobType, schedules: set[str]) -> bool:
    labels, affected = alert.labels or {}, (alert.details or {}).get("affects")
    if "job_type" in labels:
        return labels["job_type"] == job_type.name
    is_named = labels.get("queue") == job_type.priority.value or str(labels.get("schedule", "")) in schedules
    # What stands in the database may have been written by others.
    return is_named or (isinstance(affected, list) and job_type.name in affected)
