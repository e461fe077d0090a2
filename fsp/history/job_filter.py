"""The filter of the job list, and its query parameters. `job_query` parses it. No side effects."""

import re
from dataclasses import dataclass
from datetime import datetime

from fsp.clock import iso
from fsp.jobs.fingerprint import fingerprint
from fsp.jobs.job_reading import JobReading

ALL = "all"
WAITING, RUNNING, ENDED = "waiting", "running", "ended"
ENDINGS = ("finished", "failed", "canceled")
HELD = ("scheduled", "deferred")
"""States of a waiting job that is due later, or depends on other jobs."""

RETRYING = "retrying"
"""A job that failed and will be retried: it is waiting, scheduled or running."""

STATES = (ALL, WAITING, *HELD, RETRYING, RUNNING, ENDED, *ENDINGS)
STATE_WORDS = {name: name for name in STATES} | {"dead": "failed", "cancelled": "canceled"}

_CLASS = re.compile(r"[A-Za-z_][\w.]*\Z")


@dataclass(frozen=True)
class JobFilter:
    """Jobs that match all non-empty fields. `labels` are `tag:…`, `args.<name>:…`, `parent:…`."""

    state: str = ALL
    job_type: str = ""
    queue: str = ""
    since: datetime | None = None
    until: datetime | None = None
    error: str = ""
    fingerprint: str = ""
    job_id: str = ""
    labels: tuple[str, ...] = ()
    text: str = ""

    @property
    def wants_waiting(self) -> bool:
        """Return whether waiting jobs can match."""
        return self.state in {ALL, WAITING, *HELD, RETRYING}

    @property
    def held(self) -> str:
        """Return the state if it is a waiting state with its own list."""
        return self.state if self.state in HELD else ""

    @property
    def wants_running(self) -> bool:
        """Return whether running jobs can match."""
        return self.state in {ALL, RUNNING, RETRYING}

    @property
    def has_failed(self) -> bool:
        """Return whether only jobs with an earlier failure match. Few waiting jobs have one."""
        return self.state == RETRYING or bool(self.error or self.fingerprint)

    @property
    def wants_ended(self) -> bool:
        """Return whether finished jobs can match."""
        is_of_error = bool(self.error or self.fingerprint)
        return self.state in ({ALL, ENDED, "failed"} if is_of_error else {ALL, ENDED, *ENDINGS})

    @property
    def error_class(self) -> str:
        """Return the error if it is a class name, which is indexed."""
        return self.error if _CLASS.match(self.error) else ""

    @property
    def needs_bound(self) -> bool:
        """Return whether each row must be read to decide. Then the search is limited."""
        is_narrow = bool(self.labels or self.fingerprint or self.job_id or self.error_class)
        return not is_narrow and bool(self.text or self.error)

    def fits(self, job: JobReading) -> bool:
        """Return whether a waiting or running job matches. The caller has already checked its labels."""
        exact = ((self.job_type, job.job_type), (self.queue, job.queue))
        since = job.started_at or job.enqueued_at
        return (
            (self.wants_running if job.status == "started" else self.wants_waiting)
            and all(expected in {"", actual} for expected, actual in exact)
            and (self.state not in HELD or job.status == self.state)
            and (not self.has_failed or self._fits_error(job.error))
            and job.job_id.startswith(self.job_id)
            and (not self.text or self.text.casefold() in f"{job.job_id} {job.arguments} {job.error}".casefold())
            and (self.since is None or since is None or since >= self.since)
            and (self.until is None or since is None or since < self.until)
        )

    def _fits_error(self, error: str) -> bool:
        name, _, message = error.partition(": ")
        return (
            bool(error)
            and (self.error == name if self.error_class else self.error.casefold() in error.casefold())
            and self.fingerprint in {"", fingerprint(name, message)}
        )

    @property
    def fits_any(self) -> bool:
        """Return whether every waiting job in the queue, or in any queue, matches."""
        return self == JobFilter(state=self.state, queue=self.queue) and self.state in {ALL, WAITING}

    def as_query(self) -> dict[str, str]:
        """Return the query parameters that describe this filter."""
        words = [_quoted(*label.split(":", 1)) for label in self.labels]
        named = {"error": self.error, "fingerprint": self.fingerprint, "id": self.job_id}
        words += [_quoted(name, value) for name, value in named.items() if value]
        is_plain = not re.search(r"[\s:]", self.text) and self.text.casefold() not in STATE_WORDS
        words += [self.text if is_plain else f'"{self.text}"'] if self.text else []
        fields = {
            "state": "" if self.state == ALL else self.state,
            "type": self.job_type,
            "queue": self.queue,
            "since": iso(self.since) if self.since else "",
            "until": iso(self.until) if self.until else "",
            "q": " ".join(words),
        }
        return {name: value for name, value in fields.items() if value}

    @property
    def in_words(self) -> str:
        """Return the filter in one line, to be stored with what it selected."""
        return " ".join(f"{name}={value}" for name, value in self.as_query().items()) or "all"


def _quoted(name: str, value: str) -> str:
    return f'{name}:"{value}"' if re.search(r"\s|^$", value) else f"{name}:{value}"
