"""The files of a report: whole, harmless, and the same figures in each."""

import base64
import csv
import hashlib
import io
import re
from datetime import timedelta

import pytest
import redis
from flask import Flask
from pypdf import PdfReader

from fsp import paths
from fsp.models.artifact import Artifact
from fsp.reporting.build import build_report
from fsp.reporting.csv_file import report_csv
from fsp.reporting.facts import Report
from fsp.reporting.gather import gather
from fsp.reporting.html_page import report_html, style_hash
from fsp.reporting.options import ReportFormat, ReportOptions
from fsp.reporting.pdf_file import report_pdf
from fsp.settings import Settings
from tests.reporting.published import LAST_30, NOW, add_item, add_project, destinations_of, fail, publish

FORMULA = '=SUM(1) <b>\r\n"x", y'


@pytest.fixture
def report(core: Flask, redis_client: redis.Redis) -> Report:
    project = add_project()
    places = destinations_of(project)
    for days, title in enumerate((FORMULA, "Soup", "مرحبا"), 1):
        item = add_item(project, f"post-{days}", title=title)
        publish(item, places["Site"], NOW - timedelta(days=days), late=days)
    fail(item, places["Social"], NOW - timedelta(hours=1), error="@evil <script>")
    return gather("garden", LAST_30, connection=redis_client, now=NOW)


def test_the_page_needs_nothing_from_elsewhere(report: Report) -> None:
    html = report_html(report).decode()

    assert "Garden &amp; &lt;co&gt;" in html
    assert html.count("<svg") == 4
    assert not re.search(r"<(link|script|img|b)\b", html)
    assert "style=" not in html


def test_the_policy_allows_exactly_the_style_inside(report: Report) -> None:
    inside = re.search(r"<style>(.*?)</style>", report_html(report).decode(), re.DOTALL)

    assert inside is not None
    digest = base64.b64encode(hashlib.sha256(inside[1].encode()).digest()).decode()
    assert style_hash() == f"'sha256-{digest}'"


def test_the_table_has_one_row_for_each_fact_and_no_formula(report: Report) -> None:
    data = report_csv(report)

    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    facts = {(row["fact"], row["measure"]): row["value"] for row in rows}
    assert facts[("total", "publications")] == "3"
    assert facts[("total", "due to live p99")] == "3.0"
    posts = [row for row in rows if row["fact"] == "publication"]
    assert [post["title"] for post in posts] == ["مرحبا", "Soup", f"'{FORMULA}"]
    assert posts[0]["at"] == "2026-05-03T12:00:03Z"
    assert not [cell for row in rows for cell in row.values() if cell.startswith(("=", "+", "-", "@"))]
    assert all(line.endswith(b"\r\n") for line in data.splitlines(keepends=True) if not line.startswith(b'"x'))


def test_the_pdf_has_the_figures_and_texts_and_is_tagged(report: Report) -> None:
    pdf = PdfReader(io.BytesIO(report_pdf(report)))
    text = " ".join(page.extract_text() for page in pdf.pages)

    assert "Garden & <co>" in text
    assert "Failures by cause" in text
    assert "=SUM(1) <b>" in text
    assert "/StructTreeRoot" in pdf.root_object


def test_a_job_run_twice_leaves_one_file_of_each(report: Report, redis_client: redis.Redis, settings: Settings) -> None:
    options = ReportOptions(formats=tuple(ReportFormat))

    def build() -> list[Artifact]:
        return build_report("garden", options, connection=redis_client, settings=settings, job_id="j", now=NOW)

    assert [created.id for created in build()] == [created.id for created in build()]
    names = sorted(path.name for path in (paths.artifacts_folder(settings) / "j").iterdir())
    assert names == [f"garden-2026-04-07-2026-05-06.{ending}" for ending in ("csv", "html", "pdf")]
