"""The platform of folders, on the real file system."""

import os
import stat
from pathlib import Path

import pytest
from pydantic import ValidationError

from fsp.destinations.folder import Folder, FolderSettings, NoCredentials
from fsp.destinations.post_files.folder_store import FolderStore
from fsp.errors import InvalidInput, PermanentFailure
from fsp.settings import Settings
from tests.destinations.post_files.file_contract import FileContract, Place
from tests.destinations.tools import post, tools


def make(base: Path, **changes: object) -> Folder:
    settings = FolderSettings.model_validate({"folder": "blog", **changes})
    return Folder(settings, NoCredentials(), tools(settings=Settings(destinations_folder=base)))


class TestFolder(FileContract):
    @pytest.fixture
    def place(self, tmp_path: Path) -> Place:
        folder = tmp_path / "blog"

        def files() -> dict[str, bytes]:
            return {
                path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()
            }

        def put(path: str, data: bytes) -> None:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)

        return Place(
            make=lambda **changes: make(tmp_path, **changes),
            store=FolderStore(folder),
            files=files,
            put_by_hand=put,
            delete_by_hand=lambda path: (folder / path).unlink(),
        )


def test_other_users_can_read_the_files(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        make(tmp_path, post_path="posts/{slug}.md").create(post())
    finally:
        os.umask(before)

    assert stat.S_IMODE((tmp_path / "blog" / "posts").stat().st_mode) == 0o755
    assert stat.S_IMODE((tmp_path / "blog" / "posts" / "raised-beds.md").stat().st_mode) == 0o644


@pytest.mark.parametrize("folder", ["..", "/etc", "a/../../b", "", "a//b", "a\\b", "a/"])
def test_a_folder_stays_inside_the_folder_of_destinations(tmp_path: Path, folder: str) -> None:
    with pytest.raises(ValidationError, match="relative path"):
        make(tmp_path, folder=folder)


def test_a_link_out_of_the_folder_is_refused(tmp_path: Path) -> None:
    outside = tmp_path / "outside"
    outside.mkdir()
    base = tmp_path / "base"
    (base / "blog").mkdir(parents=True)
    (base / "blog" / "posts").symlink_to(outside)

    with pytest.raises(InvalidInput, match="leads out"):
        make(base, post_path="posts/{slug}.md").create(post())

    assert list(outside.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named_by_the_check(tmp_path: Path) -> None:
    (tmp_path / "blog").write_text("a file")

    (result,) = make(tmp_path).check()

    assert not result.is_ok
    assert "cannot be written" in result.seen
    assert "FSP_DESTINATIONS_FOLDER" in result.fix
    with pytest.raises(PermanentFailure, match="cannot be read or written"):
        make(tmp_path).create(post())
