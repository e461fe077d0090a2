"""Rendering a report: one file that needs nothing beside it, and a sheet without formulas."""

import re
from datetime import UTC, date, datetime

import pytest

from fsp.reporting.gather import Report, ReportItem
from fsp.reporting.render import report_csv, report_html, style_hash

NOW = datetime(2026, 5, 6, 12, tzinfo=UTC)


def report(*items: ReportItem) -> Report:
    return Report(None, "all", "All <projects>", NOW, {"draft": 1}, [(date(2026, 5, 4), 2)], list(items), [])


def test_the_page_needs_nothing_from_elsewhere() -> None:
    html = report_html(report()).decode()

    assert "All &lt;projects&gt;" in html
    assert html.count("<svg") == 2
    assert not re.search(r"<(link|script|img)\b", html)
    assert "style=" not in html


def test_the_policy_allows_exactly_the_style_inside() -> None:
    import base64
    import hashlib

    inside = re.search(r"<style>(.*?)</style>", report_html(report()).decode(), re.DOTALL)

    assert inside is not None
    digest = base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
    assert style_hash() == f"'sha256-{digest}'"


@pytest.mark.parametrize("title", ["=1+1", "+1", "-1", "@x", "\t=1"])
def test_no_cell_is_a_formula(title: str) -> None:
    sheet = report_csv(report(ReportItem("p", "s", title, "draft", None, NOW, ""))).decode("utf-8-sig")

    assert f"'{title}" in sheet
    assert "2026-05-06T12:00:00Z" in sheet
