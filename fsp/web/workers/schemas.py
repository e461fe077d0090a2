"""Schemas of workers in the API."""

from datetime import datetime
from typing import Annotated

from pydantic import Field

from fsp.shape import From, Shape, TextOrNone


class HostPath(Shape):
    """The host."""

    host: str = Field(max_length=253)


class ChildShape(Shape):
    """One child process of a worker."""

    pid: int
    age_seconds: float
    jobs_done: int
    memory_bytes: int | None
    cpu_share: float | None = Field(description="Processor seconds per second since the last heartbeat")


class ChildEndShape(Shape):
    """A child process that exited and was replaced."""

    at: datetime
    pid: int
    reason: str


class WorkerShape(Shape):
    """One worker. Values that its system does not provide are null."""

    name: str
    host: str
    pid: int
    version: str
    state: str = Field(description="running, draining, lost or gone")
    started_at: Annotated[datetime, From("born_at")]
    heartbeat_age_seconds: float
    processes: int
    threads: int
    jobs: list[str] = Field(description="The jobs it is running")
    succeeded: int
    failed: int
    memory_bytes: Annotated[int | None, From("all_memory_bytes")] = Field(description="Of the worker and its children")
    cpu_share: Annotated[float | None, From("all_cpu_share")]
    children: list[ChildShape]
    ended_children: dict[str, int] = Field(description="Number of exited child processes, by reason")
    last_ended: list[ChildEndShape]
    is_restarted: bool = Field(description="Whether a supervisor starts a new one when it leaves")
    drained_by: Annotated[str | None, From("drain.by")]
    drained_since: Annotated[datetime | None, From("drain.since")]
    left_at: datetime | None
    left_because: TextOrNone


class WorkerListShape(Shape):
    """Workers: online ones by name, then lost and stopped ones, newest first."""

    as_of: datetime
    workers: list[WorkerShape]


class DrainedShape(Shape):
    """The drained workers."""

    workers: Annotated[list[str], From("names")]
    are_restarted: bool = Field(description="Whether a supervisor starts new ones in their place")
