"""The work of a child process: one loop in its main thread, or several in threads."""

import logging
import os
import signal
import threading
import time
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path

import redis
from flask import Flask

from fsp import tracing
from fsp.redis_connections import connect_redis, connect_redis_now
from fsp.settings import Settings
from fsp.stores import db
from fsp.worker.attempt import AttemptContext
from fsp.worker.cost import ProcessMeter, ThreadMeter
from fsp.worker.group_commit import GroupCommit
from fsp.worker.interval import Interval
from fsp.worker.job_fetcher import JobFetcher
from fsp.worker.left_running import WORKER_THREAD
from fsp.worker.loop import WorkerThread, run_jobs
from fsp.worker.outage import once_redis_answers
from fsp.worker.process_state import ProcessState, take_state
from fsp.worker.programs import end_programs, has_programs
from fsp.worker.signals import keep_from_forked
from fsp.worker.slots import Slots
from fsp.worker.time_limit import AlarmLimit, ThreadLimit
from fsp.worker.watching import RunLog

log = logging.getLogger(__name__)

CHECK_EVERY_SECONDS = 0.25
LOOK_AT_MEMORY_EVERY_SECONDS = 1.0


@dataclass
class ChildWork:
    """The work of one child, called in the child after the fork."""

    app: Flask
    settings: Settings
    worker: str
    queues: list[str]
    slots: Slots
    own_slots: range
    is_burst: bool
    is_stopping: threading.Event = field(default_factory=threading.Event)
    _state: ProcessState | None = None

    def __call__(self) -> bool:
        """Work until stopped, or until a new child should take over; return whether one should."""
        signal.signal(signal.SIGTERM, lambda *_: self.is_stopping.set())
        with self.app.app_context():
            # Connections opened before the fork belong to the parent.
            db.engine.dispose(close=False)
        connection = connect_redis(self.settings)
        self.app.extensions["fsp_redis"] = connection
        # A log line that cannot be written, for example because a job closed the stream, must not raise.
        logging.raiseExceptions = False
        logging.getLogger().addHandler(RunLog())
        keep_from_forked()
        tracing.configure(os.environ)
        is_single = len(self.own_slots) == 1
        state = self._state = take_state(has_signals=is_single)
        if is_single:
            run_jobs(self._thread(self.own_slots[0], AttemptContext(self.app, AlarmLimit(), ProcessMeter(), state)))
        else:
            self._run_threads(state)
        if has_programs(of_thread=False):
            end_programs(0.0)
        # The process exits with os._exit, which runs no exit handlers.
        tracing.flush()
        return self._is_spent()

    def _run_threads(self, state: ProcessState) -> None:
        limits = [ThreadLimit() for _ in self.own_slots]
        threads = [
            threading.Thread(target=self._run_thread, args=(slot, limit, state), name=f"{WORKER_THREAD}{slot}")
            for slot, limit in zip(self.own_slots, limits, strict=True)
        ]
        for thread in threads:
            thread.start()
        while any(thread.is_alive() for thread in threads):
            time.sleep(CHECK_EVERY_SECONDS)
            for limit in limits:
                limit.check(time.monotonic())
        if self._has_lost_thread:
            raise RuntimeError("a thread ended under its job")

    def _run_thread(self, slot: int, limit: ThreadLimit, state: ProcessState) -> None:
        try:
            run_jobs(self._thread(slot, AttemptContext(self.app, limit, ThreadMeter(), state)))
        except BaseException:
            # Its slot would be taken forever. The other threads finish their jobs, and the worker records the result.
            self._has_lost_thread = True
            self.is_stopping.set()
            log.exception("a thread of a child ended")

    def _thread(self, slot: int, context: AttemptContext) -> WorkerThread:
        connection = connect_redis(self.settings)
        fetcher = JobFetcher(
            self._fetcher_connection(),
            worker=self.worker,
            queues=self.queues,
            lease_seconds=self.settings.lease_seconds,
            version=self.settings.code_version,
            is_strict=self.settings.strict_priority,
        )
        return WorkerThread(context, connection, fetcher, self.slots, slot, self._may_go_on, self.is_burst, self._group)

    def _fetcher_connection(self) -> redis.Redis:
        connection = once_redis_answers(partial(connect_redis_now, self.settings), may_wait=self._may_go_on)
        # Stopped before it began: return a client that connects on first use, which never happens.
        return connection or connect_redis(self.settings)

    def _may_go_on(self) -> bool:
        return not self.is_stopping.is_set() and not self._is_spent()

    def _is_spent(self) -> bool:
        """Return whether a new child should take over: after many jobs, or with too much memory."""
        done = sum(map(self.slots.counts_of, self.own_slots)) - self._done_before
        # A new child would be as large as one that has done nothing yet.
        if done and self._look_at_memory.is_due():
            self._is_large = _resident_bytes() > self.settings.worker_memory_bytes
        is_changed = self._state is not None and self._state.is_lost
        return self._is_large or is_changed or done >= self.settings.worker_max_jobs

    def __post_init__(self) -> None:
        self._done_before = sum(self.slots.counts_of(slot) for slot in self.own_slots)
        self._look_at_memory = Interval(LOOK_AT_MEMORY_EVERY_SECONDS)
        self._is_large = False
        self._has_lost_thread = False
        self._group = GroupCommit()


def _resident_bytes() -> int:
    try:
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    except (OSError, IndexError, ValueError):
        return 0
    return pages * os.sysconf("SC_PAGE_SIZE")
