"""What can be imported, and what is refused."""

from pathlib import Path

import pytest

from fsp.errors import InvalidInput
from tests.importing.formats.conftest import Importing
from tests.importing.formats.exports import zip_of


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("photo.jpg", b"\xff\xd8\xff"),
        ("data.json", b'{"a": 1}'),
        ("list.json", b"[1]"),
        ("deep.json", b"[" * 100_000),
        ("empty.xml", b""),
        ("page.svg", b"<svg/>"),
    ],
)
def test_any_other_file_is_refused_with_what_can_be_imported(importing: Importing, name: str, data: bytes) -> None:
    with pytest.raises(InvalidInput, match=r"cannot be imported. Choose a folder or zip of Markdown files .also"):
        importing((name, data))


def test_markdown_beside_pages_wins(importing: Importing, tmp_path: Path) -> None:
    report = importing(zip_of(tmp_path / "blog.zip", {"a.md": "# A\n\nText.", "theme/layout.html": "<html></html>"}))

    assert (report.posts, report.faults) == (1, [])


def test_a_zip_without_posts_is_refused(importing: Importing, tmp_path: Path) -> None:
    with pytest.raises(InvalidInput, match="contains no posts"):
        importing(zip_of(tmp_path / "blog.zip", {"notes.txt": "Hello"}))


def test_deeply_nested_html_is_a_fault_of_its_page(importing: Importing, tmp_path: Path) -> None:
    files: dict[str, bytes | str] = {"deep.html": "<div>" * 20_000 + "x", "good.html": "<p>Fine.</p>"}

    report = importing(zip_of(tmp_path / "site.zip", files))

    assert ([fault.name for fault in report.faults], report.created) == (["deep.html"], 1)
