"""A damaged append-only file: Valkey starts all the same, the supervisor says what was done, and nothing is deleted."""

import shutil
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from fsp.cli.up.append_only import heal, valid_length
from fsp.cli.up.supervisor import Supervisor
from fsp.cli.up.valkey import answers, valkey_process
from fsp.clock import utc_now
from fsp.redis_connections import connect_redis
from fsp.settings import Settings

BEFORE, AFTER = 20, 20
"""Keys written before and after the last rewrite."""


class Up:
    """A supervisor with the bundled Valkey alone."""

    def __init__(self, settings: Settings) -> None:
        self.connection = connect_redis(settings)
        self._supervisor = Supervisor()
        self._supervisor.add(valkey_process(settings))
        deadline = time.monotonic() + 30
        while not answers(self.connection):
            assert time.monotonic() < deadline, "Valkey does not start"
            self._supervisor.watch(0.02)

    def stop(self) -> None:
        self.connection.close()
        self._supervisor.stop()


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a data folder with a rewritten file and what was appended after."""
    folder = tmp_path_factory.mktemp("written") / "var"
    up = Up(Settings(data_dir=folder))
    for number in range(BEFORE):
        up.connection.set(f"before:{number}", "x" * 50)
    up.connection.bgrewriteaof()
    while up.connection.info("persistence")["aof_rewrite_in_progress"]:
        time.sleep(0.01)
    with up.connection.pipeline() as transaction:
        for number in range(AFTER - 1):
            up.connection.set(f"after:{number}", "y" * 50)
        transaction.set("after:last", 1)
        transaction.set("after:last", 2)
        transaction.execute()
    up.stop()
    return folder


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(written, tmp_path / "var"))


@pytest.fixture
def start(folder: Path, capfd: pytest.CaptureFixture[str]) -> Iterator[Callable[[], tuple[int, str]]]:
    """Return what starts Valkey on the folder and returns how many keys it has, and what was said."""
    running: list[Up] = []

    def begin() -> tuple[int, str]:
        running.append(Up(Settings(data_dir=folder)))
        return running[-1].connection.dbsize(), capfd.readouterr().out

    yield begin
    for up in running:
        up.stop()


def _file(folder: Path, kind: str) -> Path:
    (result,) = (folder / "valkey" / "appendonlydir").glob(f"*.{kind}*")
    return result


def _zeros_at_the_end(file: Path) -> None:
    file.write_bytes(file.read_bytes() + bytes(4096))


def _half_a_command_and_zeros(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-16] + bytes(512))


def _garbage_at_the_end(file: Path) -> None:
    file.write_bytes(file.read_bytes() + bytes(range(256)))


def _garbage_in_the_middle(file: Path) -> None:
    content = file.read_bytes()
    half = content.index(b"after:10") - 60
    file.write_bytes(content[:half] + b"\xff" * 200 + content[half + 200 :])


@pytest.mark.parametrize(
    ("damage", "stored"),
    [
        (_zeros_at_the_end, BEFORE + AFTER),
        (_garbage_at_the_end, BEFORE + AFTER),
        # The last transaction is not whole, so nothing of it is kept.
        (_half_a_command_and_zeros, BEFORE + AFTER - 1),
    ],
)
def test_a_damaged_end_is_cut_off_and_set_aside(
    folder: Path, start: Callable[[], tuple[int, str]], damage: Callable[[Path], None], stored: int
) -> None:
    file = _file(folder, "incr")
    damage(file)
    damaged = file.read_bytes()

    keys, said = start()

    assert keys == stored
    (aside,) = (folder / "valkey").glob("set-aside-*")
    assert (aside / file.name).read_bytes() == damaged
    assert "The append-only file was damaged: " in said
    assert str(aside) in said
    assert "enqueued again from the database" in said


def test_what_comes_before_damage_in_the_middle_is_kept(folder: Path, start: Callable[[], tuple[int, str]]) -> None:
    _garbage_in_the_middle(_file(folder, "incr"))

    keys, said = start()

    assert BEFORE < keys < BEFORE + AFTER
    assert "bytes were kept" in said


def _unknown_command(folder: Path) -> None:
    file = _file(folder, "incr")
    file.write_bytes(file.read_bytes().replace(b"SET", b"SXT", 1))


def _torn_base(folder: Path) -> None:
    file = _file(folder, "base")
    file.write_bytes(file.read_bytes()[:-15])


def _empty_manifest(folder: Path) -> None:
    _file(folder, "manifest").write_bytes(b"")


def _lost_increment(folder: Path) -> None:
    _file(folder, "incr").unlink()


@pytest.mark.parametrize("damage", [_unknown_command, _torn_base, _empty_manifest, _lost_increment])
def test_what_cannot_be_cut_is_set_aside_whole(
    folder: Path, start: Callable[[], tuple[int, str]], damage: Callable[[Path], None]
) -> None:
    damage(folder)
    files = folder / "valkey" / "appendonlydir"
    before = {file.name: file.read_bytes() for file in files.iterdir()}

    keys, said = start()

    (aside,) = (folder / "valkey").glob("set-aside-*")
    assert {file.name: file.read_bytes() for file in (aside / "appendonlydir").iterdir()} == before
    assert (keys, "Valkey starts empty" in said) == (0, True)


@pytest.mark.parametrize(
    "line",
    [
        "# Can't open the append-only file appendonly.aof.1.incr.aof: No space left on device",
        "# Unrecoverable error reading the append only file: Input/output error",
        "# Can't handle RDB format version 99",
    ],
)
def test_a_full_disk_or_a_newer_version_moves_nothing(folder: Path, line: str) -> None:
    assert heal(folder / "valkey", [line], utc_now()) == ""

    assert list((folder / "valkey").glob("set-aside-*")) == []


def test_a_whole_file_is_valid_to_its_end(folder: Path) -> None:
    file = _file(folder, "incr")

    assert valid_length(file) == file.stat().st_size > 0
