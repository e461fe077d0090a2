"""The shapes of duplicates and late results in the API."""

from datetime import datetime
from typing import Any

from pydantic import Field

from fsp.queueing.duplicates import Answer
from fsp.shape import Shape


class OfJobQuery(Shape):
    """Of one job alone, or of all."""

    job_id: str | None = None
    limit: int = Field(100, ge=1, le=1000)


class DuplicateShape(Shape):
    """A request whose key the job `jobId` held; `duplicateId` is the id it would have had, or has if it runs later."""

    at: datetime
    job_type: str
    job_id: str
    duplicate_id: str
    answer: Answer


class DuplicateListShape(Shape):
    """Newest first; the last 1000 are kept."""

    duplicates: list[DuplicateShape]


class StaleEndingShape(Shape):
    """An ending that was refused, because its attempt no longer held the job."""

    at: datetime
    job_id: str
    job_type: str
    token: str
    outcome: str
    error: str
    result: Any


class StaleEndingListShape(Shape):
    """Newest first; the last 1000 are kept."""

    stale_endings: list[StaleEndingShape]
