"""Metric families of FSP's HTTP responses, and of its calls to platforms."""

from collections import Counter
from collections.abc import Iterator

import redis
from prometheus_client.core import CounterMetricFamily, HistogramMetricFamily, Metric
from prometheus_client.registry import Collector

from fsp.metrics.counters import read_totals
from fsp.metrics.http_counters import read_http_counters
from fsp.metrics.platform_calls import read_platform_totals
from fsp.web.exporter import HTTP_BUCKETS_SECONDS
from fsp.web.metrics.folding import OTHER, fold, folded_names

MAX_RULES, MAX_ANSWERS, MAX_PLATFORMS = 36, 40, 40
BOUNDS = (*map(str, HTTP_BUCKETS_SECONDS), "+Inf")


class HttpFamilies(Collector):
    """The responses of all web processes by URL rule, and the responses of platforms."""

    def __init__(self, connection: redis.Redis) -> None:
        self._connection = connection

    def collect(self) -> Iterator[Metric]:
        """Read and yield the families."""
        counters = read_http_counters(self._connection)
        answers: Counter[tuple[str, str]] = Counter()
        for (method, status, _rule), count in counters.requests.items():
            answers[method, status] += count
        requests = CounterMetricFamily(
            "fsp_http_requests", "HTTP requests, by method and status.", labels=["method", "status"]
        )
        for key, total in sorted(fold(answers.items(), max_series=MAX_ANSWERS).items()):
            requests.add_metric(list(key), total)
        yield requests
        yield self._durations(counters.buckets, counters.sums)
        dropped = read_totals(self._connection)["http-dropped"]
        yield CounterMetricFamily(
            "fsp_http_dropped", "HTTP responses not counted because Redis was down for too long.", dropped
        )
        calls = CounterMetricFamily(
            "fsp_platform_requests", "Calls to platforms, by outcome.", labels=["platform", "outcome"]
        )
        for key, total in sorted(
            fold(read_platform_totals(self._connection).items(), max_series=MAX_PLATFORMS).items()
        ):
            calls.add_metric(list(key), total)
        yield calls

    def _durations(
        self, buckets: dict[tuple[str, str], dict[str, int]], sums: dict[tuple[str, str], float]
    ) -> HistogramMetricFamily:
        family = HistogramMetricFamily(
            "fsp_http_request_duration_seconds", "Duration of HTTP requests.", labels=["method", "url_rule"]
        )
        shown = folded_names((f"{rule} {method}" for method, rule in buckets), max_series=MAX_RULES)
        counts: dict[tuple[str, str], Counter[str]] = {}
        seconds: Counter[tuple[str, str]] = Counter()
        for (method, rule), bounds in buckets.items():
            key = (OTHER, OTHER) if shown[f"{rule} {method}"] == OTHER else (method, rule)
            counts.setdefault(key, Counter()).update(bounds)
            seconds[key] += sums.get((method, rule), 0.0)  # type: ignore[assignment]
        for key, count in sorted(counts.items()):
            family.add_metric(list(key), [(bound, float(count[bound])) for bound in BOUNDS], sum_value=seconds[key])
        return family
