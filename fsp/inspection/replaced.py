"""Finds lost workers that were replaced by another worker started since."""

from collections.abc import Sequence

from fsp.inspection.fleet import FleetWorker, WorkerState


def missing_workers(fleet: Sequence[FleetWorker]) -> list[FleetWorker]:
    """Return the lost workers without a replacement."""
    replaced = replaced_workers(fleet)
    return [worker for worker in fleet if worker.state == WorkerState.LOST and worker.report.name not in replaced]


def replaced_workers(fleet: Sequence[FleetWorker]) -> frozenset[str]:
    """Return the names of replaced lost workers. One worker replaces one, preferably on the same host.

    The replacement may be lost itself by now: then only it is missing. A lost worker that still holds jobs is not
    replaced before they have been returned to their queues.
    """
    lost = sorted((worker for worker in fleet if worker.state == WorkerState.LOST), key=lambda worker: worker.heard_at)
    fresh = [worker for worker in fleet if worker.is_there or worker.state == WorkerState.LOST]
    names = set()
    for gone in (worker for worker in lost if not worker.jobs):
        later = [worker for worker in fresh if worker is not gone and worker.report.born_at >= gone.heard_at]
        if not later:
            continue
        same_host = [worker for worker in later if worker.report.host == gone.report.host]
        successor = min(same_host or later, key=lambda worker: worker.report.born_at)
        fresh.remove(successor)
        names.add(gone.report.name)
    return frozenset(names)
