"""Prometheus exposition: read from Redis at scrape time, so that every process gives the same answer."""

from collections import defaultdict
from collections.abc import Iterator
from itertools import accumulate
from typing import Any

import redis
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.exposition import choose_encoder
from prometheus_client.registry import Collector

from fsp.clock import utc_now
from fsp.metrics.counters import BUCKETS_SECONDS, Histogram, read_counters, read_histograms, read_totals
from fsp.metrics.http_counters import read_http_counters
from fsp.queueing.queues import read_queues
from fsp.queueing.workers import read_workers
from fsp.web.answers import HTTP_BUCKETS_SECONDS


def exposition(connection: redis.Redis, *, accept: str, job_type: str | None) -> tuple[bytes, str]:
    """Return the exposition and its content type; with a job type, only the job families of that type."""
    registry = CollectorRegistry()
    registry.register(_Jobs(connection, job_type))
    if job_type is None:
        registry.register(_Queues(connection))
        registry.register(_Http(connection))
    encode, content_type = choose_encoder(accept)
    return encode(registry), content_type


class _Jobs(Collector):
    """What became of jobs, and how long those that succeeded ran."""

    def __init__(self, connection: redis.Redis, job_type: str | None) -> None:
        self._connection, self._job_type = connection, job_type

    def collect(self) -> Iterator[Metric]:
        labels = ["job_type", "queue", "outcome"]
        jobs = CounterMetricFamily("fsp_jobs", "Jobs that ended, by outcome.", labels=labels)
        retries = CounterMetricFamily("fsp_job_retries", "Attempts that failed and were made again.", labels=labels[:2])
        for row in read_counters(self._connection):
            if self._job_type not in {None, row.job_type}:
                continue
            if row.outcome == "retried":
                retries.add_metric([row.job_type, row.queue], row.count)
            else:
                jobs.add_metric([row.job_type, row.queue, row.outcome], row.count)
        yield jobs
        yield retries
        duration = HistogramMetricFamily(
            "fsp_job_duration_seconds", "Run time of the attempt that succeeded.", labels=["job_type"]
        )
        for name, histogram in read_histograms(self._connection).items():
            if self._job_type in {None, name}:
                duration.add_metric([name], _cumulative(histogram), sum_value=histogram.sum_seconds)
        yield duration


class _Queues(Collector):
    """What waits, who works, and what was saved from dead workers."""

    def __init__(self, connection: redis.Redis) -> None:
        self._connection = connection

    def collect(self) -> Iterator[Metric]:
        now = utc_now()
        jobs = GaugeMetricFamily("fsp_queue_jobs", "Jobs now in each state.", labels=["queue", "state"])
        age = GaugeMetricFamily(
            "fsp_queue_oldest_job_age_seconds", "Age of the oldest waiting job; 0 if none waits.", labels=["queue"]
        )
        for queue in read_queues(self._connection, now):
            for state in ("waiting", "parked", "scheduled", "running", "failed"):
                jobs.add_metric([queue.name, state], getattr(queue, state))
            age.add_metric([queue.name], queue.oldest_age_seconds or 0.0)
        yield jobs
        yield age
        yield self._workers(now)
        totals = read_totals(self._connection)
        yield CounterMetricFamily("fsp_fenced", "Endings refused because the job had passed on.", totals["fenced"])
        expired = totals["dead_letters_expired"]
        yield CounterMetricFamily("fsp_dead_letters_expired", "Dead letters cleaned up: too old, or too many.", expired)
        yield CounterMetricFamily("fsp_rescued", "Jobs taken back from workers that fell silent.", totals["reaped"])

    def _workers(self, now: Any) -> Metric:
        counts: dict[str, int] = defaultdict(int)
        for worker in read_workers(self._connection, now):
            counts[worker.state] += 1
        workers = GaugeMetricFamily("fsp_workers", "Workers that showed a sign of life.", labels=["state"])
        for state, count in sorted({"idle": 0, "busy": 0, **counts}.items()):
            workers.add_metric([state], count)
        return workers


class _Http(Collector):
    """What all web processes answered, by URL rule."""

    def __init__(self, connection: redis.Redis) -> None:
        self._connection = connection

    def collect(self) -> Iterator[Metric]:
        found = read_http_counters(self._connection)
        labels = ["method", "status", "url_rule"]
        requests = CounterMetricFamily("fsp_http_requests", "Requests answered.", labels=labels)
        for key, count in sorted(found.requests.items()):
            requests.add_metric(list(key), count)
        yield requests
        duration = HistogramMetricFamily(
            "fsp_http_request_duration_seconds", "Time until the answer.", labels=["method", "url_rule"]
        )
        for pair, counts in sorted(found.buckets.items()):
            bounds = [*map(str, HTTP_BUCKETS_SECONDS), "+Inf"]
            buckets = [(bound, float(counts.get(bound, 0))) for bound in bounds]
            duration.add_metric(list(pair), buckets, sum_value=found.sums.get(pair, 0.0))
        yield duration


def _cumulative(histogram: Histogram) -> list[tuple[str, float]]:
    counts = accumulate(histogram.buckets.get(bound, 0) for bound in BUCKETS_SECONDS)
    bounds = [(str(bound), float(count)) for bound, count in zip(BUCKETS_SECONDS, counts, strict=True)]
    return [*bounds, ("+Inf", float(histogram.count))]
