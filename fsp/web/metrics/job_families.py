"""Metric families of jobs: outcomes, run and wait times, and resources, by type and never by id."""

from collections.abc import Iterator

import redis
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector

from fsp.metrics.counters import TypeTotals, add_up, read_events
from fsp.metrics.current_counters import read_counters, read_type_totals
from fsp.web.metrics.folding import fold, folded_names
from fsp.web.metrics.histogram_family import histogram_family

MAX_OUTCOMES, MAX_PLAIN_TYPES, MAX_HISTOGRAMS = 250, 60, 16


class JobFamilies(Collector):
    """All job types, or one."""

    def __init__(self, connection: redis.Redis, job_type: str | None) -> None:
        self._connection, self._job_type = connection, job_type

    def collect(self) -> Iterator[Metric]:
        """Read and yield the families."""
        yield from self._outcomes()
        totals = read_type_totals(self._connection)
        names = folded_names((name for name in totals if self._is_wanted(name)), max_series=MAX_HISTOGRAMS)
        folded: dict[str, TypeTotals] = {}
        for name, shown in names.items():
            folded[shown] = add_up(folded[shown], totals[name]) if shown in folded else totals[name]
        yield histogram_family(
            "fsp_job_duration_seconds",
            "Run time of the attempt that succeeded.",
            "job_type",
            {name: of_type.run for name, of_type in folded.items()},
        )
        yield histogram_family(
            "fsp_job_queue_wait_seconds",
            "Time until the first start of a job. Retries are excluded.",
            "job_type",
            {name: of_type.wait for name, of_type in folded.items()},
        )
        cpu = CounterMetricFamily(
            "fsp_job_cpu_seconds", "Processor time of all attempts, in seconds.", labels=["job_type"]
        )
        memory = GaugeMetricFamily("fsp_job_max_rss_bytes", "Peak memory of an attempt.", labels=["job_type"])
        for name, of_type in sorted(folded.items()):
            cpu.add_metric([name], of_type.cpu_seconds)
            if of_type.peak_bytes:
                memory.add_metric([name], of_type.peak_bytes)
        yield cpu
        yield memory

    def _is_wanted(self, name: str) -> bool:
        return self._job_type in {None, name}

    def _outcomes(self) -> Iterator[Metric]:
        rows = [row for row in read_counters(self._connection) if self._is_wanted(row.job_type)]
        labels = ["job_type", "queue", "outcome"]
        jobs = CounterMetricFamily("fsp_jobs", "Finished jobs, by outcome.", labels=labels)
        ended = [((row.job_type, row.queue, row.outcome), row.count) for row in rows if row.outcome != "retried"]
        for key, count in sorted(fold(ended, max_series=MAX_OUTCOMES).items()):
            jobs.add_metric(list(key), count)
        yield jobs
        retries = CounterMetricFamily("fsp_job_retries", "Failed attempts that were retried.", labels=labels[:2])
        retried = [((row.job_type, row.queue), row.count) for row in rows if row.outcome == "retried"]
        for pair, count in sorted(fold(retried, max_series=MAX_PLAIN_TYPES).items()):
            retries.add_metric(list(pair), count)
        yield retries
        for event, name, words in (
            ("deduplicated", "fsp_job_deduplicated", "Requests that were deduplicated."),
            ("circuit-opened", "fsp_circuit_opened", "Times the circuit breaker of a job type opened."),
        ):
            family = CounterMetricFamily(name, words, labels=["job_type"])
            counts = [((name,), count) for name, count in read_events(self._connection, event).items()]
            for key, count in sorted(fold(counts, max_series=MAX_PLAIN_TYPES).items()):
                if self._is_wanted(key[0]):
                    family.add_metric(list(key), count)
            yield family
