"""Renders a report as one HTML file that needs nothing beside it."""

import base64
import hashlib

from fsp import paths
from fsp.content.templates import render
from fsp.reporting.facts import Report
from fsp.reporting.figures import chart_template, charts, destinations_chart, tiles
from fsp.reporting.tables import MAX_SHOWN
from fsp.reporting.words import money


def report_html(report: Report) -> bytes:
    """Return the report as a page that includes its charts and styles."""
    return render(
        "report/report.html",
        report=report,
        style=_style(),
        tiles=tiles(report),
        charts=[(chart, chart_template(chart)) for chart in charts(report)],
        by_destination=destinations_chart(report),
        max_shown=MAX_SHOWN,
        money=money,
    ).encode()


def style_hash() -> str:
    """Return the source expression that allows the report's inline style in a content security policy."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(_style().encode()).digest()).decode() + "'"


def _style() -> str:
    return paths.resource("static").joinpath("report.css").read_text(encoding="utf-8")
