"""The report of a worker: one small write at each heartbeat, and one when it exits."""

import os
import socket
import time
from collections import Counter
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import redis

from fsp.clock import utc_now
from fsp.inspection.fleet import KEPT
from fsp.inspection.worker_report import REPLACED_FOR_MEMORY, STORED_REPORT, ChildEnd, ChildReport, WorkerReport
from fsp.redis_ops import process_keys
from fsp.redis_ops.host_clocks import note_clock
from fsp.redis_ops.shared_clock import shared_now
from fsp.settings import Settings
from fsp.worker.child import Child
from fsp.worker.process_use import ProcessUse, read_use
from fsp.worker.slots import Slots

LAST_ENDED = 10
SUPERVISED = "FSP_SUPERVISED"
"""Set in the environment by a supervisor that restarts the worker when it exits."""


@dataclass
class SelfReport:
    """Collects the report of a worker, without involving its children."""

    connection: redis.Redis
    name: str
    settings: Settings
    slots: Slots
    _born_at: datetime = field(default_factory=utc_now)
    _ended: Counter[str] = field(default_factory=Counter)
    _last_ended: tuple[ChildEnd, ...] = ()
    _measured: dict[int, tuple[float, float]] = field(default_factory=dict)
    """Process id → (monotonic time, CPU seconds at that time)."""

    def tell(self, children: list[Child], *, is_leaving: bool = False) -> None:
        """Write the state of the worker and its children."""
        self._write(replace(self._report(children), is_leaving=is_leaving))
        note_clock(self.connection, "worker")

    def note_end(self, child: Child, code: int) -> None:
        """Record that a child exited, and why."""
        end = ChildEnd(utc_now(), child.pid, self._reason(child, code))
        self._ended[end.reason] += 1
        self._last_ended = (end, *self._last_ended)[:LAST_ENDED]

    def leave(self, reason: str) -> None:
        """Record that the worker exits, so that it does not count as lost."""
        self._write(replace(self._report([]), left_at=utc_now(), left_because=reason))

    def _write(self, report: WorkerReport) -> None:
        # On the shared clock: with a wrong clock a worker would seem lost, or alive long after its end.
        now = shared_now(self.connection)
        with self.connection.pipeline() as pipeline:
            pipeline.set(process_keys.worker(self.name), STORED_REPORT.to_json(report), ex=KEPT + timedelta(hours=1))
            pipeline.zadd(process_keys.FLEET, {self.name: round(now.timestamp() * 1000)})
            pipeline.zremrangebyscore(process_keys.FLEET, "-inf", (now - KEPT).timestamp() * 1000)
            pipeline.execute()

    def _report(self, children: list[Child]) -> WorkerReport:
        own, own_share = self._use(os.getpid())
        succeeded, failed = self.slots.counts()
        return WorkerReport(
            name=self.name,
            host=socket.gethostname(),
            pid=os.getpid(),
            version=self.settings.code_version,
            born_at=self._born_at,
            processes=self.settings.worker_children,
            threads=self.settings.worker_threads,
            is_restarted=SUPERVISED in os.environ,
            succeeded=succeeded,
            failed=failed,
            memory_bytes=own.memory_bytes if own else None,
            cpu_share=own_share,
            children=tuple(self._child(child) for child in children if child.pipe >= 0),
            ended_children=dict(self._ended),
            last_ended=self._last_ended,
            memory_limit_bytes=self.settings.worker_memory_bytes,
        )

    def _child(self, child: Child) -> ChildReport:
        use, share = self._use(child.pid)
        done = sum(self.slots.counts_of(slot) for slot in child.slots) - child.done_before
        age = time.monotonic() - child.started_at
        return ChildReport(
            pid=child.pid,
            age_seconds=round(age, 1),
            jobs_done=done,
            memory_bytes=use.memory_bytes if use else None,
            cpu_share=share,
            jobs=tuple(attempt.job_id for attempt in self.slots.busy(child.slots)),
        )

    def _use(self, pid: int) -> tuple[ProcessUse | None, float | None]:
        use, now = read_use(pid), time.monotonic()
        if use is None:
            return None, None
        before = self._measured.get(pid)
        self._measured[pid] = (now, use.cpu_seconds)
        if before is None or now <= before[0]:
            return use, None
        return use, round(max(0.0, use.cpu_seconds - before[1]) / (now - before[0]), 3)

    def _reason(self, child: Child, code: int) -> str:
        self._measured.pop(child.pid, None)
        if child.was_killed:
            return f"killed: {_why_killed(child)}"
        if code:
            return f"crashed: signal {-code}" if code < 0 else f"crashed: exit code {code}"
        most = self.settings.worker_max_jobs
        done = sum(self.slots.counts_of(slot) for slot in child.slots) - child.done_before
        return f"recycled after {most} jobs" if done >= most else REPLACED_FOR_MEMORY


def _why_killed(child: Child) -> str:
    if child.killed_slots:
        return "a job ignored its time limit"
    return "a cancelled job did not stop" if child.cancelled_slots else "it had lost a lease"
