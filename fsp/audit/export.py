"""Exports the audit log as CSV or JSON lines."""

import csv
import io
import json
from collections.abc import Iterable, Iterator
from typing import Any

from fsp.audit.search import Line
from fsp.clock import iso
from fsp.security.spreadsheet import harmless

COLUMNS = (
    *("id", "at", "by", "action", "target", "outcome", "via", "address", "request_id"),
    *("reason", "count", "detail", "given", "before", "after"),
)


def as_row(line: Line) -> dict[str, Any]:
    """Return the fields of an entry by name."""
    begun = line.begun
    fields = {name: getattr(begun, name) for name in ("id", "by", "action", "target", "via", "address", "request_id")}
    return fields | {
        "at": iso(begun.at),
        "outcome": line.outcome,
        "reason": begun.reason,
        "count": line.count,
        "detail": line.detail,
        "given": begun.given,
        "before": line.before,
        "after": line.after,
    }


def json_lines(lines: Iterable[Line]) -> Iterator[str]:
    """Yield each entry as one JSON object."""
    for line in lines:
        yield json.dumps(as_row(line), ensure_ascii=False) + "\n"


def csv_lines(lines: Iterable[Line]) -> Iterator[str]:
    """Yield a header and one row per entry. Values that a spreadsheet would run as a formula are quoted."""
    yield _csv_line(COLUMNS)
    for line in lines:
        row = as_row(line)
        yield _csv_line([_cell(row[name]) for name in COLUMNS])


def _cell(value: Any) -> str:
    if value is None:
        return ""
    text = json.dumps(value, ensure_ascii=False) if isinstance(value, dict) else str(value)
    return harmless(text)


def _csv_line(cells: Iterable[str]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()
