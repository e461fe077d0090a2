"""Two Valkeys never share a folder: the lock lasts as long as the server, not as long as its supervisor."""

import os
import subprocess
from pathlib import Path

import pytest

from fsp.cli.up.process import Process
from fsp.cli.up.server_lock import take_server_lock
from fsp.cli.up.valkey import answers, valkey_process
from fsp.errors import SettingsError
from fsp.redis_connections import connect_redis
from fsp.settings import Settings
from testbed.processes import until


def _take(settings: Settings, *, patience_seconds: float = 0.0) -> int:
    return take_server_lock(settings, say=lambda _line: None, patience_seconds=patience_seconds)


def _running(process: Process) -> "subprocess.Popen[bytes]":
    process.start(0.0)
    assert process.running is not None
    return process.running


def test_the_server_keeps_the_lock_when_its_supervisor_is_gone(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")
    lock = _take(settings)
    server = _running(Process("server", ["sleep", "60"], order=0, descriptors=(lock,)))
    os.close(lock)

    with pytest.raises(SettingsError, match="The Valkey of an earlier fsp up still runs on"):
        _take(settings)

    server.kill()
    server.communicate()
    os.close(_take(settings, patience_seconds=10.0))


def test_a_valkey_that_was_left_behind_is_stopped_and_its_data_kept(tmp_path: Path) -> None:
    settings = Settings(data_dir=tmp_path / "var")
    process = valkey_process(settings)
    process.descriptors = (_take(settings),)
    server = _running(process)
    os.close(process.descriptors[0])
    connection = connect_redis(settings)
    until(lambda: answers(connection), seconds=20, what="Valkey answers")
    connection.set("key", "value")

    lock = _take(settings, patience_seconds=20.0)

    server.communicate(timeout=10)
    assert server.returncode == 0
    process.descriptors = (lock,)
    server = _running(process)
    until(lambda: answers(connection), seconds=20, what="the next one answers")
    assert connection.get("key") == b"value"
    server.terminate()
    server.communicate()
    os.close(lock)
    connection.close()
