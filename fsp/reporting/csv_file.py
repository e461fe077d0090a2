"""Writes a report as CSV (RFC 4180): one row for each fact."""

import csv
import io
from collections.abc import Iterator, Mapping
from datetime import datetime

from fsp.clock import iso
from fsp.reporting.facts import Delay, Report, Totals
from fsp.security.spreadsheet import harmless

COLUMNS = ("fact", "project", "destination", "post", "title", "measure", "value", "unit", "at", "url", "detail")
"""`fact` says what the row is about. `at` is in UTC."""

Row = dict[str, object]


def report_csv(report: Report) -> bytes:
    """Return all facts, with a byte order mark so that spreadsheets read them as UTF-8."""
    output = io.StringIO()
    rows = csv.DictWriter(output, COLUMNS, restval="")
    rows.writeheader()
    for row in _rows(report):
        rows.writerow({name: _cell(value) for name, value in row.items()})
    return b"\xef\xbb\xbf" + output.getvalue().encode()


def _cell(value: object) -> object:
    if value is None:
        return ""
    if isinstance(value, datetime):
        return iso(value)
    return harmless(value) if isinstance(value, str) else value


def _rows(report: Report) -> Iterator[Row]:
    project = report.name if report.project_id is not None else ""
    days = report.period.first.isoformat(), report.period.last.isoformat(), report.period.zone
    for measure, day in zip(("first day", "last day", "time zone"), days, strict=True):
        yield {"fact": "period", "project": project, "measure": measure, "value": day, "at": report.as_of}
    yield from _totals({"fact": "total", "project": project}, report.totals)
    yield from _totals({"fact": "total before", "project": project}, report.totals_before)
    for bar in report.bars:
        about = {"fact": "part of period", "project": project, "at": report.period.moment_of(bar.first)}
        yield from _numbers(about, {"publications": bar.sent, "failures": bar.failures})
    yield from _numbers({"fact": "posts now", "project": project, "at": report.as_of}, report.states)
    yield from _destinations(report)
    yield from _posts(report)
    yield from _failures(project, report)
    yield from _costs(project, report)


def _numbers(about: Row, numbers: Mapping[str, int]) -> Iterator[Row]:
    for measure, value in numbers.items():
        yield {**about, "measure": measure, "value": value}


def _failures(project: str, report: Report) -> Iterator[Row]:
    for cause in report.causes:
        yield {
            "fact": "failure",
            "project": project,
            "destination": ", ".join(cause.places),
            "measure": cause.subject,
            "value": cause.count,
            "unit": "open" if cause.is_open else "closed",
            "at": cause.last_at,
            "detail": cause.error,
        }


def _costs(project: str, report: Report) -> Iterator[Row]:
    for cost in report.costs:
        about: Row = {"fact": "language model", "project": project, "detail": cost.model}
        tokens = {"tokens in": cost.prompt_tokens, "tokens out": cost.completion_tokens}
        yield from _numbers(about, {"requests": cost.requests, **tokens})
        if cost.amount is not None:
            yield {**about, "measure": "cost", "value": cost.amount, "unit": cost.currency}


def _totals(about: Row, totals: Totals) -> Iterator[Row]:
    numbers = {"publications": totals.sent, "new posts": totals.posts, "failures": totals.failures}
    yield from _numbers(about, numbers | ({"tokens": totals.tokens} if totals.tokens else {}))
    yield from _delay(about, totals.delay)


def _destinations(report: Report) -> Iterator[Row]:
    for line in report.destinations:
        about: Row = {"fact": "destination", "project": line.project, "destination": line.name}
        numbers = {
            "publications": line.sent,
            "publications before": line.sent_before,
            "failed now": line.failed,
            "held now": line.held,
            "unknown now": line.unknown,
            "waiting now": line.waiting,
        }
        yield from _numbers(about, numbers)
        yield from _delay(about, line.delay)


def _delay(about: Row, delay: Delay | None) -> Iterator[Row]:
    for measure, seconds in (("p50", delay.p50), ("p95", delay.p95), ("p99", delay.p99)) if delay else ():
        yield {**about, "measure": f"due to live {measure}", "value": round(seconds, 3), "unit": "s"}


def _posts(report: Report) -> Iterator[Row]:
    for post in report.sent:
        seconds = post.delay_seconds
        yield {
            "fact": "publication",
            "project": post.project,
            "destination": post.destination,
            "post": post.post,
            "title": post.title,
            "measure": "due to live" if seconds is not None else "",
            "value": round(seconds, 3) if seconds is not None else "",
            "unit": "s" if seconds is not None else "",
            "at": post.live_at,
            "url": post.url,
            "detail": post.state,
        }
    for following in report.upcoming:
        yield {
            "fact": "scheduled",
            "project": following.project,
            "destination": ", ".join(following.destinations),
            "post": following.post,
            "title": following.title,
            "at": following.publish_at,
        }
