"""Posts are uploaded in a browser: a folder or a zip, with scripts and without."""

import io
import re
import zipfile
from pathlib import Path

import pytest
import redis
from playwright.sync_api import Browser, Page, expect
from sqlalchemy import select

from fsp.importing.source import open_source
from fsp.importing.uploads import zip_file
from fsp.models.import_upload import ImportUpload
from fsp.models.item import Item
from fsp.settings import Settings
from fsp.worker.worker import FspWorker
from tests.browser.conftest import signed_in_page
from tests.importing.uploading import POSTS, zipped
from tests.web.rows import rows

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4000
"""More than one part."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "blog"
    for name, text in {**POSTS, "日記/Ä b.md": "# Ä\n\n![x](x.png)\n", ".git/x.md": "x", "theme.css": "x"}.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8")
    (folder / "日記" / "x.png").write_bytes(PNG)
    return folder


def newest_upload() -> ImportUpload:
    return rows(select(ImportUpload).where(ImportUpload.id.not_in(["planned", "done"])))[0]  # type: ignore[no-any-return]


def work(redis_client: redis.Redis, settings: Settings) -> None:
    FspWorker(["medium"], connection=redis_client, settings=settings).work(burst=True, logging_level="ERROR")


def choose_folder(page: Page, folder: Path) -> None:
    """Choose a folder as a person does: once the script shows the field, which takes a folder from then on."""
    field = page.get_by_label("Or a folder")
    expect(field).to_be_visible()
    field.set_input_files(folder)


def test_a_folder_arrives_as_a_zip_of_its_posts_and_images(page: Page, folder: Path, settings: Settings) -> None:
    page.goto("/imports/new?project=garden-journal")
    choose_folder(page, folder)
    page.get_by_role("button", name="Upload and review").click()
    expect(page).to_have_url(re.compile(r"/imports/[0-9a-f]{16}$"))

    upload = newest_upload()
    file = zip_file(upload.id, settings)
    with zipfile.ZipFile(io.BytesIO(file.read_bytes())) as archive:
        assert archive.testzip() is None
    with open_source(file) as source:
        assert set(source.names) == {*POSTS, "日記/Ä b.md", "日記/x.png"}
        assert source.read("日記/x.png") == PNG
    assert (upload.source, upload.state, upload.size_bytes) == ("blog", "planning", file.stat().st_size)


def test_a_zip_is_planned_and_imported(
    page: Page, redis_client: redis.Redis, settings: Settings, tmp_path: Path
) -> None:
    before = len(rows(select(Item.id)))
    page.goto("/imports/new")
    page.get_by_label("Project (existing").fill("New <b>")
    page.get_by_label("File (up to").set_input_files(
        {"name": "a.zip", "mimeType": "application/zip", "buffer": zipped(POSTS)}
    )
    page.get_by_role("button", name="Upload and review").click()
    expect(page.get_by_text("reading the posts")).to_be_visible()
    work(redis_client, settings)
    page.get_by_role("button", name="Import now").click()
    work(redis_client, settings)

    expect(page.get_by_text("Result", exact=True)).to_be_visible()
    expect(page.get_by_text("3 posts: 3 new, 1 held as a draft, 1 without a date.")).to_be_visible()
    assert len(rows(select(Item.id))) == before + 3


def test_what_the_server_would_refuse_is_said_before_it_is_sent(page: Page, tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "a.txt").write_text("x")
    page.goto("/imports/new?project=garden-journal")
    send = page.get_by_role("button", name="Upload and review")

    send.click()
    expect(page.get_by_role("alert")).to_contain_text("Choose a file or a folder.")
    choose_folder(page, empty)
    send.click()
    expect(page.get_by_role("alert")).to_contain_text("contains no posts")


def test_a_zip_is_sent_without_scripts(chromium: Browser, served: str, session_cookie: str) -> None:
    with signed_in_page(chromium, served, session_cookie, has_scripts=False) as plain:
        plain.goto("/imports/new?project=garden-journal")
        expect(plain.get_by_label("Or a folder")).to_be_hidden()
        plain.get_by_label("File (up to").set_input_files(
            {"name": "a.zip", "mimeType": "application/zip", "buffer": zipped(POSTS)}
        )
        plain.get_by_role("button", name="Upload and review").click()

        expect(plain).to_have_url(re.compile(r"/imports/[0-9a-f]{16}$"))
        assert newest_upload().state == "planning"
