"""The worker: RQ's worker, with claiming, leases and finishing done in one Lua call each."""

import logging
import os
import time
from typing import Any

import redis
from flask import Flask
from rq import Queue, Worker
from rq.job import Job
from rq.serializers import JSONSerializer
from rq.worker.base import WorkerStatus

from fsp.extensions import core_app, db
from fsp.handlers import catalogue
from fsp.redis_ops import keys
from fsp.settings import Settings, from_environment
from fsp.worker import child
from fsp.worker.attempt import attempt
from fsp.worker.claim import Claim, claim_next, finish, reap, renew
from fsp.worker.endings import end, fail

log = logging.getLogger(__name__)

REAP_EVERY_SECONDS = 5.0
HEARTBEAT_EVERY_SECONDS = 5.0
IDLE_WAIT_SECONDS = 1
KILL_AFTER_TIMEOUT_SECONDS = 5
STOP_GRACE_SECONDS = 5.0


class FspWorker(Worker):
    """Runs jobs from the queues, one at a time, each in a child process of its own."""

    def __init__(self, queues: Any, *arguments: Any, settings: Settings | None = None, **options: Any) -> None:
        options["serializer"] = JSONSerializer
        options.setdefault("worker_ttl", 30)
        super().__init__(queues, *arguments, **options)
        self._settings = settings or from_environment(os.environ)
        catalogue.load(self._settings)
        self._app: Flask = core_app(self._settings)
        self._claim: Claim | None = None
        self._last_heartbeat = self._last_reap = float("-inf")
        self._stop_at: float | None = None

    @property
    def should_run_maintenance_tasks(self) -> bool:
        """RQ's own maintenance is not needed: leases and the reaper do its work, within seconds."""
        return False

    def _shutdown(self) -> None:
        # RQ raises StopRequested here, which could fall between a claim and its child.
        self._stop_requested = True
        self._stop_at = time.monotonic()

    def request_force_stop(self, signum: int, frame: Any) -> None:  # noqa: ARG002
        """Take a second signal as the end of the grace period; the job is handed back, not lost."""
        self._stop_at = time.monotonic() - STOP_GRACE_SECONDS

    def dequeue_job_and_maintain_ttl(
        self, timeout: int | None, max_idle_time: int | None = None
    ) -> tuple[Job, Queue] | None:
        """Return the next job that may run, waiting for one unless in burst mode (`timeout` None)."""
        idle_since = time.monotonic()
        self.set_state(WorkerStatus.IDLE)
        while not self._stop_requested:
            try:
                self._keep_house()
                found = claim_next(
                    self.connection,
                    worker=self.name,
                    queues=self.queue_names(),
                    lease_seconds=self._settings.lease_seconds,
                )
                if found is not None:
                    return self._as_rq(found)
                if timeout is None or (max_idle_time and time.monotonic() - idle_since > max_idle_time):
                    return None
                self.connection.blpop([keys.WAKE], timeout=IDLE_WAIT_SECONDS)
            except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError) as error:
                log.warning("redis is away", extra={"error": str(error)})
                time.sleep(0.5)
        return None

    def execute_job(self, job: Job, queue: Queue) -> None:  # noqa: ARG002
        """Run the claimed job in a child, renew its lease meanwhile, and record an ending the child could not."""
        claim = self._claim
        if claim is None:
            raise RuntimeError("execute_job needs a job from dequeue_job_and_maintain_ttl")
        with self.connection.pipeline() as pipeline:
            self.set_state(WorkerStatus.BUSY, pipeline=pipeline)
            pipeline.hset(self.key, "current_job", claim.job_id)
            pipeline.execute()
        limit = int(claim.text("timeout") or 180) + KILL_AFTER_TIMEOUT_SECONDS
        pid, pipe = child.start(lambda: attempt(self._app, self.connection, claim))
        watch = _Watch(self, claim, limit)
        ending = child.wait(pid, pipe, tick_seconds=min(1.0, self._settings.lease_seconds / 3), on_tick=watch.tick)
        self._claim = None
        if ending.code != 0:
            self._record_crash(claim, ending, watch)
        self._count(claim, ending)

    def _keep_house(self) -> None:
        now = time.monotonic()
        if now - self._last_heartbeat >= HEARTBEAT_EVERY_SECONDS:
            self._last_heartbeat = now
            self.heartbeat()
        if now - self._last_reap >= REAP_EVERY_SECONDS:
            self._last_reap = now
            for poison in reap(self.connection):
                self._bury_poison(poison)

    def _bury_poison(self, claim: Claim) -> None:
        error = RuntimeError("The job took its worker process down three times.")
        self._with_database(lambda: end(self.connection, claim, reason="poison", outcome="killed", error=error))

    def _as_rq(self, claim: Claim) -> tuple[Job, Queue]:
        self._claim = claim
        job = Job(id=claim.job_id, connection=self.connection, serializer=JSONSerializer)
        return job, Queue(claim.queue, connection=self.connection, serializer=JSONSerializer)

    def _record_crash(self, claim: Claim, ending: child.Exit, watch: "_Watch") -> None:
        if not renew(self.connection, claim, lease_seconds=self._settings.lease_seconds):
            # The ending was recorded before the child went down, or the job has passed to another attempt.
            return
        if watch.stopped:
            finish(self.connection, claim, "release")
            log.info("job handed back", extra={"job_id": claim.job_id})
            return
        error: Exception = RuntimeError(f"The job's process ended with {ending.code} before it could say how.")
        if watch.timed_out:
            error = TimeoutError(f"The job ignored its time limit of {watch.limit - KILL_AFTER_TIMEOUT_SECONDS} s.")
        self._with_database(lambda: fail(self.connection, claim, error, run_seconds=ending.run_seconds))

    def _with_database(self, work: Any) -> None:
        try:
            with self._app.app_context():
                work()
                db.session.remove()
                # A later child must not inherit an open database connection.
                db.engine.dispose()
        except Exception:
            log.exception("ending not recorded; the lease will return the job")

    def _count(self, claim: Claim, ending: child.Exit) -> None:
        status = self.connection.hget(keys.job(claim.job_id), "status")
        field = "successful_job_count" if status == b"finished" else "failed_job_count"
        with self.connection.pipeline() as pipeline:
            pipeline.hincrby(self.key, field, 1)
            pipeline.hincrbyfloat(self.key, "total_working_time", ending.run_seconds)
            pipeline.hdel(self.key, "current_job")
            pipeline.execute()


class _Watch:
    """Decides, once a second, whether a running child may go on."""

    def __init__(self, worker: FspWorker, claim: Claim, limit: int) -> None:
        self.limit = limit
        self.timed_out = self.stopped = False
        self._worker, self._claim = worker, claim

    def tick(self, run_seconds: float) -> bool:
        """Renew the lease; answer False when the child must be killed."""
        if run_seconds > self.limit:
            self.timed_out = True
            return False
        stop_at = self._worker._stop_at
        if stop_at is not None and time.monotonic() - stop_at >= STOP_GRACE_SECONDS:
            self.stopped = True
            return False
        try:
            self._worker.heartbeat()
            return renew(self._worker.connection, self._claim, lease_seconds=self._worker._settings.lease_seconds)
        except (redis.exceptions.ConnectionError, redis.exceptions.TimeoutError):
            # Redis may be restarting; the fencing token guards the result if the lease ends meanwhile.
            return True
