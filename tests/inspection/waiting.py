"""The jobs that wait, as a test looks at them."""

import redis

from fsp.inspection.live_jobs import look_at_waiting
from fsp.jobs.job_reading import JobReading


def waiting_jobs(connection: redis.Redis) -> list[JobReading]:
    """Return the first 50 jobs that wait, in the order they would be looked at."""
    return look_at_waiting(connection, lambda _: True, job_type="", queue="", start=0, limit=50).jobs
