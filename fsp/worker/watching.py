"""Publishes the progress and the log lines of a running job."""

import json
import logging
import time
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from functools import cached_property

import redis
from rq.defaults import RQ_KEY_PREFIX

from fsp.jobs.progress import Progress
from fsp.jobs.run_context import find_run
from fsp.jobs.server_limits import Correction
from fsp.logs import FieldFormatter
from fsp.queueing.rq_job import RESULT_TTL_SECONDS
from fsp.redis_ops.scripts import script
from fsp.security.redaction import redact, redact_text
from fsp.worker.claim import Claim
from fsp.worker.kept_steps import KeptSteps
from fsp.worker.slots import Slots

MAX_LINES = 1000
LINE_CHARACTERS = 4000
MIN_SECONDS_BETWEEN = 0.1


@dataclass
class RunWatcher:
    """Reports on one attempt in one slot. If Redis is down, reports are dropped and the job continues."""

    connection: redis.Redis
    claim: Claim
    slots: Slots
    slot: int
    _shown_at: float = field(default=float("-inf"))

    @cached_property
    def steps(self) -> KeptSteps:
        """Return the store of the results of the attempt's steps."""
        return KeptSteps(self.connection, self.claim, self.slots, self.slot)

    def is_cancelled(self) -> bool:
        """Return whether the job was cancelled; needs no call to Redis."""
        return self.slots.is_cancelled(self.slot, self.claim.token)

    def report_progress(self, progress: Progress) -> None:
        """Publish the progress, at most ten times per second and always at the end."""
        now = time.monotonic()
        if now - self._shown_at >= MIN_SECONDS_BETWEEN or progress.done == progress.total:
            self._shown_at = now
            self._publish(json.dumps(redact(asdict(progress)), allow_nan=False))

    def report_limit(self, gate: str, correction: Correction) -> None:
        """Record a server's rate limit answer for a gate, for all workers."""
        wait, left = correction.wait_seconds, correction.left
        args: list[str | int | float] = [
            *(gate, self.claim.job_id, "" if wait is None else wait * 1000),
            *("" if left is None else left, correction.reset_seconds * 1000, int(correction.only_if_rated)),
        ]
        with suppress(redis.exceptions.RedisError):
            script("correct")(args=args, client=self.connection)

    def add_log_line(self, line: str) -> None:
        """Add a line to the log of the job, which keeps the newest 1000."""
        self._publish("", redact_text(line)[:LINE_CHARACTERS])

    def _publish(self, progress: str, *lines: str) -> None:
        args: list[str | int] = [progress, MAX_LINES, RESULT_TTL_SECONDS, *lines]
        try:
            script("watch")(args=[RQ_KEY_PREFIX, self.claim.job_id, self.claim.token, *args], client=self.connection)
        except (redis.exceptions.RedisError, UnicodeEncodeError):
            return


class RunLog(logging.Handler):
    """Adds the log records of a job's own thread to the log of the job."""

    def __init__(self) -> None:
        super().__init__(logging.INFO)
        self.setFormatter(FieldFormatter())

    def emit(self, record: logging.LogRecord) -> None:
        """Add the record to the log of its job. Records outside a job are ignored. Logging never fails a job."""
        run = find_run()
        if run is None:
            return
        try:
            run.watcher.add_log_line(self.format(record))
        except Exception:  # noqa: BLE001  (a value's own __str__ may raise)
            self.handleError(record)

    def handleError(self, record: logging.LogRecord) -> None:  # noqa: N802  (the name is that of logging)
        """Note in the log of the job that a record could not be written."""
        run = find_run()
        with suppress(Exception):
            if run is not None:
                run.watcher.add_log_line(
                    f"{record.levelname} {record.name} (a line that cannot be written: {record.msg!r:.200})"
                )
