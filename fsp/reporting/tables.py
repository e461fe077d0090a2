"""The tables of a report as texts, for formats without links and colours."""

from dataclasses import dataclass

from fsp.amounts import NOTHING, duration, number
from fsp.content.wording import in_zone
from fsp.reporting.facts import Report
from fsp.reporting.words import money

MAX_SHOWN = 1_000
"""Publications that are listed. The CSV has all."""


@dataclass(frozen=True)
class Table:
    """A table with one text for each cell."""

    title: str
    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def report_tables(report: Report) -> list[Table]:
    """Return the tables in order. Empty ones have no rows."""
    return [_destinations(report), _failures(report), _models(report), _upcoming(report), _publications(report)]


def _destinations(report: Report) -> Table:
    head = (
        *_project_head(report),
        "Destination",
        "Published",
        "Before",
        "P50",
        "P95",
        "P99",
        "Failed or held",
        "Waiting",
    )
    rows = tuple(
        (
            *_project(report, line.project),
            line.name + (" (paused)" if line.is_paused else ""),
            number(line.sent),
            number(line.sent_before),
            *(duration(getattr(line.delay, part)) if line.delay else NOTHING for part in ("p50", "p95", "p99")),
            number(line.failed + line.held + line.unknown),
            number(line.waiting),
        )
        for line in report.destinations
    )
    return Table("Destinations", head, rows)


def _failures(report: Report) -> Table:
    rows = tuple(
        (
            number(cause.count),
            cause.subject,
            ", ".join(cause.places),
            in_zone(cause.last_at, report.period.zone),
            cause.error,
        )
        for cause in report.causes
    )
    return Table("Failures by cause", ("Count", "What", "Where", "Last", "Error"), rows)


def _models(report: Report) -> Table:
    rows = tuple(
        (
            cost.model,
            *(number(count) for count in (cost.requests, cost.prompt_tokens, cost.completion_tokens)),
            money(cost.amount, cost.currency),
        )
        for cost in report.costs
    )
    return Table("Language models", ("Model", "Requests", "Tokens in", "Tokens out", "Cost"), rows)


def _upcoming(report: Report) -> Table:
    rows = tuple(
        (
            in_zone(post.publish_at, report.period.zone),
            *_project(report, post.project),
            post.title,
            ", ".join(post.destinations),
        )
        for post in report.upcoming
    )
    return Table("Next due", ("Due", *_project_head(report), "Post", "Destinations"), rows)


def _publications(report: Report) -> Table:
    rows = tuple(
        (
            in_zone(post.live_at, report.period.zone),
            *_project(report, post.project),
            post.title,
            post.destination,
            duration(post.delay_seconds),
        )
        for post in reversed(report.sent[-MAX_SHOWN:])
    )
    return Table("Publications", ("Public since", *_project_head(report), "Post", "Destination", "Due to live"), rows)


def _project_head(report: Report) -> tuple[str, ...]:
    return ("Project",) if report.project_id is None else ()


def _project(report: Report, name: str) -> tuple[str, ...]:
    return (name,) if report.project_id is None else ()
