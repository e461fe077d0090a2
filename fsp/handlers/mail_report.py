"""`mail-report`: builds the report of a subscription and sends it to each recipient once."""

from datetime import datetime
from typing import Any

from fsp.clock import as_utc, utc_now
from fsp.core import current_settings
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type
from fsp.jobs.run_context import current_run
from fsp.reporting.deliver import Delivery, deliver
from fsp.stores import current_redis


@job_type("mail-report", priority=Priority.LOW, concurrency=3, retries=6, indexed=("subscription_id",))
def mail_report(subscription_id: int, due_at: datetime, mail_id: int | None = None) -> dict[str, Any]:
    """Send the report that was due then to those who have not received it, or to the recipient of one mail."""
    delivery = Delivery(current_redis(), current_settings(), current_run().job_id, utc_now)
    return dict(deliver(subscription_id, as_utc(due_at), mail_id, delivery))
