"""Every five minutes: evaluates all conditions, decides about alerts, and sends notifications."""

from dataclasses import asdict
from typing import Any

from fsp.alerts.run_evaluation import run_evaluation
from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.stores import current_redis


@job_type(
    "health-check-and-alerting",
    priority=Priority.HIGH,
    concurrency=1,
    retries=0,
    timeout_seconds=120,
    is_upkeep=True,
    stays_inside=True,
)
def check_health() -> dict[str, Any]:
    """Evaluate all conditions, decide about alerts, and send notifications."""
    return asdict(run_evaluation(current_redis(), current_settings(), now=utc_now))
