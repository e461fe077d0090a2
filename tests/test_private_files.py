"""Folders and files that only their owner can open."""

import os
from pathlib import Path

import pytest

from fsp.errors import SettingsError
from fsp.files.atomic_write import write_atomically
from fsp.private_files import close_folder, is_ours, make_private_file


def modes(folder: Path) -> dict[str, int]:
    """Return the permissions of a folder and of all in it."""
    return {str(path.relative_to(folder)): path.stat().st_mode & 0o777 for path in (folder, *folder.rglob("*"))}


def test_an_open_folder_is_closed_with_all_that_is_in_it(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    folder = tmp_path / "var"
    (folder / "artifacts" / "a").mkdir(parents=True)
    for name in ("secret_key", "artifacts/a/report.csv"):
        (folder / name).touch()
        (folder / name).chmod(0o644)
    folder.chmod(0o755)

    close_folder(folder)

    assert modes(folder) == {
        **{".": 0o700, "artifacts": 0o700, "artifacts/a": 0o700},
        **{"secret_key": 0o600, "artifacts/a/report.csv": 0o600},
    }
    assert "closed it" in caplog.text


def test_open_files_at_the_top_of_a_closed_folder_are_closed(tmp_path: Path) -> None:
    tmp_path.chmod(0o700)
    (tmp_path / "fsp.sqlite3").touch()
    (tmp_path / "fsp.sqlite3").chmod(0o664)

    close_folder(tmp_path)

    assert modes(tmp_path)["fsp.sqlite3"] == 0o600


def test_what_a_link_leads_to_stays_as_it_is(tmp_path: Path) -> None:
    outside, folder = tmp_path / "outside", tmp_path / "var"
    outside.touch()
    outside.chmod(0o644)
    folder.mkdir(mode=0o700)
    (folder / "link").symlink_to(outside)

    close_folder(folder)

    assert outside.stat().st_mode & 0o777 == 0o644


@pytest.mark.parametrize("is_home", [True, False])
def test_a_folder_that_others_share_is_refused(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, *, is_home: bool
) -> None:
    monkeypatch.setenv("HOME", str(tmp_path if is_home else tmp_path / "else"))
    tmp_path.chmod(0o755 if is_home else 0o1777)

    with pytest.raises(SettingsError, match="Set FSP_DATA_DIR to a folder inside it"):
        close_folder(tmp_path)


def test_a_folder_whose_mode_cannot_be_changed_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise PermissionError

    tmp_path.chmod(0o770)
    monkeypatch.setattr(Path, "chmod", refuse)

    with pytest.raises(SettingsError, match="chmod 700"):
        close_folder(tmp_path)


def test_a_folder_is_ours_if_nobody_else_can_enter_it(tmp_path: Path) -> None:
    ours, opened, link = tmp_path / "ours", tmp_path / "opened", tmp_path / "link"
    ours.mkdir(mode=0o700)
    opened.mkdir()
    opened.chmod(0o750)
    link.symlink_to(ours)

    assert [is_ours(path) for path in (ours, opened, link, tmp_path / "missing")] == [True, False, False, False]


def test_new_files_are_private_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        make_private_file(tmp_path / "a")
        write_atomically(tmp_path / "b", b"text")
    finally:
        os.umask(before)

    assert {modes(tmp_path)[name] for name in "ab"} == {0o600}
