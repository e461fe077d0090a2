"""Metric families of queues and workers: waiting jobs, workers, and jobs recovered from crashed workers."""

from collections import Counter
from collections.abc import Iterator
from datetime import datetime

import redis
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from fsp.inspection.queues import read_queues
from fsp.inspection.workers import read_workers
from fsp.jobs.priority import QUEUE_NAMES
from fsp.jobs.registry import get_job_type
from fsp.metrics.counters import read_events, read_totals
from fsp.redis_ops.shared_clock import best_now

STATES = {"parked": "blocked"} | {state: state for state in ("waiting", "deferred", "scheduled", "running", "failed")}
"""Label of a state → the field with its count."""


class QueueFamilies(Collector):
    """The three queues and all workers; for one job type, its queue."""

    def __init__(self, connection: redis.Redis, job_type: str | None = None) -> None:
        self._connection = connection
        self._queues = QUEUE_NAMES if job_type is None else (get_job_type(job_type).priority.value,)
        self._has_workers = job_type is None

    def collect(self) -> Iterator[Metric]:
        """Read and yield the families."""
        yield from self._of_queues(best_now(self._connection))
        if self._has_workers:
            yield from self._of_workers(best_now(self._connection))

    def _of_queues(self, now: datetime) -> Iterator[Metric]:
        jobs = GaugeMetricFamily("fsp_queue_jobs", "Jobs in each state.", labels=["queue", "state"])
        age = GaugeMetricFamily(
            "fsp_queue_oldest_job_age_seconds", "Age of the oldest waiting job; 0 if no job waits.", labels=["queue"]
        )
        for queue in read_queues(self._connection, now, self._queues):
            for label, state in STATES.items():
                jobs.add_metric([queue.name, label], getattr(queue, state))
            age.add_metric([queue.name], queue.oldest_age_seconds or 0.0)
        yield jobs
        yield age

    def _of_workers(self, now: datetime) -> Iterator[Metric]:
        workers = GaugeMetricFamily("fsp_workers", "Workers that sent heartbeats, by state.", labels=["state"])
        counts = Counter(worker.state for worker in read_workers(self._connection, now))
        for state, count in sorted({"idle": 0, "busy": 0, **counts}.items()):
            workers.add_metric([state], count)
        yield workers
        totals = read_totals(self._connection)
        yield CounterMetricFamily(
            "fsp_fenced", "Late results that were refused because another attempt had started.", totals["fenced"]
        )
        expired = totals["dead_letters_expired"]
        yield CounterMetricFamily("fsp_dead_letters_expired", "Dead letters deleted because of age or number.", expired)
        dropped = totals["history-dropped"]
        yield CounterMetricFamily(
            "fsp_history_dropped", "Finished jobs missing from the history because SQL was down.", dropped
        )
        renumbered = totals["history-renumbered"]
        words = "Finished jobs that got another number in the history because a clock was set back."
        yield CounterMetricFamily("fsp_history_renumbered", words, renumbered)
        aside = CounterMetricFamily(
            "fsp_rows_set_aside", "Rows set aside because they could not be processed, by kind.", labels=["kind"]
        )
        for kind, count in sorted(read_events(self._connection, "set-aside").items()):
            aside.add_metric([kind], count)
        yield aside
        yield CounterMetricFamily(
            "fsp_rescued", "Jobs reassigned from workers that stopped sending heartbeats.", totals["reaped"]
        )
