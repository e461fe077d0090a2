"""Files written whole or not at all."""

from pathlib import Path

import pytest

from fsp.files.atomic_write import write_atomically


def test_the_same_bytes_are_not_written_again(tmp_path: Path) -> None:
    file = tmp_path / "a" / "b.txt"

    assert [write_atomically(file, b"1"), write_atomically(file, b"1"), write_atomically(file, b"2")] == [
        True,
        False,
        True,
    ]
    assert file.read_bytes() == b"2"


def test_a_failure_leaves_the_old_file_and_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "b.txt"
    write_atomically(file, b"old")
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("no space")))

    with pytest.raises(OSError, match="no space"):
        write_atomically(file, b"new")

    assert [result.name for result in tmp_path.iterdir()] == ["b.txt"]
    assert file.read_bytes() == b"old"
