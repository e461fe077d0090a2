"""Every night: delete what is past its retention."""

from dataclasses import asdict
from typing import Any

from fsp.clock import utc_now
from fsp.extensions import current_settings
from fsp.history import clean_up as history
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type


@job_type("clean-up", priority=Priority.LOW, concurrency=1, retries=1, timeout_seconds=1800, is_upkeep=True)
def clean_up() -> dict[str, Any]:
    """Delete what is past its retention."""
    return asdict(history.clean_up(settings=current_settings(), now=utc_now()))
