"""Which lost workers were replaced: another was started since, so nothing is missing any more."""

from collections.abc import Sequence

from fsp.inspection.fleet import FleetWorker, WorkerState


def missing_workers(fleet: Sequence[FleetWorker]) -> list[FleetWorker]:
    """Return the lost workers that were not replaced."""
    replaced = replaced_workers(fleet)
    return [found for found in fleet if found.state == WorkerState.LOST and found.report.name not in replaced]


def replaced_workers(fleet: Sequence[FleetWorker]) -> frozenset[str]:
    """Return the names of the lost workers in whose place another runs; one replaces one, on the same host first.

    A lost worker that still holds jobs is not replaced before they have been given to others.
    """
    lost = sorted((found for found in fleet if found.state == WorkerState.LOST), key=lambda found: found.heard_at)
    fresh = [found for found in fleet if found.is_there]
    names = set()
    for gone in (found for found in lost if not found.jobs):
        later = [found for found in fresh if found.report.born_at >= gone.heard_at]
        if not later:
            continue
        same_host = [found for found in later if found.report.host == gone.report.host]
        successor = min(same_host or later, key=lambda found: found.report.born_at)
        fresh.remove(successor)
        names.add(gone.report.name)
    return frozenset(names)
