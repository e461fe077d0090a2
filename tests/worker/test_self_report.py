"""A worker's word of itself."""

import os
import time

import redis

from fsp.clock import utc_now
from fsp.inspection.fleet import WorkerState, read_fleet
from fsp.settings import Settings
from fsp.worker.child import Child
from fsp.worker.self_report import LAST_ENDED, SelfReport
from fsp.worker.slots import Slots


def ended_child(pid: int, **fields: object) -> Child:
    return Child(range(1), pid=pid, pipe=0, started_at=time.monotonic(), **fields)  # type: ignore[arg-type]


def test_it_tells_of_its_children_and_leaves_with_a_word(redis_client: redis.Redis, settings: Settings) -> None:
    slots = Slots(1)
    report = SelfReport(redis_client, "w", settings, slots)
    slots.begin(0, job_id="a", token="1", deadline=1.0)
    slots.end(0, has_succeeded=True)

    report.tell([ended_child(os.getpid())])
    (there,) = read_fleet(redis_client, utc_now())
    report.leave("drained")
    (left,) = read_fleet(redis_client, utc_now())

    (child,) = there.report.children
    assert (child.pid, child.jobs_done) == (os.getpid(), 1)
    assert (there.report.succeeded, there.report.failed, there.state) == (1, 0, WorkerState.RUNNING)
    assert (left.state, left.report.left_because, left.report.children) == (WorkerState.GONE, "drained", ())


def test_every_end_of_a_child_has_its_reason(redis_client: redis.Redis, settings: Settings) -> None:
    report = SelfReport(redis_client, "w", settings, Slots(1))

    report.note_end(ended_child(1, was_killed=True, killed_slots={0}), -9)
    report.note_end(ended_child(2, was_killed=True, cancelled_slots={0}), -9)
    report.note_end(ended_child(3, was_killed=True), -9)
    report.note_end(ended_child(4), -11)
    report.note_end(ended_child(5), 1)
    report.note_end(ended_child(6), 0)
    report.note_end(ended_child(7, done_before=-settings.worker_max_jobs), 0)
    report.tell([])

    (result,) = read_fleet(redis_client, utc_now())
    assert [end.reason for end in result.report.last_ended] == [
        "recycled after 10000 jobs",
        "recycled for its memory",
        "crashed: exit code 1",
        "crashed: signal 11",
        "killed: it had lost a lease",
        "killed: a cancelled job did not stop",
        "killed: a job ignored its time limit",
    ]
    assert set(result.report.ended_children.values()) == {1}


def test_only_the_newest_ends_are_kept_but_all_are_counted(redis_client: redis.Redis, settings: Settings) -> None:
    report = SelfReport(redis_client, "w", settings, Slots(1))

    for number in range(LAST_ENDED + 5):
        report.note_end(ended_child(number), 1)
    report.tell([])

    (result,) = read_fleet(redis_client, utc_now())
    assert len(result.report.last_ended) == LAST_ENDED
    assert result.report.ended_children == {"crashed: exit code 1": LAST_ENDED + 5}
