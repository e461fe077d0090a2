"""The bundled Valkey's allocator: mimalloc in the server alone, and glibc's where mimalloc cannot be loaded."""

import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psutil
import pytest
import redis

from fsp.cli.up import allocator
from fsp.cli.up.allocator import server_command
from fsp.cli.up.packaged_file import packaged_file
from fsp.cli.up.valkey_program import valkey_program
from testbed.processes import until

GLIBC = ["env", "GLIBC_TUNABLES=glibc.malloc.tcache_count=500", str(valkey_program())]


@pytest.fixture(autouse=True)
def _unchosen(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("LD_PRELOAD", "GLIBC_TUNABLES"):
        monkeypatch.delenv(name, raising=False)


@contextmanager
def _server(command: list[str], folder: Path) -> Iterator[tuple[redis.Redis, psutil.Process]]:
    """Run the server; yield a connection to it and its process."""
    socket = folder / "valkey.sock"
    options = ["--port", "0", "--unixsocket", str(socket), "--dir", str(folder), "--appendonly", "yes", "--save", ""]
    with subprocess.Popen([*command, *options], stdout=subprocess.DEVNULL) as process:
        try:
            until(socket.exists, seconds=20, what="the server listens")
            with redis.Redis.from_url(f"unix://{socket}") as connection:
                yield connection, psutil.Process(process.pid)
        finally:
            process.terminate()


def _mimalloc() -> Path:
    library = packaged_file("cmeel-mimalloc", "libmimalloc.so")
    assert library is not None
    return library


def _needing(name: bytes, folder: Path) -> Path:
    """Return a copy of mimalloc that needs a library of another name."""
    copy = folder / "libmimalloc.so"
    copy.write_bytes(_mimalloc().read_bytes().replace(b"\0libatomic.so.1\0", b"\0" + name + b"\0"))
    return copy


def test_the_server_runs_on_mimalloc(tmp_path: Path) -> None:
    with _server(server_command(valkey_program(), tmp_path / "allocator"), tmp_path) as (connection, process):
        mapped = {Path(region.path).name for region in process.memory_maps()}

        assert connection.ping()
        assert any(name.startswith("libmimalloc.so") for name in mapped)


def test_a_file_rewritten_in_a_forked_child_is_whole(tmp_path: Path) -> None:
    with _server(server_command(valkey_program(), tmp_path / "allocator"), tmp_path) as (connection, _):
        with connection.pipeline() as pipeline:
            for number in range(5_000):
                pipeline.hset(f"key-{number}", mapping={"number": number, "text": "x" * (number % 300)})
            pipeline.execute()
        connection.bgrewriteaof()
        connection.hset("while-it-runs", mapping={"number": 1})
        until(lambda: not connection.info("persistence")["aof_rewrite_in_progress"], seconds=30, what="it is rewritten")

        assert connection.info("persistence")["aof_last_bgrewrite_status"] == "ok"
        assert connection.dbsize() == 5_001
        assert connection.info("memory")["used_memory"] > 1_000_000


def test_a_system_without_the_unused_library_uses_mimalloc_all_the_same(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    library = _needing(b"libabsent.so.1", tmp_path)
    monkeypatch.setattr(allocator, "packaged_file", lambda *_: library)
    monkeypatch.setattr(allocator, "UNUSED_LIBRARY", "libabsent.so.1")

    command = server_command(valkey_program(), tmp_path / "allocator")

    assert f"LD_PRELOAD={library}" in command
    with _server(command, tmp_path) as (connection, process):
        assert connection.ping()
        assert str(library) in {region.path for region in process.memory_maps()}


def test_a_library_that_cannot_be_loaded_is_left_out_with_a_warning(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    library = _needing(b"libabsent.so.1", tmp_path)
    monkeypatch.setattr(allocator, "packaged_file", lambda *_: library)

    assert server_command(valkey_program(), tmp_path / "allocator") == GLIBC
    assert "mimalloc cannot be loaded" in caplog.text


@pytest.mark.parametrize("content", [b"", b"no library at all"])
def test_a_damaged_library_is_left_out(content: bytes, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "libmimalloc.so"
    library.write_bytes(content)
    monkeypatch.setattr(allocator, "packaged_file", lambda *_: library)

    assert server_command(valkey_program(), tmp_path / "allocator") == GLIBC


def test_without_its_wheel_glibc_keeps_more_for_reuse(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(allocator, "packaged_file", lambda *_: None)

    assert server_command(valkey_program(), tmp_path) == GLIBC
    assert subprocess.run([*GLIBC, "--version"], capture_output=True, check=True).stderr == b""


def test_another_system_is_left_alone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.platform", "darwin")

    assert server_command(valkey_program(), tmp_path) == [str(valkey_program())]


@pytest.mark.parametrize("name", ["LD_PRELOAD", "GLIBC_TUNABLES"])
def test_what_the_operator_has_set_takes_precedence(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(name, "")

    assert server_command(valkey_program(), tmp_path) == [str(valkey_program())]


def test_this_process_is_not_started_with_the_library(tmp_path: Path) -> None:
    server_command(valkey_program(), tmp_path)

    assert "LD_PRELOAD" not in os.environ
