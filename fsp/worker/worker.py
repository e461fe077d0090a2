"""The worker: RQ's worker process as a supervisor of long-lived children that run the jobs."""

import atexit
import gc
import os
import socket
import time
from contextlib import ExitStack
from functools import partial
from types import FrameType
from typing import Any
from uuid import uuid4

from flask import Flask
from rq import Worker
from rq.defaults import RQ_KEY_PREFIX
from rq.serializers import JSONSerializer
from rq.worker.base import WorkerStatus

from fsp import logs
from fsp.alerts.run_evaluation import run_evaluation
from fsp.core import core_app
from fsp.handlers import catalogue
from fsp.health.schema import require_schema_at_start
from fsp.inspection.drains import is_asked_to_leave
from fsp.jobs.priority import QUEUE_NAMES
from fsp.lifeline import beat
from fsp.redis_client import client_of
from fsp.redis_connections import connect_redis
from fsp.redis_ops.scripts import script
from fsp.redis_ops.usable import check_connection_is_usable
from fsp.settings import Settings, from_environment
from fsp.worker.child import Child
from fsp.worker.child_work import ChildWork
from fsp.worker.children import Children
from fsp.worker.history_archiver import HistoryArchiver
from fsp.worker.interval import Interval
from fsp.worker.maintenance import Maintenance
from fsp.worker.new_version import mark_new_version
from fsp.worker.outage import once_redis_answers, succeeds
from fsp.worker.rq_record import RqRecord
from fsp.worker.self_report import SUPERVISED, SelfReport
from fsp.worker.signals import stop_signals
from fsp.worker.slots import Slots
from fsp.worker.unfinished import Unfinished
from fsp.worker.watch_process import WatchProcess

TICK_SECONDS = 0.5
HEARTBEAT_EVERY_SECONDS = 5.0


class FspWorker(Worker):
    """Keeps children running, renews the leases of their jobs, and records results that they could not.

    When drained, it takes no more jobs and exits after its running jobs finish, however long that takes.
    """

    def __init__(self, queues: Any, *arguments: Any, settings: Settings | None = None, **options: Any) -> None:
        self._settings = settings or from_environment(os.environ)
        logs.configure_unless_done(self._settings.log_level)
        catalogue.load(self._settings)
        self._app: Flask = core_app(self._settings)
        # Before Redis is used: with the schema of another version every job would fail.
        require_schema_at_start(self._app)
        options["serializer"] = JSONSerializer
        options.setdefault("worker_ttl", 30)
        if options.get("connection") is not None:
            options["connection"] = client_of(options["connection"])
            if SUPERVISED not in os.environ:
                # `rq worker` starts here without any other check. The supervisor has checked before.
                check_connection_is_usable(options["connection"])
        super().__init__(queues, *arguments, **options)
        threads, count = self._settings.worker_threads, self._settings.worker_children
        children = [Child(range(number * threads, (number + 1) * threads)) for number in range(count)]
        self._slots = Slots(threads * count)
        unfinished = Unfinished(self._app, self.connection, self._slots)
        self._report = SelfReport(self.connection, self.name, self._settings, self._slots)
        self._children = Children(children, self._slots, unfinished, self._report, self._work_of)
        self._maintenance = Maintenance(
            self.connection, self._settings, self._slots, children, unfinished.bury, self.name
        )
        self._archiver = HistoryArchiver(self._app, self.connection)
        self._record = RqRecord(self, self._slots)
        self._watch = WatchProcess(self._app, self._settings, run_evaluation)
        self._heartbeat = Interval(HEARTBEAT_EVERY_SECONDS)
        self._stop_at: float | None = None
        self._is_drained = False
        self._is_burst = False

    def work(self, burst: bool = False, *_: Any, **_options: Any) -> bool:
        """Work until stopped or, in burst mode, until no job may run; return whether any job ran."""
        self._is_burst = burst
        with ExitStack() as ending:
            ending.callback(succeeds, self._say_goodbye)
            ending.enter_context(stop_signals(self._on_signal))
            ending.callback(self._children.end)
            ending.callback(self._watch.end)
            # As soon as Redis accepts it, unless the worker is stopped before.
            if not once_redis_answers(self._register, may_wait=self._may_wait_for_redis):
                return False
            mark_new_version(self._app, self._settings.code_version)
            self._children.start()
            while self._children.running:
                self._tick()
        if self._watch.has_other_schema and self._stop_at is None:
            require_schema_at_start(self._app)
        return sum(self._slots.counts()) > 0

    def _may_wait_for_redis(self) -> bool:
        beat()
        return self._stop_at is None

    def _register(self) -> bool:
        # A Redis that refuses a single command would refuse it at the end of a job.
        script("writable")(args=[RQ_KEY_PREFIX], client=self.connection)
        self.register_birth()  # type: ignore[no-untyped-call]
        self.set_state(WorkerStatus.IDLE)
        self._report.tell([])
        return True

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        # A second signal ends the grace period. Running jobs are handed back, not lost.
        grace_seconds = self._settings.stop_grace_seconds if self._stop_at is None else 0
        self._stop_at = time.monotonic() + grace_seconds

    def _work_of(self, child: Child) -> ChildWork:
        return ChildWork(
            app=self._app,
            settings=self._settings,
            worker=self.name,
            queues=self.queue_names(),
            slots=self._slots,
            own_slots=child.slots,
            is_burst=self._is_burst,
        )

    def _tick(self) -> None:
        beat()
        self._children.tend(TICK_SECONDS, may_replace=self._may_replace)
        if self._stop_at is not None or self._is_drained:
            self._children.ask_to_stop()
        if self._stop_at is not None and time.monotonic() >= self._stop_at:
            self._children.kill()
        if not self._is_burst:
            self._watch.tend()
            if self._watch.has_other_schema and not self._is_drained:
                # Jobs would fail, or write into an unknown schema. They wait for a worker of the right version.
                self._leave()
        self._maintenance.kill_overdue()
        succeeds(self._maintain)

    def _may_replace(self, child: Child, code: int) -> bool:
        has_nothing_left = self._is_burst and code == 0 and not child.was_spent
        return self._stop_at is None and not self._is_drained and not has_nothing_left

    def _leave(self) -> None:
        """Take no more jobs, and exit when the running ones finish."""
        self._is_drained = True
        self._children.ask_to_stop()

    def _maintain(self) -> None:
        if self._heartbeat.is_due():
            self.heartbeat()
            self._report.tell(self._children.running, is_leaving=self._is_drained)
        if not self._is_drained and is_asked_to_leave(self.connection, self.name):
            self._leave()
            self._report.tell(self._children.running, is_leaving=True)
        self._maintenance.run_due()
        self._record.update()
        self._archiver.run_due(is_busy=bool(self._slots.busy(range(self._slots.count))))

    def _say_goodbye(self) -> None:
        self._record.update()
        self._archiver.end()
        self._report.leave(self._why_it_leaves())
        self.register_death()  # type: ignore[no-untyped-call]

    def _why_it_leaves(self) -> str:
        if self._stop_at is not None:
            return "stopped"
        if self._watch.has_other_schema:
            return "the database has the tables of another version"
        return "drained" if self._is_drained else "nothing was left to do"


def run_worker(settings: Settings, *, burst: bool = False) -> None:
    """Work on the three queues until stopped or, with `burst`, until they are empty."""
    # Garbage collection at exit takes half a second of CPU time, which would count towards the time of a stop.
    atexit.register(gc.freeze)
    name = f"{socket.gethostname()}-{uuid4().hex[:8]}"
    # RQ asks Redis for its own address here.
    make = partial(FspWorker, list(QUEUE_NAMES), name=name, connection=connect_redis(settings), settings=settings)
    worker = once_redis_answers(make, may_wait=_beat)
    if worker is not None:
        worker.work(burst=burst, logging_level="WARNING")


def _beat() -> bool:
    beat()
    return True
