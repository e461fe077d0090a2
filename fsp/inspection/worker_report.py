"""The report that a worker writes at each heartbeat. Pages read it, and it is stored for a day."""

from dataclasses import dataclass, field
from datetime import datetime

from fsp.stored_type import StoredType

REPLACED_FOR_MEMORY = "recycled for its memory"
"""The reason when a child exceeded its memory limit."""


@dataclass(frozen=True)
class ChildReport:
    """One child process. Values that its system does not provide are None."""

    pid: int
    age_seconds: float
    jobs_done: int
    memory_bytes: int | None = None
    cpu_share: float | None = None
    """CPU time per second since the last heartbeat."""
    jobs: tuple[str, ...] = ()
    """The ids of its running jobs."""


@dataclass(frozen=True)
class ChildEnd:
    """A child that exited and, unless the worker was stopping, was replaced."""

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
    """Number of exited children, by reason."""
    last_ended: tuple[ChildEnd, ...] = ()
    is_leaving: bool = False
    """Whether it is draining and takes no more jobs."""
    left_at: datetime | None = None
    left_because: str = ""
    memory_limit_bytes: int | None = None
    """A child above this limit is replaced when its jobs have finished."""

    @property
    def all_memory_bytes(self) -> int | None:
        """Return the total memory of the worker and its children, where known."""
        parts = [part for part in (self.memory_bytes, *(child.memory_bytes for child in self.children)) if part]
        return sum(parts) if parts else None

    @property
    def all_cpu_share(self) -> float | None:
        """Return the CPU time per second of all its processes, where known."""
        shares = [self.cpu_share, *(child.cpu_share for child in self.children)]
        measured = [share for share in shares if share is not None]
        return sum(measured) if measured else None


STORED_REPORT = StoredType(WorkerReport)
