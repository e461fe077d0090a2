"""Exports that other tools read."""

import os
import shutil
import subprocess
import zipfile
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy import select

from fsp import paths
from fsp.errors import PermanentFailure
from fsp.exporting.build import build_export
from fsp.importing.import_posts import import_posts
from fsp.models.item import Item
from fsp.models.project import Project
from fsp.settings import Settings
from fsp.stores import db

NOW = datetime(2026, 5, 1, tzinfo=UTC)
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d49484452000000010000000108060000001f15c4890000000d49444154789c6360606060000000050001"
    "a5f645400000000049454e44ae426082"
)
NASTY = """---
title: Beans & "peas" <3
date: 2026-05-01
tags: [garden, 豆]
summary: All about beans
---

# Beans

![A bean](img/bean.png) ![far](https://example.org/x.png) [other](soup.md) [far](https://example.org/?a=1&b=2)

| a | b |
|:-:|---|
| 1 | 2 |

A note.[^1] ~~gone~~ <br> & done

[^1]: The note.

1. one
2. two
"""


@pytest.fixture
def project(core: Flask, settings: Settings, tmp_path: Path) -> str:
    posts = tmp_path / "posts"
    (posts / "sub" / "img").mkdir(parents=True)
    (posts / "sub" / "beans.md").write_text(NASTY)
    (posts / "sub" / "img" / "bean.png").write_bytes(PIXEL)
    (posts / "soup.md").write_text("---\ntitle: Soup\ndraft: true\n---\n\nHot.\n")
    return import_posts(posts, "Garden", settings=settings).project_slug


def exported(settings: Settings, kind: str) -> Path:
    export = build_export("garden", settings=settings, job_id="job-1", now=NOW)
    return next(paths.artifacts_folder(settings) / result.path for result in export if result.kind == kind)


def test_the_zip_imports_again_as_the_same_project(project: str, settings: Settings) -> None:
    archive = exported(settings, "export-zip")

    report = import_posts(archive, "Copy", settings=settings)

    assert (report.created, report.images, report.faults) == (2, 1, [])
    bodies = db.session.execute(
        select(Item.slug, Item.title, Item.publish_at, Item.state).order_by(Item.slug, Item.id)
    ).all()
    assert bodies[0] == bodies[1]
    assert bodies[2] == bodies[3]


def test_the_same_project_gives_the_same_zip(project: str, settings: Settings) -> None:
    assert exported(settings, "export-zip").read_bytes() == exported(settings, "export-zip").read_bytes()


def test_the_book_begins_with_its_media_type_stored(project: str, settings: Settings) -> None:
    with zipfile.ZipFile(BytesIO(exported(settings, "export-epub").read_bytes())) as book:
        first = book.infolist()[0]

    assert (first.filename, first.compress_type) == ("mimetype", zipfile.ZIP_STORED)


@pytest.mark.parametrize("is_empty", [False, True])
def test_epubcheck_finds_no_fault(project: str, settings: Settings, is_empty: bool) -> None:
    if is_empty:
        db.session.delete(db.session.scalars(select(Project)).one())
        db.session.flush()
        db.session.add(Project(slug="garden", title="Garden"))
        db.session.commit()
    checker = shutil.which("epubcheck")
    if checker is None:
        assert not os.environ.get("CI"), "epubcheck is missing; .ci/run installs it"
        pytest.skip("epubcheck is not installed")

    # Debian's command is a jar that the kernel starts only where binfmt is set up.
    checked = subprocess.run(
        ["java", "-jar", checker, str(exported(settings, "export-epub"))], capture_output=True, text=True, check=False
    )

    assert checked.returncode == 0, checked.stdout + checked.stderr


def test_an_unknown_project_is_refused_for_good(core: Flask, settings: Settings) -> None:
    with pytest.raises(PermanentFailure, match="not found"):
        build_export("nowhere", settings=settings, job_id="x", now=NOW)
