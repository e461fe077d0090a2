"""Importing an EPUB and a Word document."""

from pathlib import Path

import pytest

from fsp.models.item import ItemState
from tests.importing.formats.conftest import Importing
from tests.importing.formats.exports import docx, epub, zip_of
from tests.importing.formats.posts import body_of, posts


def test_a_book_becomes_a_series_in_reading_order(importing: Importing, tmp_path: Path) -> None:
    report = importing(epub(tmp_path / "book.epub"))

    sowing, harvest = posts()["sowing"], posts()["harvest"]
    assert (report.created, report.faults, report.images, report.dead_links) == (2, [], 1, 0)
    assert (sowing.series, sowing.weight, harvest.weight) == ("The kitchen garden", 1.0, 2.0)
    assert (sowing.authors, sowing.state) == (["Ada Byron"], ItemState.DRAFT)
    assert body_of(sowing).startswith("Beans, see [Harvest](/OEBPS/text/two.md#end).")
    assert "![A bean](/OEBPS/img/bean.png)" in body_of(sowing)


def test_a_damaged_book_is_refused(importing: Importing, tmp_path: Path) -> None:
    from fsp.errors import InvalidInput

    with pytest.raises(InvalidInput, match="The EPUB is damaged"):
        importing(zip_of(tmp_path / "book.epub", {"META-INF/container.xml": "<container>"}))


@pytest.mark.parametrize(("title", "shown"), [("", "First beans"), ("The beans", "The beans")])
def test_a_word_document_becomes_a_draft(importing: Importing, tmp_path: Path, title: str, shown: str) -> None:
    report = importing(docx(tmp_path / "beans.docx", title=title))

    post = next(iter(posts().values()))
    assert (report.created, report.faults, report.images) == (1, [], 1)
    assert (post.title, post.state) == (shown, ItemState.DRAFT)
    assert (post.authors, post.tags) == (["Ada Byron"], ["garden", "sowing"])
    assert body_of(post).startswith("Broad **beans**\n\n![A bean](/images/")


def test_importing_a_book_or_a_document_again_changes_nothing(importing: Importing, tmp_path: Path) -> None:
    book, document = epub(tmp_path / "book.epub"), docx(tmp_path / "beans.docx")
    importing(book)
    importing(document)

    assert (importing(book).unchanged, importing(document).unchanged) == (2, 1)


def test_a_damaged_word_document_is_reported(importing: Importing, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    (tmp_path / "folder" / "broken.docx").write_bytes(b"PK not a zip")

    report = importing(tmp_path / "folder") if docx(tmp_path / "folder" / "beans.docx") else None

    assert report is not None
    assert ([fault.name for fault in report.faults], report.created) == (["broken.docx"], 1)
