"""Every minute: sends due alert notifications, including those that a channel did not accept before."""

import random
from dataclasses import asdict
from typing import Any

from fsp.alerts.attempt import DeliveryContext
from fsp.alerts.channels.account_mail import account_channels
from fsp.alerts.channels.catalogue import configured_channels
from fsp.alerts.deliver import deliver_due
from fsp.core import current_settings
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.redis_ops.shared_clock import corrected
from fsp.stores import current_redis


@job_type("deliver-notices", priority=Priority.HIGH, concurrency=1, retries=0, timeout_seconds=120, is_upkeep=True)
def deliver_notices() -> dict[str, Any]:
    """Send the alert notifications and the notices of reviews that are due."""
    settings = current_settings()
    return asdict(
        deliver_due(
            (*configured_channels(settings), *account_channels(settings)),
            DeliveryContext(corrected(current_redis()), random.random, settings.public_url),
        )
    )
