"""Files of installed packages, found by name."""

from importlib import metadata

import pytest

from fsp.cli.up.packaged_file import packaged_file


def test_a_file_of_an_installed_package_is_found() -> None:
    file = packaged_file("flask", "py.typed")

    assert file is not None
    assert file.is_file()


def test_a_file_the_package_does_not_have_is_none() -> None:
    assert packaged_file("flask", "no-such-file") is None


@pytest.mark.parametrize("package", ["no-such-package-at-all"])
def test_a_package_that_is_not_installed_has_no_files(package: str) -> None:
    assert packaged_file(package, "py.typed") is None


def test_a_package_without_a_list_of_files_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(metadata, "files", lambda _: None)

    assert packaged_file("flask", "py.typed") is None
