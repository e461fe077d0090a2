"""A job type made for the tests of queueing and inspection."""

from fsp.handlers import catalogue  # noqa: F401  (FSP's own job types)
from fsp.jobs.priority import Priority
from fsp.jobs.registry import job_type


@job_type("test-count-pages", priority=Priority.LOW, concurrency=3, retries=3)
def count_pages(project: str) -> int:
    """Count nothing."""
    return len(project)
