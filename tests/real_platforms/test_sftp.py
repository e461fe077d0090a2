"""SFTP by a real OpenSSH server, with as many cuts as for the other platforms."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.destinations.sftp import test_platform as sftp
from tests.ssh_server import SshServer, ssh_server

CUTS = 200


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    """Run one server for this file."""
    with ssh_server(tmp_path_factory.mktemp("sshd")) as server:
        yield server


def test_each_post_is_there_once_and_whole_under_200_cuts(
    server: SshServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sftp, "CUTS", CUTS)

    sftp.test_each_post_is_there_once_and_whole_under_cuts_at_any_moment(server, tmp_path)
