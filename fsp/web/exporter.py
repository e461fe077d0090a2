"""The histogram of prometheus-flask-exporter, updated in batches: in each request it would cost ten times as much."""

from collections import Counter, defaultdict
from collections.abc import Iterable
from typing import cast

from flask import Flask
from prometheus_client import CollectorRegistry, Histogram
from prometheus_client.registry import Collector
from prometheus_flask_exporter import PrometheusMetrics

from fsp.metrics.http_counters import bucket_field, request_field, sum_field
from fsp.metrics.http_recorder import Answer

HTTP_BUCKETS_SECONDS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.2, 0.3, 0.5, 1.0, 2.5, 5.0, 10.0)
"""FSP's own limits of 0.2 and 0.5 s are bucket limits, so they are exact."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
"""Other methods are not measured, because a client could create unlimited labels."""

_FAMILY = "fsp_http_request_duration_seconds"


class Exporter:
    """The exporter's histogram of responses by URL rule. Paths are not used, because they contain ids."""

    def __init__(self) -> None:
        self._registry = _Families()
        # The exporter installs its hooks on an unused application. Only its metric families are needed.
        PrometheusMetrics(
            Flask("exporter"),
            path=None,
            defaults_prefix="fsp",
            group_by="url_rule",
            buckets=HTTP_BUCKETS_SECONDS,
            registry=self._registry,
        )
        self._durations = cast(Histogram, self._registry.families[_FAMILY])

    def observe(self, answers: Iterable[Answer]) -> None:
        """Add responses to the histogram."""
        seconds: dict[tuple[str, int, str], list[float]] = defaultdict(list)
        for answer in answers:
            if answer.method in METHODS:
                seconds[answer.method, answer.status, answer.rule].append(answer.seconds)
        for (method, status, rule), durations in seconds.items():
            observe = self._durations.labels(method=method, status=status, url_rule=rule).observe
            for duration in durations:
                observe(duration)

    def fields(self) -> Counter[str]:
        """Return the measurements of this process as fields of the shared hash."""
        fields: Counter[str] = Counter()
        for metric in self._durations.collect():
            for sample in metric.samples:
                method, status, rule = (sample.labels[label] for label in ("method", "status", "url_rule"))
                kind = sample.name.removeprefix(_FAMILY)
                if kind == "_bucket":
                    fields[bucket_field(method, sample.labels["le"], rule)] += round(sample.value)
                elif kind == "_sum":
                    fields[sum_field(method, rule)] += round(sample.value * 1e6)
                elif kind == "_count":
                    fields[request_field(method, status, rule)] += round(sample.value)
        return fields


class _Families(CollectorRegistry):
    """A registry that returns metric families by name."""

    def __init__(self) -> None:
        super().__init__()
        self.families: dict[str, Collector] = {}

    def register(self, collector: Collector) -> None:
        super().register(collector)
        self.families |= {metric.name: collector for metric in collector.collect()}
