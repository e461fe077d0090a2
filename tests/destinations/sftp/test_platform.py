"""SFTP, to a real OpenSSH server."""

import os
import random
import socket
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from fsp.destinations.sftp.platform import Sftp, SftpSettings
from fsp.destinations.ssh.connection import LoginRefused, UnknownHostKey
from fsp.destinations.ssh.settings import SshCredentials
from fsp.errors import AddressRefused, AnswerLost, PermanentFailure, ServiceUnavailable
from fsp.security.guarded_http import GuardedClient
from tests.destinations.post_files.file_contract import FileContract, Place, illustrated
from tests.destinations.tools import client, post, tools
from tests.ssh_server import SshServer, cutting_relay, ssh_server

SEED = int(os.environ.get("FSP_SEED", "17"))
CUTS = int(os.environ.get("FSP_CUTS", "12"))
"""Each takes three connections to a real server. `make test-platforms ONLY=sftp` makes 200."""


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[SshServer]:
    with ssh_server(tmp_path_factory.mktemp("sshd")) as server:
        yield server


def make(server: SshServer, folder: Path, **changes: object) -> Sftp:
    http = changes.pop("http", client())
    private_key = changes.pop("private_key", server.private_key)
    settings = SftpSettings.model_validate(
        {
            "host": "127.0.0.1",
            "port": server.port,
            "user": server.user,
            "host_key": server.host_key,
            "folder": str(folder),
            **changes,
        }
    )
    credentials = SshCredentials.model_validate({"private_key": private_key, "password": "hunter22"})
    return Sftp(settings, credentials, tools(http=http))


class TestSftpFiles(FileContract):
    @pytest.fixture
    def place(self, server: SshServer, tmp_path: Path) -> Place:
        folder = tmp_path / "www"

        def files() -> dict[str, bytes]:
            paths = [path for path in folder.rglob("*") if path.is_file()]
            named = {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}
            return {name: data for name, data in named.items() if not name.startswith(".fsp/")}

        def put(path: str, data: bytes) -> None:
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(data)

        return Place(
            make=lambda **changes: make(server, folder, **changes),
            store=make(server, folder).store,
            files=files,
            put_by_hand=put,
            delete_by_hand=lambda path: (folder / path).unlink(),
        )


def test_nothing_is_sent_to_a_server_with_another_key(server: SshServer, tmp_path: Path) -> None:
    platform = make(server, tmp_path, host_key="SHA256:" + "A" * 43)

    with pytest.raises(UnknownHostKey, match="Nothing was sent"):
        platform.create(post())
    (result,) = platform.check()

    assert list(tmp_path.iterdir()) == []
    assert server.host_key in result.seen
    assert "new fingerprint" in result.fix
    assert result.learned == {}


def test_the_first_check_shows_the_key_and_returns_it_to_be_stored(server: SshServer, tmp_path: Path) -> None:
    platform = make(server, tmp_path, host_key="")

    (result,) = platform.check()

    assert not result.is_ok
    assert server.host_key in result.seen
    assert result.learned == {"host_key": server.host_key}
    with pytest.raises(UnknownHostKey, match="Test the destination"):
        platform.create(post())
    assert [result for result in make(server, tmp_path, **result.learned).check() if not result.is_ok] == []


def test_a_key_that_is_not_authorised_is_refused(server: SshServer, tmp_path: Path) -> None:
    other = (server.folder / "host").read_text()
    platform = make(server, tmp_path, private_key=other)

    with pytest.raises(LoginRefused, match="does not accept the key"):
        platform.create(post())
    host_key, login = platform.check()

    assert host_key.is_ok
    assert not login.is_ok
    assert "replace the credentials" in login.fix


def test_a_password_is_not_sent_where_only_keys_are_accepted(server: SshServer, tmp_path: Path) -> None:
    with pytest.raises(LoginRefused, match="only with publickey") as raised:
        make(server, tmp_path, private_key="").create(post())

    assert "hunter22" not in str(raised.value)


def test_a_private_key_that_cannot_be_read_says_so(server: SshServer, tmp_path: Path) -> None:
    with pytest.raises(PermanentFailure, match="cannot be read"):
        make(server, tmp_path, private_key="-----BEGIN OPENSSH PRIVATE KEY-----\nx\n").create(post())


def test_an_address_inside_the_network_needs_the_switch(server: SshServer, tmp_path: Path) -> None:
    with pytest.raises(AddressRefused):
        make(server, tmp_path, http=GuardedClient()).create(post())


def test_a_server_that_is_down_may_come_back(server: SshServer, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as closed:
        port = closed.getsockname()[1]
    platform = make(replace(server, port=port), tmp_path)

    with pytest.raises(ServiceUnavailable, match="is unreachable"):
        platform.create(post())
    (result,) = platform.check()
    assert not result.is_ok
    assert result.fix


def test_a_connection_that_is_cut_after_the_work_leaves_the_result_open(server: SshServer, tmp_path: Path) -> None:
    with cutting_relay(server.port, (tmp_path / "raised-beds.md").exists) as port, pytest.raises(AnswerLost):
        make(replace(server, port=port), tmp_path).create(illustrated())

    sent = make(server, tmp_path).find(illustrated())

    assert sent
    assert make(server, tmp_path).create(illustrated()) == sent
    assert [path.name for path in tmp_path.glob("*.md")] == ["raised-beds.md"]


def test_each_post_is_there_once_and_whole_under_cuts_at_any_moment(server: SshServer, tmp_path: Path) -> None:
    choice = random.Random(SEED)
    folder, kinds = tmp_path / "www", Counter[str]()
    left = 0

    def is_time_to_cut() -> bool:
        nonlocal left
        left -= 1
        return left < 0

    with cutting_relay(server.port, is_time_to_cut) as port:
        for number in range(CUTS):
            # A create takes about thirty answers of the server, the first ten of them for the login.
            left = choice.randrange(8, 34)
            each = illustrated(key=f"item-{number}", slug=f"beds-{number}")
            kinds[_fault_of(lambda: make(replace(server, port=port), folder).create(each))] += 1  # noqa: B023
            assert all(path.read_bytes().endswith(b"/beds.pngs\n") for path in folder.glob("*.md"))
            direct = make(server, folder)
            if direct.find(each) is None:
                direct.create(each)

    assert len(list(folder.glob("*.md"))) == CUTS
    assert len(list(folder.glob("images/*/*.png"))) == CUTS
    assert kinds[""] < CUTS
    assert sum(kinds.values()) == CUTS


def _fault_of(step: Callable[[], object]) -> str:
    try:
        step()
    except ServiceUnavailable as error:
        return type(error).__name__
    return ""


def test_another_service_on_the_port_is_named(server: SshServer, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        thread = threading.Thread(target=_answer_http, args=(listener,))
        thread.start()
        platform = make(replace(server, port=listener.getsockname()[1]), tmp_path)

        with pytest.raises(ServiceUnavailable, match="did not answer as an SSH server"):
            platform.create(post())
        thread.join()


def _answer_http(listener: socket.socket) -> None:
    connection, _ = listener.accept()
    with connection:
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n" * 100)


def test_a_folder_that_cannot_be_written_is_named(server: SshServer, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("no folder")

    results = make(server, tmp_path / "file").check()

    assert [result.is_ok for result in results] == [True, True, False]
    assert results[-1].fix


def test_one_connection_serves_a_whole_call(server: SshServer, tmp_path: Path) -> None:
    before = (server.folder / "log").read_text().count("Accepted publickey")

    make(server, tmp_path).create(illustrated())

    assert (server.folder / "log").read_text().count("Accepted publickey") == before + 1


def test_no_part_of_a_file_is_left(server: SshServer, tmp_path: Path) -> None:
    (tmp_path / "raised-beds.md").mkdir()

    with pytest.raises((PermanentFailure, ServiceUnavailable)):
        make(server, tmp_path).create(post())

    assert list(tmp_path.rglob("*.fsp-part*")) == []


def test_a_file_that_a_full_disk_cuts_is_never_published(
    tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    with ssh_server(tmp_path_factory.mktemp("full"), max_file_blocks=100) as full:
        platform = make(full, tmp_path)
        with pytest.raises(ServiceUnavailable, match="The disk is full"):
            platform.create(post(markdown="x" * 200_000))
        match = platform.find(post())
        sent = platform.create(post(key="item-8", slug="short"))

    assert match is None
    assert [path.name for path in tmp_path.glob("*.md")] == [sent.external_id]
    assert list(tmp_path.rglob("*.fsp-part*")) == []


@pytest.mark.parametrize(
    ("field", "value"),
    [("host", "a b"), ("port", 0), ("port", 70000), ("user", ""), ("host_key", "aa:bb"), ("folder", "../up")],
)
def test_a_setting_that_cannot_work_is_refused(field: str, value: object) -> None:
    with pytest.raises(ValidationError):
        SftpSettings.model_validate({"host": "example.org", "user": "ada", field: value})
