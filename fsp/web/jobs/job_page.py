"""The data of a job's page, from Redis, the history, the requests and the dead letters."""

from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from fsp.charts.waterfall import Waterfall
from fsp.inspection.late_results import LateResult
from fsp.jobs.job_reading import JobReading
from fsp.jobs.labels import PARENT, TAG
from fsp.jobs.registry import get_job_type
from fsp.jobs.replay_id import root_job_id
from fsp.jobs.step_ladder import LadderStep
from fsp.jobs.traceback_parts import Traceback, parts_of
from fsp.models.artifact import Artifact
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.deploy_mark import DeployMark
from fsp.models.job_request import JobRequest
from fsp.queueing.blocker import Blocker
from fsp.queueing.duplicates import Duplicate

MAX_ARGUMENTS_CHARACTERS = 20_000
"""How many characters are shown by default."""


@dataclass(frozen=True)
class JobPage:
    """Everything known about a job. Unknown parts are None or empty."""

    as_of: datetime
    job_id: str
    job_type: str
    arguments: dict[str, Any]
    all_arguments: str
    """All arguments as JSON."""
    shows_all_arguments: bool
    reading: JobReading | None
    request: JobRequest | None
    dead_letter: DeadLetterQueue | None
    artifacts: list[Artifact]
    blockers: list[Blocker]
    log: list[str]
    attempts: list[dict[str, Any]]
    dependents: list[str]
    duplicates: list[Duplicate]
    late_results: list[LateResult]
    children: list[str]
    durable_steps: list[LadderStep]
    timeline: Waterfall | None
    deploy: DeployMark | None
    """The deploy of its last run."""

    @property
    def status(self) -> str:
        """Return its status, from any source that knows it."""
        if self.reading:
            return self.reading.status
        return self.dead_letter.state if self.dead_letter else self.request.state if self.request else ""

    @property
    def labels(self) -> tuple[str, ...]:
        """Return its labels by kind."""
        return tuple(self.reading.labels) if self.reading else ()

    @property
    def tags(self) -> list[str]:
        """Return its tags."""
        return [label.removeprefix(f"{TAG}:") for label in self.labels if label.startswith(f"{TAG}:")]

    @property
    def parent(self) -> str:
        """Return the id of the job that it repeats or belongs to; empty if there is none."""
        if root_job_id(self.job_id) != self.job_id:
            return root_job_id(self.job_id)
        named = (label.removeprefix(f"{PARENT}:") for label in self.labels if label.startswith(f"{PARENT}:"))
        return next(named, self.request.parent_id or "" if self.request else "")

    @property
    def after(self) -> list[str]:
        """Return the ids of its dependencies."""
        return self.request.after if self.request else list(self.reading.after) if self.reading else []

    @property
    def retries(self) -> list[tuple[float, float]]:
        """Return the minimum and maximum delay of each remaining retry, in seconds."""
        if not self.reading or not self.reading.retries_left:
            return []
        rules = get_job_type(self.reading.job_type)
        spent = rules.retries - self.reading.retries_left
        return [rules.backoff.span_seconds(failures) for failures in range(spent + 1, rules.retries + 1)]

    @property
    def error(self) -> str:
        """Return the error of its last failure."""
        if self.dead_letter:
            return f"{self.dead_letter.error_class}: {self.dead_letter.error_message}"
        if self.reading:
            return self.reading.error
        return self.request.error if self.request else ""

    @property
    def fingerprint(self) -> str:
        """Return the fingerprint of its error."""
        return self.dead_letter.fingerprint if self.dead_letter else ""

    @property
    def traceback_text(self) -> str:
        """Return the newest traceback."""
        if self.dead_letter and self.dead_letter.error_traceback:
            return self.dead_letter.error_traceback
        return next((str(attempt["traceback"]) for attempt in reversed(self.attempts) if attempt.get("traceback")), "")

    @cached_property
    def traceback(self) -> Traceback | None:
        """Return the newest traceback in parts."""
        return parts_of(self.traceback_text) if self.traceback_text else None

    @property
    def arguments_text(self) -> str:
        """Return the arguments as JSON, cut unless all are requested."""
        return self.all_arguments if self.shows_all_arguments else self.all_arguments[:MAX_ARGUMENTS_CHARACTERS]

    @property
    def arguments_bytes(self) -> int:
        """Return the length of the arguments in bytes."""
        return len(self.all_arguments.encode())

    @property
    def is_cut(self) -> bool:
        """Return whether only a part of the arguments is shown."""
        return len(self.all_arguments) > len(self.arguments_text)
