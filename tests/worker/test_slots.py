"""Slots: written by a child, read by its parent, whatever becomes of the child."""

import os

from fsp.worker.slots import Busy, Slots


def test_a_parent_sees_what_its_child_began_and_counted() -> None:
    slots = Slots(3)
    pid = os.fork()
    if pid == 0:
        slots.begin(0, job_id="done", token="1", deadline=5.0)
        slots.end(0, has_succeeded=True)
        slots.begin(0, job_id="export-data-1", token="7", deadline=9.5)
        slots.begin(2, job_id="x", token="8", deadline=9.5)
        slots.end(2, has_succeeded=False)
        slots.idle(2)
        os._exit(0)
    os.waitpid(pid, 0)

    assert slots.busy(range(3)) == [Busy(0, "export-data-1", "7", 9.5)]
    assert slots.busy(range(1, 3)) == []
    assert slots.counts() == (1, 1)
    assert [slots.counts_of(slot) for slot in range(3)] == [1, 0, 1]


def test_a_job_that_waits_for_its_start_or_its_recording_is_busy_and_does_not_run() -> None:
    slots = Slots(1)
    slots.claim(0, job_id="job", token=7)
    before = slots.busy(range(1))
    slots.begin(0, job_id="job", token="7", deadline=9.5)
    during = slots.busy(range(1))
    slots.end(0, has_succeeded=True)
    after = slots.busy(range(1))

    assert [(busy.job_id, busy.token, busy.is_running) for busy in (*before, *during, *after)] == [
        ("job", "7", False),
        ("job", "7", True),
        ("job", "7", False),
    ]


def test_the_longest_job_id_fits() -> None:
    slots = Slots(1)

    slots.begin(0, job_id="j" * 100, token="1", deadline=1.0)

    assert slots.busy(range(1))[0].job_id == "j" * 100
