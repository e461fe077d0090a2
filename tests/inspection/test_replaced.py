"""A lost worker is replaced once another was started since; one replaces one."""

from datetime import UTC, datetime, timedelta

import pytest

from fsp.inspection.fleet import FleetWorker, WorkerState
from fsp.inspection.replaced import replaced_workers
from fsp.inspection.worker_report import WorkerReport
from fsp.jobs.job_reading import JobReading

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)
JOB = JobReading("j", "export-data", "low", "started", {})


def worker(name: str, born: int, *, lost: int | None = None, host: str = "a", jobs: int = 0) -> FleetWorker:
    """Return a worker born so many minutes after noon, last heard of at minute `lost` if it is lost."""
    report = WorkerReport(name, host, 1, "1", NOON + timedelta(minutes=born), 1, 1)
    heard = NOON + timedelta(minutes=30 if lost is None else lost)
    state = WorkerState.RUNNING if lost is None else WorkerState.LOST
    return FleetWorker(report, state, heard, 1.0, None, (JOB,) * jobs)


@pytest.mark.parametrize(
    ("fleet", "names"),
    [
        ([worker("old", 0, lost=10), worker("new", 11)], {"old"}),
        ([worker("old", 0, lost=10), worker("other", 0)], set()),
        ([worker("old", 0, lost=10, jobs=1), worker("new", 11)], set()),
        ([worker("one", 0, lost=10), worker("two", 0, lost=12), worker("new", 13)], {"one"}),
        ([worker("one", 0, lost=10), worker("two", 0, lost=12), worker("new", 13), worker("more", 14)], {"one", "two"}),
        # On the same host first, so that the other host's stays missed.
        (
            [
                worker("one", 0, lost=10, host="b"),
                worker("two", 0, lost=11),
                worker("new", 12),
                worker("b2", 13, host="b"),
            ],
            {"one", "two"},
        ),
        ([worker("new", 11)], set()),
        # Each of a chain replaces the one before it.
        ([worker("one", 0, lost=10), worker("two", 11, lost=20), worker("new", 21)], {"one", "two"}),
        ([worker("one", 0, lost=10), worker("two", 11, lost=20)], {"one"}),
        ([worker("one", 0, lost=20), worker("two", 11, lost=20)], set()),
        ([worker("one", 10, lost=10)], set()),
    ],
)
def test_a_lost_worker_is_replaced_by_one_started_since(fleet: list[FleetWorker], names: set[str]) -> None:
    assert replaced_workers(fleet) == names
