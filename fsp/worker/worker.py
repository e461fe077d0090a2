"""The worker: RQ's worker process as a supervisor of long-lived children that run the jobs."""

import logging
import os
import select
import signal
import time
from collections.abc import Callable
from socket import gethostname
from types import FrameType
from typing import Any

import redis
from flask import Flask
from rq import Worker
from rq.defaults import RQ_KEY_PREFIX
from rq.serializers import JSONSerializer
from rq.worker.base import WorkerStatus
from sqlalchemy.exc import SQLAlchemyError

from fsp import logs
from fsp.clock import utc_now
from fsp.extensions import core_app, db
from fsp.handlers import catalogue
from fsp.health.schema import require_schema_at_start
from fsp.lifeline import beat
from fsp.performance.deploys import mark_if_new
from fsp.queueing.drains import is_asked_to_leave
from fsp.redis_client import client_of
from fsp.redis_ops.scripts import script
from fsp.redis_ops.usable import check_connection_is_usable
from fsp.settings import Settings, from_environment
from fsp.worker.child import Child
from fsp.worker.child_work import ChildWork
from fsp.worker.history_archiver import HistoryDrain
from fsp.worker.interval import Often
from fsp.worker.loop import AWAY_PAUSE_SECONDS
from fsp.worker.maintenance import Chores
from fsp.worker.self_report import SUPERVISED, SelfReport
from fsp.worker.slots import Slots
from fsp.worker.unfinished import Unfinished
from fsp.worker.watch_process import WatchProcess

log = logging.getLogger(__name__)

TICK_SECONDS = 0.5
HEARTBEAT_EVERY_SECONDS = 5.0
YOUNG_SECONDS = 1.0


class FspWorker(Worker):
    """Keeps children running, renews the leases of their jobs, and has the endings recorded that they could not.

    Drained, it takes no more jobs and leaves when those it runs have ended, however long that takes.
    """

    def __init__(self, queues: Any, *arguments: Any, settings: Settings | None = None, **options: Any) -> None:
        self._settings = settings or from_environment(os.environ)
        logs.configure_unless_done(self._settings.log_level)
        catalogue.load(self._settings)
        self._app: Flask = core_app(self._settings)
        # Before anything is said to Redis: with the tables of another version every job would fail.
        require_schema_at_start(self._app)
        options["serializer"] = JSONSerializer
        options.setdefault("worker_ttl", 30)
        if options.get("connection") is not None:
            options["connection"] = client_of(options["connection"])
            if SUPERVISED not in os.environ:
                # `rq worker` comes here without any other check. The supervisor has checked before it began.
                check_connection_is_usable(options["connection"])
        super().__init__(queues, *arguments, **options)
        threads, count = self._settings.worker_threads, self._settings.worker_children
        self._slots = Slots(threads * count)
        self._children = [Child(range(number * threads, (number + 1) * threads)) for number in range(count)]
        self._counted = (0, 0)
        self._heartbeat = Often(HEARTBEAT_EVERY_SECONDS)
        self._unfinished = Unfinished(self._app, self.connection, self._slots)
        self._chores = Chores(self.connection, self._settings, self._slots, self._children, self._unfinished.bury)
        self._drain = HistoryDrain(self._app, self.connection)
        self._report = SelfReport(self.connection, self.name, self._settings, self._slots)
        self._watch = WatchProcess(self._app, self._settings)
        self._stop_at: float | None = None
        self._is_drained = False
        self._is_burst = False

    def work(self, burst: bool = False, *_: Any, **_options: Any) -> bool:
        """Work until told to stop, or, in burst mode, until nothing may run; return whether any job ran."""
        self._is_burst = burst
        handlers = {number: signal.signal(number, self._on_signal) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            if not self._begin():
                self._children = []
                return False
            self._mark_new_version()
            for child in self._children:
                self._start(child)
            while self._children:
                self._tick()
        finally:
            self._watch.end()
            for child in [child for child in self._children if child.pipe >= 0]:
                child.kill()
                self._unfinished.end_with(child)
            for number, handler in handlers.items():
                signal.signal(number, handler)
            self._through_absence(self._say_goodbye)
        if self._watch.has_other_schema and self._stop_at is None:
            require_schema_at_start(self._app)
        return sum(self._slots.counts()) > 0

    def _begin(self) -> bool:
        """Register this worker, as soon as Redis takes it; return False if it is told to stop before."""
        while not self._through_absence(self._register):
            if self._stop_at is not None:
                return False
            beat()
            time.sleep(AWAY_PAUSE_SECONDS)
        return True

    def _register(self) -> None:
        # One that refuses a single command would have it refused in the middle of a job's end.
        script("writable")(args=[RQ_KEY_PREFIX], client=self.connection)
        self.register_birth()  # type: ignore[no-untyped-call]
        self.set_state(WorkerStatus.IDLE)
        self._report.tell([])

    def _on_signal(self, _number: int, _frame: FrameType | None) -> None:
        # A second signal ends the grace period; what still runs is handed back, not lost.
        grace_seconds = self._settings.stop_grace_seconds if self._stop_at is None else 0
        self._stop_at = time.monotonic() + grace_seconds

    def _start(self, child: Child) -> None:
        child.done_before = sum(self._slots.counts_of(slot) for slot in child.slots)
        child.start(
            ChildWork(
                app=self._app,
                settings=self._settings,
                worker=self.name,
                queues=self.queue_names(),
                slots=self._slots,
                own_slots=child.slots,
                is_burst=self._is_burst,
            )
        )

    def _tick(self) -> None:
        beat()
        ended, _, _ = select.select([child.pipe for child in self._children], [], [], TICK_SECONDS)
        for child in [child for child in self._children if child.pipe in ended]:
            self._replace(child)
        if self._stop_at is not None or self._is_drained:
            self._stop(time.monotonic())
        if not self._is_burst:
            self._watch.tend()
            self._heed_schema()
        self._chores.kill_overdue()
        self._through_absence(self._keep_house)

    def _heed_schema(self) -> None:
        if self._watch.has_other_schema and not self._is_drained:
            # Each job would fail, or write into tables it does not know: they wait for a worker that fits.
            self._leave()

    def _leave(self) -> None:
        """Take no more jobs, and leave when those that run have ended."""
        self._is_drained = True
        for child in self._children:
            child.ask_to_stop()

    def _replace(self, child: Child) -> None:
        is_young = time.monotonic() - child.started_at < YOUNG_SECONDS
        code = self._unfinished.end_with(child)
        if self._stop_at is not None or self._is_drained or self._has_nothing_left(child, code):
            self._children.remove(child)
            return
        self._report.note_end(child, code)
        if is_young and code != 0 and not child.was_killed:
            # One that cannot even start must not be started as fast as the machine can.
            time.sleep(YOUNG_SECONDS)
        self._start(child)

    def _has_nothing_left(self, child: Child, code: int) -> bool:
        return self._is_burst and code == 0 and not child.was_spent

    def _stop(self, now: float) -> None:
        for child in self._children:
            child.ask_to_stop()
            if self._stop_at is not None and now >= self._stop_at:
                child.kill()

    def _keep_house(self) -> None:
        if self._heartbeat.is_due():
            self.heartbeat()
            self._report.tell(self._children, is_leaving=self._is_drained)
        if not self._is_drained and is_asked_to_leave(self.connection, self.name):
            self._leave()
            self._report.tell(self._children, is_leaving=True)
        self._chores.do()
        self._tell_what_is_done()
        self._drain.do(is_busy=bool(self._slots.busy(range(self._slots.count))))

    def _tell_what_is_done(self) -> None:
        counted = self._slots.counts()
        busy = self._slots.busy(range(self._slots.count))
        state = WorkerStatus.BUSY if busy else WorkerStatus.IDLE
        if counted == self._counted and state == self._state:
            return
        succeeded, failed = (now - before for now, before in zip(counted, self._counted, strict=True))
        with self.connection.pipeline() as pipeline:
            self.set_state(state, pipeline=pipeline)
            pipeline.hincrby(self.key, "successful_job_count", succeeded)
            pipeline.hincrby(self.key, "failed_job_count", failed)
            if busy:
                pipeline.hset(self.key, "current_job", busy[0].job_id)
            else:
                pipeline.hdel(self.key, "current_job")
            pipeline.execute()
        self._counted = counted

    def _mark_new_version(self) -> None:
        """Mark a deploy if this is the first worker with its version; a database that is away must not stop it."""
        with self._app.app_context():
            try:
                mark_if_new(self._settings.code_version, by=f"worker on {gethostname()}", now=utc_now())
            except SQLAlchemyError as error:
                log.warning("deploy not marked", extra={"error": type(error).__name__})
            finally:
                db.session.remove()
                # A child must not inherit an open database connection.
                db.engine.dispose()

    def _say_goodbye(self) -> None:
        self._tell_what_is_done()
        self._drain.end()
        self._report.leave(self._why_it_leaves())
        self.register_death()  # type: ignore[no-untyped-call]

    def _why_it_leaves(self) -> str:
        if self._stop_at is not None:
            return "stopped"
        if self._watch.has_other_schema:
            return "the database has the tables of another version"
        return "drained" if self._is_drained else "nothing was left to do"

    def _through_absence(self, work: Callable[[], None]) -> bool:
        """Do what needs Redis; return False if it is down or refuses."""
        try:
            work()
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as error:
            log.warning("redis is away", extra={"error": str(error)})
            return False
        return True
