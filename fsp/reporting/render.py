"""Renders a report as a self-contained HTML file, and as CSV."""

import base64
import csv
import hashlib
import io

from fsp import paths
from fsp.charts.bars import bar_chart
from fsp.clock import iso
from fsp.content.templates import render
from fsp.reporting.gather import Report
from fsp.security.spreadsheet import harmless

COLUMNS = ("project", "slug", "title", "state", "publish_at", "published_at", "url")


def report_html(report: Report) -> bytes:
    """Return the report as a page that includes its charts and styles."""
    charts = [
        bar_chart("Posts by state", "items", [(state, float(count)) for state, count in report.states.items()]),
        bar_chart("Publications by week", "publications", [(f"{day:%d %b}", float(n)) for day, n in report.weeks]),
    ]
    return render("report/report.html", report=report, charts=charts, style=_style()).encode()


def report_csv(report: Report) -> bytes:
    """Return the posts as CSV (RFC 4180), with a byte order mark so that spreadsheets read it as UTF-8."""
    output = io.StringIO()
    rows = csv.writer(output)
    rows.writerow(COLUMNS)
    for item in report.items:
        moments = [iso(moment) if moment else "" for moment in (item.publish_at, item.published_at)]
        rows.writerow(
            [harmless(text) for text in (item.project, item.slug, item.title, item.state)] + [*moments, item.url]
        )
    return b"\xef\xbb\xbf" + output.getvalue().encode()


def style_hash() -> str:
    """Return the source expression that allows the report's inline style in a content security policy."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode() + "'"


def _style() -> str:
    return paths.resource("static").joinpath("report.css").read_text(encoding="utf-8")
