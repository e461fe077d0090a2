"""What a worker reports: written by it at each heartbeat, read by the page, kept for a day."""

from dataclasses import dataclass, field
from datetime import datetime

from fsp.stored_type import StoredType

REPLACED_FOR_MEMORY = "recycled for its memory"
"""Why a child ended that had more memory than its limit."""


@dataclass(frozen=True)
class ChildReport:
    """One child process; what its system does not report is None."""

    pid: int
    age_seconds: float
    jobs_done: int
    memory_bytes: int | None = None
    cpu_share: float | None = None
    """Processor time per second since the last heartbeat."""
    jobs: tuple[str, ...] = ()
    """The ids of the jobs it runs."""


@dataclass(frozen=True)
class ChildEnd:
    """A child that ended and, unless the worker was leaving, was replaced."""

    at: datetime
    pid: int
    reason: str


@dataclass(frozen=True)
class WorkerReport:
    """One worker process. A report of another version may lack fields or have more."""

    name: str
    host: str
    pid: int
    version: str
    born_at: datetime
    processes: int
    threads: int
    is_restarted: bool = False
    """Whether a supervisor restarts it when it exits, as `fsp up` does."""
    succeeded: int = 0
    failed: int = 0
    memory_bytes: int | None = None
    cpu_share: float | None = None
    children: tuple[ChildReport, ...] = ()
    ended_children: dict[str, int] = field(default_factory=dict)
    """How many children ended, by reason."""
    last_ended: tuple[ChildEnd, ...] = ()
    is_leaving: bool = False
    """Whether it has heard that it is to leave, and takes no more jobs."""
    left_at: datetime | None = None
    left_because: str = ""
    memory_limit_bytes: int | None = None
    """With more than this a child is replaced once its jobs have ended."""

    @property
    def all_memory_bytes(self) -> int | None:
        """Return the memory of the worker and its children together, where it is known."""
        known = [part for part in (self.memory_bytes, *(child.memory_bytes for child in self.children)) if part]
        return sum(known) if known else None

    @property
    def all_cpu_share(self) -> float | None:
        """Return the processor time of all its processes per second, where it is known."""
        known = [self.cpu_share, *(child.cpu_share for child in self.children)]
        measured = [share for share in known if share is not None]
        return sum(measured) if measured else None


STORED_REPORT = StoredType(WorkerReport)
