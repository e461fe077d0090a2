"""Paths: the data folder is closed to others, and the socket's path is never too long."""

import tempfile
from pathlib import Path

import pytest

from fsp import paths
from fsp.errors import InvalidInput, SettingsError
from fsp.private_files import is_ours
from fsp.settings import Settings


def test_the_data_folder_is_made_for_its_owner_alone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "a" / "b")

    paths.ensure_data_folder(settings)

    assert settings.data_dir.stat().st_mode & 0o777 == 0o700
    assert list(settings.data_dir.iterdir()) == []


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(SettingsError, match="Set FSP_DATA_DIR"):
        paths.ensure_data_folder(Settings(data_dir=tmp_path / "file" / "var"))


@pytest.mark.parametrize("depth", [1, 30])
def test_the_socket_has_a_path_a_socket_can_have(tmp_path: Path, depth: int) -> None:
    socket = paths.valkey_socket(Settings(data_dir=tmp_path / "/".join(["deep"] * depth)))

    assert len(bytes(socket)) <= paths.MAX_SOCKET_PATH_BYTES


@pytest.fixture
def deep(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    """Return settings whose socket needs a folder outside the data folder."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    return Settings(data_dir=tmp_path / "/".join(["deep"] * 30))


@pytest.mark.parametrize("made_by_others", ["open folder", "link", "file"])
def test_a_socket_folder_that_others_made_is_not_used(tmp_path: Path, deep: Settings, made_by_others: str) -> None:
    usual = paths.valkey_socket(deep).parent
    usual.rmdir()
    if made_by_others == "open folder":
        usual.mkdir()
        usual.chmod(0o777)
    elif made_by_others == "link":
        usual.symlink_to(tmp_path)
    else:
        usual.touch()

    socket = paths.valkey_socket(deep)

    assert socket.parent not in {usual, tmp_path}
    assert is_ours(socket.parent)
    assert paths.valkey_socket(deep) == socket
    socket.parent.rmdir()
    assert is_ours(paths.valkey_socket(deep).parent)


def test_the_folder_of_the_socket_is_removed_once_it_is_empty(deep: Settings) -> None:
    socket = paths.valkey_socket(deep)
    socket.touch()
    paths.remove_socket_folder(deep)
    assert socket.exists()

    socket.unlink()
    paths.remove_socket_folder(deep)

    assert not socket.parent.exists()


def test_a_socket_in_the_data_folder_leaves_its_folder_there(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "v")
    folder = paths.valkey_folder(settings)
    folder.mkdir(parents=True)

    paths.remove_socket_folder(settings)

    assert folder.exists()


def test_resources_are_where_the_code_is() -> None:
    assert paths.resource("templates").joinpath("layout.html").is_file()


def test_a_path_from_a_store_stays_inside_its_folder(tmp_path: Path) -> None:
    folder = tmp_path / "in"
    folder.mkdir()
    (folder / "link").symlink_to(tmp_path)

    assert paths.inside(folder, "a/b.csv") == folder / "a" / "b.csv"
    names = ("", ".", "..", "../x", "/x", "a//b", "a/./b", "a/../../x", "a\\b", "a\x00", "link/x")
    for path in (*names, "x" * 300, "日" * 90, "\ud800"):
        with pytest.raises(InvalidInput):
            paths.inside(folder, path)
