"""The files of a site: images are links, and what stands in the way of a page goes."""

import os
from pathlib import Path

import pytest

from fsp.content.media import read_path, store
from fsp.publishing.site.site_files import SiteFiles
from fsp.settings import Settings

PNG = b"\x89PNG\r\n\x1a\n and the rest"


@pytest.fixture
def files(settings: Settings) -> SiteFiles:
    return SiteFiles(settings.data_dir / "site" / "garden", settings, is_durable=True)


def test_an_image_is_a_link_to_the_file_that_is_kept(files: SiteFiles, settings: Settings) -> None:
    sha256 = store(settings, PNG)

    assert files.link_media(f"media/{sha256}.png", sha256)
    assert files.link_media(f"media/{sha256}.png", sha256)

    assert (files.folder / "media" / f"{sha256}.png").samefile(read_path(settings, sha256))
    assert files.written == 1


def test_an_image_is_copied_where_it_cannot_be_a_link(
    files: SiteFiles, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sha256 = store(settings, PNG)

    def refuse(*_: object) -> None:
        raise OSError("another file system")

    monkeypatch.setattr(os, "link", refuse)

    assert files.link_media(f"media/{sha256}.png", sha256)
    assert (files.folder / "media" / f"{sha256}.png").read_bytes() == PNG


def test_an_image_whose_file_is_lost_is_reported(files: SiteFiles) -> None:
    assert not files.link_media("media/a.png", "a" * 64)


def test_a_page_takes_the_place_of_a_file_and_a_file_that_of_a_folder(files: SiteFiles) -> None:
    files.write("old", "a file")
    files.write("old/index.html", "a page")
    files.write("new.html/index.html", "a page")
    files.write("new.html", "a file")

    assert (files.folder / "old/index.html").read_text() == "a page"
    assert (files.folder / "new.html").read_text() == "a file"


def test_removing_a_file_removes_the_folders_that_are_empty_without_it(files: SiteFiles) -> None:
    files.write("a/b/index.html", "x")
    files.write("a/index.html", "x")

    files.remove("a/b/index.html")
    files.remove("a/gone.html")

    assert sorted(path.name for path in (files.folder / "a").iterdir()) == ["index.html"]


def test_others_are_removed_and_hidden_ones_stay(files: SiteFiles) -> None:
    for name in ("index.html", "old/index.html", ".build.sqlite3"):
        (files.folder / name).parent.mkdir(parents=True, exist_ok=True)
        (files.folder / name).touch()

    files.remove_others({"index.html"})

    assert {path.name for path in Path(files.folder).iterdir()} == {"index.html", ".build.sqlite3"}
