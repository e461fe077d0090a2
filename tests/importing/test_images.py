"""Images and attachments of an import."""

import zipfile
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from fsp import paths
from fsp.clock import utc_now
from fsp.exporting.build import build_export
from fsp.importing.import_posts import import_posts
from fsp.models.media import Media
from fsp.stores import db
from tests.importing.again import Blog

PDF = b"%PDF-1.7 a plan"
TEXT = (
    '[Plan](../files/plan.pdf) <video src="/talk.mp4"></video> [Run](/demo.html) ![Plan](../files/plan.pdf) '
    "[Gone](/gone.zip) [Next](b.md)"
)


@pytest.fixture
def filled(blog: Blog) -> Blog:
    blog.write("posts/a.md", TEXT, date="2020-01-02")
    blog.write("posts/b.md", "Text.", date="2020-01-03")
    (blog.folder / "files").mkdir()
    (blog.folder / "static").mkdir()
    (blog.folder / "files" / "plan.pdf").write_bytes(PDF)
    (blog.folder / "static" / "talk.mp4").write_bytes(b"talk")
    (blog.folder / "static" / "demo.html").write_text("<script>alert(1)</script>")
    (blog.folder / "static" / "unused.zip").write_bytes(b"zip")
    return blog


def attachments() -> list[tuple[str, str]]:
    return [(row.path, row.media_type) for row in db.session.scalars(select(Media).order_by(Media.path))]


def test_files_that_posts_link_to_are_imported_and_published(filled: Blog) -> None:
    planned = filled.load(is_dry_run=True)
    report = filled.load()
    again = filled.load()
    filled.publish()

    page = (paths.site_folder(filled.settings) / "blog" / "a" / "index.html").read_text()
    site = page.split('<div class="prose">')[-1]
    files = {path.name: path.read_bytes() for path in (paths.site_folder(filled.settings) / "blog").rglob("media/*/*")}
    assert attachments() == [("files/plan.pdf", "application/pdf"), ("static/talk.mp4", "video/mp4")]
    assert (report.attachments, report.images, report.dead_links) == (2, 0, 2)
    assert (planned.attachments, planned.notes, again.unchanged) == (2, report.notes, 2)
    assert files == {"plan.pdf": PDF, "talk.mp4": b"talk"}
    assert site.count('/plan.pdf"') == 2
    assert '/talk.mp4" controls=""' in site
    assert "<img" not in site
    assert 'title="Not found: /demo.html"' in site
    assert 'title="Not found: /gone.zip"' in site


def test_attachments_are_in_the_export_and_come_back(filled: Blog, core: Flask, tmp_path: Path) -> None:
    filled.load()
    results = build_export("blog", settings=filled.settings, job_id="job-attachments", now=utc_now())
    by_kind = {result.kind: paths.artifacts_folder(filled.settings) / result.path for result in results}
    (tmp_path / "blog.zip").write_bytes(by_kind["export-zip"].read_bytes())

    report = import_posts(tmp_path / "blog.zip", "Copy", settings=filled.settings)

    names = zipfile.ZipFile(BytesIO(by_kind["export-zip"].read_bytes())).namelist()
    assert {"files/plan.pdf", "static/talk.mp4"} <= set(names)
    assert (report.attachments, report.faults) == (2, [])
    assert attachments() == [("files/plan.pdf", "application/pdf")] * 2 + [("static/talk.mp4", "video/mp4")] * 2
    book = zipfile.ZipFile(BytesIO(by_kind["export-epub"].read_bytes()))
    assert not [name for name in book.namelist() if name.endswith((".pdf", ".mp4"))]
