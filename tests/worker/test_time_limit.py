"""Time limits: they ring in the right thread, and not after the job has ended."""

import threading
import time

import pytest

from fsp.errors import TimeLimitExceeded
from fsp.worker.time_limit import AlarmLimit, ThreadLimit
from testbed.processes import until


def test_an_alarm_ends_a_blocked_call() -> None:
    limit = AlarmLimit()
    limit.begin(0.05)

    with pytest.raises(TimeLimitExceeded):
        time.sleep(20)

    limit.end()


def test_a_thread_is_ended_by_another() -> None:
    limit, ended = ThreadLimit(), threading.Event()

    def spin() -> None:
        limit.begin(0.01)
        try:
            while True:
                time.sleep(0.001)
        except TimeLimitExceeded:
            ended.set()
        finally:
            limit.end()

    thread = threading.Thread(target=spin)
    thread.start()

    def is_ended() -> bool:
        limit.check(time.monotonic())
        return ended.is_set()

    until(is_ended, seconds=5, what="the thread is ended")
    thread.join()


@pytest.mark.parametrize("limit", [AlarmLimit(), ThreadLimit()])
def test_nothing_rings_after_the_end(limit: AlarmLimit | ThreadLimit) -> None:
    limit.begin(0.01)
    limit.end()

    if isinstance(limit, ThreadLimit):
        limit.check(time.monotonic() + 60)
    time.sleep(0.03)
