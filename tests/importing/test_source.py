"""Sources: a folder or a zip, never more than it holds."""

import zipfile
from pathlib import Path

import pytest

from fsp.errors import InvalidInput
from fsp.importing.source import open_source


def test_hidden_files_are_left_out_and_posts_are_sorted(tmp_path: Path) -> None:
    for name in ("b.md", "a.Markdown", ".hidden.md", "image.png"):
        (tmp_path / name).write_text(name)

    with open_source(tmp_path) as source:
        assert source.posts == ["a.Markdown", "b.md"]
        assert source.read("image.png") == b"image.png"
        with pytest.raises(KeyError):
            source.read(".hidden.md")


def test_a_damaged_zip_is_named(tmp_path: Path) -> None:
    path = tmp_path / "posts.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("a.md", "text " * 100)
    path.write_bytes(path.read_bytes().replace(b"text text", b"text tuxt", 1))

    with open_source(path) as source, pytest.raises(InvalidInput, match="cannot be read"):
        source.read("a.md")


def test_a_file_that_is_no_source_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.txt").touch()

    with pytest.raises(InvalidInput, match="neither a folder nor a zip"), open_source(tmp_path / "x.txt"):
        pass
