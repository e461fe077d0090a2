"""The figures of a report in words and charts, for every format."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from fsp.amounts import NOTHING, duration, number
from fsp.charts.bars import BarChart, bar_chart
from fsp.charts.lines import SECONDS, LineChart, Series, line_chart
from fsp.charts.stacks import StackChart, stacks
from fsp.local_time import zone_of
from fsp.reporting.facts import Delay, Report
from fsp.reporting.period import bucket_title
from fsp.reporting.words import compared, money

MAX_STACKS = 30
NAMES_WIDTH, MAX_NAME = 160, 26
"""The room for names beside bars, in pixels and characters."""
_MIN_POINTS = 2


@dataclass(frozen=True)
class Tile:
    """One figure, and how it compares with the period before."""

    title: str
    value: str
    compared: str
    is_worse: bool = False


def tiles(report: Report) -> list[Tile]:
    """Return the most important figures."""
    now, before = report.totals, report.totals_before
    lines = [
        Tile("Publications", number(now.sent), compared(now.sent, before.sent)),
        Tile("New posts", number(now.posts), compared(now.posts, before.posts)),
        Tile("Failures", number(now.failures), compared(now.failures, before.failures), now.failures > before.failures),
        Tile(
            "Due to live, P95",
            duration(now.delay.p95) if now.delay else NOTHING,
            f"before: {duration(before.delay.p95)}" if before.delay else "no value before",
            bool(now.delay and before.delay and now.delay.p95 > 2 * before.delay.p95),
        ),
    ]
    if now.tokens or before.tokens:
        lines.append(Tile("Tokens", number(now.tokens), compared(now.tokens, before.tokens)))
    if now.amount is not None:
        lines.append(Tile("Cost", money(now.amount, _currency(report)), _before(before.amount, _currency(report))))
    return lines


def charts(report: Report) -> list[BarChart | StackChart | LineChart]:
    """Return the charts that have something to show."""
    title = bucket_title(report.period)
    drawn: list[BarChart | StackChart | LineChart] = [
        bar_chart(
            f"Publications by {title}", "publications", [(_label(bar.first, title), bar.sent) for bar in report.bars]
        )
    ]
    if any(bar.failures for bar in report.bars):
        failures = [(_label(bar.first, title), float(bar.failures)) for bar in report.bars]
        drawn.append(bar_chart(f"Failures by {title}", "failures", failures))
    measured = [bar for bar in report.bars if bar.delay]
    if len(measured) >= _MIN_POINTS:
        drawn.append(_delays(report, title))
    return drawn


def destinations_chart(report: Report) -> StackChart | None:
    """Return the publications of each destination: sent in the period, and what waits, is held or failed now."""
    is_all = report.project_id is None
    rows = [
        (_short(f"{line.project}: {line.name}" if is_all else line.name), numbers)
        for line in report.destinations
        if any(numbers := (line.sent, line.waiting, line.held + line.unknown, line.failed))
    ][:MAX_STACKS]
    kinds = ("sent", "waiting", "held", "failed")
    return stacks("Publications by destination", kinds, rows, left=NAMES_WIDTH) if rows else None


def chart_template(chart: BarChart | StackChart | LineChart) -> str:
    """Return the template that draws a chart."""
    templates: dict[type[Any], str] = {BarChart: "bars", StackChart: "queues", LineChart: "lines"}
    return f"charts/{templates[type(chart)]}.svg"


def _delays(report: Report, title: str) -> LineChart:
    zone = zone_of(report.period.zone)
    moments = [report.period.moment_of(bar.first) for bar in report.bars]
    series = [
        Series(name, _values([bar.delay for bar in report.bars], kind), kind)
        for name, kind in (("P50", "p50"), ("P95", "p95"), ("P99", "p99"))
    ]
    return line_chart(f"Due to live by {title}", SECONDS, moments, series, zone=zone)


def _values(delays: Sequence[Delay | None], kind: str) -> list[float | None]:
    return [getattr(delay, kind) if delay else None for delay in delays]


def _label(first: date, title: str) -> str:
    return f"{first:%b %Y}" if title == "month" else f"{first:%-d %b}"


def _short(name: str) -> str:
    return name if len(name) <= MAX_NAME else f"{name[: MAX_NAME - 1]}…"


def _currency(report: Report) -> str:
    return next((cost.currency for cost in report.costs if cost.currency), "")


def _before(amount: float | None, currency: str) -> str:
    return f"before: {money(amount, currency)}" if amount is not None else "no cost before"
