"""A metric family of histograms with the common buckets, and one label."""

from collections.abc import Mapping
from itertools import accumulate

from prometheus_client.core import HistogramMetricFamily

from fsp.metrics.buckets import BUCKETS_SECONDS
from fsp.metrics.counters import Histogram


def histogram_family(name: str, words: str, label: str, histograms: Mapping[str, Histogram]) -> HistogramMetricFamily:
    """Return the family of these histograms by the value of the label. Empty ones are left out."""
    family = HistogramMetricFamily(name, words, labels=[label])
    for value, histogram in sorted(histograms.items()):
        if histogram.count:
            family.add_metric([value], _cumulative(histogram), sum_value=histogram.sum_seconds)
    return family


def _cumulative(histogram: Histogram) -> list[tuple[str, float]]:
    counts = accumulate(histogram.buckets.get(bound, 0) for bound in BUCKETS_SECONDS)
    bounds = [(str(bound), float(count)) for bound, count in zip(BUCKETS_SECONDS, counts, strict=True)]
    return [*bounds, ("+Inf", float(histogram.count))]
