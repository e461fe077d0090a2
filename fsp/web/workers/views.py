"""The data of the pages of workers: online, stopped and lost within a day, with their jobs and resources."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import redis

from fsp.conditions.blockers import why_held
from fsp.conditions.work import read_work
from fsp.errors import NotFound
from fsp.inspection.fleet import FleetWorker, WorkerState, read_fleet
from fsp.inspection.replaced import replaced_workers
from fsp.queueing.blocker import Blocker


@dataclass(frozen=True)
class Host:
    """The workers on one host."""

    name: str
    workers: tuple[FleetWorker, ...]

    @property
    def can_be_drained(self) -> bool:
        """Return whether any of them still takes jobs."""
        return any(worker.state == WorkerState.RUNNING for worker in self.workers)


@dataclass(frozen=True)
class WorkersPage:
    """The workers of the last day at one time: online ones by host, then lost ones, then stopped ones."""

    as_of: datetime
    hosts: tuple[Host, ...]
    lost: tuple[FleetWorker, ...]
    gone: tuple[FleetWorker, ...]
    replaced: frozenset[str]
    """The names of replaced lost workers."""

    @property
    def there(self) -> tuple[FleetWorker, ...]:
        """Return every online worker."""
        return tuple(worker for host in self.hosts for worker in host.workers)

    @property
    def slots(self) -> int:
        """Return how many jobs can run at once on all of them. A draining worker has no free slots."""
        return sum(worker.slots for worker in self.there if worker.state == WorkerState.RUNNING)


@dataclass(frozen=True)
class WorkerPage:
    """One worker at one time."""

    as_of: datetime
    worker: FleetWorker
    blockers: tuple[Blocker, ...]
    """Why it takes no more jobs."""


def read_workers_page(connection: redis.Redis, now: datetime) -> WorkersPage:
    """Read the workers by host."""
    fleet = read_fleet(connection, now)
    there = sorted((worker for worker in fleet if worker.is_there), key=lambda worker: worker.report.host)
    hosts = tuple(Host(name, tuple(workers)) for name, workers in groupby(there, lambda worker: worker.report.host))
    lost = tuple(worker for worker in fleet if worker.state == WorkerState.LOST)
    gone = tuple(worker for worker in fleet if worker.state == WorkerState.GONE)
    return WorkersPage(now, hosts, lost, gone, replaced_workers(fleet))


def read_worker_page(connection: redis.Redis, name: str, now: datetime) -> WorkerPage:
    """Read one worker of the last day; raise NotFound if it does not exist."""
    work = read_work(connection, now)
    fleet_worker = next((worker for worker in work.fleet if worker.report.name == name), None)
    if fleet_worker is None:
        raise NotFound(f'There was no worker "{name}" in the last 24 hours.')
    return WorkerPage(now, fleet_worker, tuple(why_held(fleet_worker, work, now)))
