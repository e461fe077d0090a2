"""Metric families of destinations: times from due to live, posts that wait, circuits, and when credentials expire."""

from collections import Counter
from collections.abc import Iterable, Iterator

import redis
from flask import g
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from fsp.conditions.collect_destinations import read_destinations
from fsp.conditions.facts.destinations import DestinationFacts
from fsp.metrics.counters import Histogram, summed
from fsp.metrics.delivery_times import read_deliveries
from fsp.redis_ops.shared_clock import best_now
from fsp.stores import db, end_reading
from fsp.web.metrics.folding import fold, folded_names
from fsp.web.metrics.histogram_family import histogram_family

MAX_HISTOGRAMS, MAX_POSTS, MAX_PLAIN = 12, 60, 40
CIRCUITS = {"closed": 0, "half-open": 1, "open": 2}


class DestinationFamilies(Collector):
    """The destinations with the label of `fsp_platform_requests_total`. What SQL knows is left out without it."""

    def __init__(self, connection: redis.Redis) -> None:
        self._connection = connection

    def collect(self) -> Iterator[Metric]:
        """Read and yield the families."""
        yield self._due_to_live()
        yield from _states([row for row in self._destinations() if not row.is_site])

    def _due_to_live(self) -> Metric:
        totals = read_deliveries(self._connection)
        names = folded_names(totals, max_series=MAX_HISTOGRAMS)
        folded: dict[str, Histogram] = {}
        for name, shown in names.items():
            folded[shown] = summed(folded[shown], totals[name]) if shown in folded else totals[name]
        return histogram_family(
            "fsp_destination_due_to_live_seconds",
            "Time from the time of a post until it was live at its destination.",
            "destination",
            folded,
        )

    def _destinations(self) -> tuple[DestinationFacts, ...]:
        if g.database_is_away:
            return ()
        try:
            destinations = read_destinations(self._connection, best_now(self._connection))
        except SQLAlchemyError:
            db.session.rollback()
            return ()
        end_reading()
        return destinations


def _states(destinations: list[DestinationFacts]) -> Iterator[Metric]:
    posts = GaugeMetricFamily(
        "fsp_destination_posts",
        "Posts that are late, held for a decision, or of which nobody knows whether they are there.",
        labels=["destination", "state"],
    )
    waiting: Counter[tuple[str, str]] = Counter()
    for row in destinations:
        for state, count in (("late", row.late.posts), ("held", row.held.posts), ("unknown", row.unknown.posts)):
            waiting[row.label, state] += count
    for key, total in sorted(fold(waiting.items(), max_series=MAX_POSTS).items()):
        posts.add_metric(list(key), total)
    yield posts
    circuits = ((row.label, float(CIRCUITS.get(row.circuit, 1))) for row in destinations)
    words = "Circuit breaker of a destination: 0 closed, 1 half-open, 2 open."
    yield _plain("fsp_destination_circuit", words, circuits)
    expiries = ((row.label, row.credentials_expire_at.timestamp()) for row in destinations if row.credentials_expire_at)
    words = "When the credentials of a destination expire, where that is known."
    yield _plain("fsp_destination_credentials_expire_timestamp_seconds", words, expiries)


def _plain(name: str, words: str, values: Iterable[tuple[str, float]]) -> Metric:
    """Return a family whose values cannot be summed: at most 40 destinations, in alphabetical order."""
    family = GaugeMetricFamily(name, words, labels=["destination"])
    for label, value in sorted(dict(values).items())[:MAX_PLAIN]:
        family.add_metric([label], value)
    return family
