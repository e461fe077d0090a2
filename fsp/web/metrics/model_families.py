"""Metric families of the language model: requests, tokens, cost, and the part of the budget that is spent."""

from collections.abc import Iterator

from flask import g
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.registry import Collector
from sqlalchemy.exc import SQLAlchemyError

from fsp.clock import utc_now
from fsp.core import current_settings
from fsp.stores import db, end_reading
from fsp.web.metrics.folding import fold
from fsp.writing.spending import in_units
from fsp.writing.usage import ModelTotals, budget_states, totals_by_model

MAX_MODELS = 20
"""The rest is summed as `other`."""


class ModelFamilies(Collector):
    """What SQL knows of the requests. Left out while the database is down."""

    def collect(self) -> Iterator[Metric]:
        """Read and yield the families."""
        if g.database_is_away:
            return
        try:
            totals = totals_by_model()
            budget, _ = budget_states(None, utc_now(), current_settings())
            end_reading()
        except SQLAlchemyError:
            db.session.rollback()
            return
        yield _requests(totals)
        yield _tokens(totals)
        cost = CounterMetricFamily(
            "fsp_llm_cost", "What counts as spent on a language model, in currency units.", labels=["model"]
        )
        for labels, value in sorted(
            fold((((row.model,), row.charged) for row in totals), max_series=MAX_MODELS).items()
        ):
            cost.add_metric(list(labels), in_units(int(value)))
        yield cost
        if budget.ratio is not None:
            yield GaugeMetricFamily(
                "fsp_llm_budget_used_ratio", "Spent and reserved part of this month's budget.", budget.ratio
            )


def _requests(totals: list[ModelTotals]) -> Metric:
    family = CounterMetricFamily(
        "fsp_llm_requests", "Requests to a language model, by outcome.", labels=["model", "outcome"]
    )
    rows = (((row.model, outcome), count) for row in totals for outcome, count in row.requests.items())
    for labels, value in sorted(fold(rows, max_series=MAX_MODELS * 5).items()):
        family.add_metric(list(labels), value)
    return family


def _tokens(totals: list[ModelTotals]) -> Metric:
    family = CounterMetricFamily(
        "fsp_llm_tokens", "Tokens of a language model; cached ones are part of the input.", labels=["model", "kind"]
    )
    rows = (
        ((row.model, kind), count)
        for row in totals
        for kind, count in (
            ("input", row.prompt_tokens),
            ("output", row.completion_tokens),
            ("cached", row.cached_tokens),
        )
    )
    for labels, value in sorted(fold(rows, max_series=MAX_MODELS * 3).items()):
        family.add_metric(list(labels), value)
    return family
