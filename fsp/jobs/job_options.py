"""The options of a job, apart from its type and arguments."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import TypedDict

from fsp.errors import InvalidInput
from fsp.jobs.deduplication import OnConflict
from fsp.jobs.job_id import check_job_id
from fsp.jobs.labels import checked_tags
from fsp.jobs.priority import Priority
from fsp.storable import MAX_NAME_BYTES, check_text

MAX_AFTER = 1000
"""The maximum number of dependencies of one job."""


class OnFailure(StrEnum):
    """What happens to a job if one of its dependencies does not succeed.

    `wait`: until that one does succeed, for example after its dead letter was replayed; `run`: run anyway.
    """

    WAIT = "wait"
    RUN = "run"


@dataclass(frozen=True, slots=True, kw_only=True)
class JobOptions:
    """Options for any job. Raise InvalidInput for invalid values; UnstorableInput names the field.

    The job is due `at` a time, or now. It can be found by its `tags`, and by its `parent`, the job that it repeats. It
    is deferred until every job in `after` has succeeded; `on_failure` decides what happens if one does not.
    """

    job_id: str | None = None
    at: datetime | None = None
    tags: Sequence[str] = ()
    parent: str = ""
    after: Sequence[str] = ()
    on_failure: OnFailure = OnFailure.WAIT

    def __post_init__(self) -> None:
        if self.after and (len(self.after) > MAX_AFTER or self.job_id in self.after):
            count = len(self.after)
            raise InvalidInput(f"A job can run after up to {MAX_AFTER} others and not after itself, got {count} ids.")
        if self.job_id is not None:
            check_job_id(self.job_id)
        if self.parent:
            check_text(self.parent, "parent", max_bytes=MAX_NAME_BYTES)
        for job_id in self.after:
            check_text(job_id, "after", max_bytes=MAX_NAME_BYTES)
        if self.tags:
            object.__setattr__(self, "tags", checked_tags(self.tags))


@dataclass(frozen=True, slots=True, kw_only=True)
class EnqueueOptions(JobOptions):
    """How a job is enqueued. `is_requested` means that a row in SQL waits for its result.

    While another job holds the same `idempotency_key`, the type's deduplication decides, or `on_conflict` instead.
    """

    priority: Priority | None = None
    is_requested: bool = False
    idempotency_key: str | None = None
    on_conflict: OnConflict | None = None

    def __post_init__(self) -> None:
        # Not super(): a class with slots is created twice, and super() would refer to the first one.
        JobOptions.__post_init__(self)
        if self.idempotency_key:
            check_text(self.idempotency_key, "idempotency_key")


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestOptions(JobOptions):
    """How a job is requested: by whom, and for which project, if not the one in its arguments."""

    requested_by: str = ""
    project_id: int | None = None


class JobKeywords(TypedDict, total=False):
    """The fields of JobOptions as keywords of a call."""

    job_id: str | None
    at: datetime | None
    tags: Sequence[str]
    parent: str
    after: Sequence[str]
    on_failure: OnFailure


class EnqueueKeywords(JobKeywords, total=False):
    """The fields of EnqueueOptions as keywords of a call."""

    priority: Priority | None
    is_requested: bool
    idempotency_key: str | None
    on_conflict: OnConflict | None


class RequestKeywords(JobKeywords, total=False):
    """The fields of RequestOptions as keywords of a call."""

    requested_by: str
    project_id: int | None
