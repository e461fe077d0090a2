"""Paths: the data folder is closed to others, and the socket's path is never too long."""

from pathlib import Path

import pytest

from fsp import paths
from fsp.errors import SettingsError
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

    assert len(bytes(socket)) <= paths.LONGEST_SOCKET_PATH_BYTES


def test_resources_are_where_the_code_is() -> None:
    assert paths.resource("templates").joinpath("layout.html").is_file()
