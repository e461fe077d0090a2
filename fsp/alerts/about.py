"""Which alerts are about a job type: those that name it, its queue, or a schedule that enqueues it."""

from collections.abc import Iterable

from fsp.jobs.job_type import JobType
from fsp.jobs.schedule import all_schedules
from fsp.models.alert import Alert


def alerts_about(job_type: JobType, alerts: Iterable[Alert]) -> list[Alert]:
    """Return the alerts about a job type, in their order."""
    schedules = {schedule.name for schedule in all_schedules() if schedule.job_type == job_type.name}
    return [alert for alert in alerts if _is_about(alert.labels or {}, job_type, schedules)]


def _is_about(labels: dict[str, str], job_type: JobType, schedules: set[str]) -> bool:
    if "job_type" in labels:
        return labels["job_type"] == job_type.name
    return labels.get("queue") == job_type.priority.value or labels.get("schedule", "") in schedules
