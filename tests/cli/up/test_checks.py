"""What is looked at before anything starts."""

import socket
from pathlib import Path

import pytest

from fsp.cli.up.checks import check_port, lock_data_folder
from fsp.errors import SettingsError
from fsp.settings import Settings
from tests.cli.up.running import free_port


def test_a_free_port_is_fine_and_a_taken_one_is_named() -> None:
    check_port(Settings(port=free_port()))

    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        with pytest.raises(SettingsError, match=f"127.0.0.1:{port}"):
            check_port(Settings(port=port))


def test_a_folder_belongs_to_one_at_a_time(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")
    first = lock_data_folder(settings)

    with pytest.raises(SettingsError, match="Another fsp up"):
        lock_data_folder(settings)

    first.close()
    lock_data_folder(settings).close()
