"""Job types of one's own, from modules named in the settings."""

from pathlib import Path

import pytest

from fsp.errors import SettingsError
from fsp.handlers import catalogue
from fsp.jobs.registry import get_job_type
from fsp.settings import Settings

MODULE = '''
from fsp.jobs.registry import job_type

@job_type("own-job")
def own(number: int) -> int:
    """Double it."""
    return number * 2
'''


def test_a_module_of_the_present_folder_is_loaded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "own_jobs_of_a_test.py").write_text(MODULE)
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr("sys.path", [*__import__("sys").path])

    catalogue.load(Settings(job_modules=("own_jobs_of_a_test",)))

    assert get_job_type("own-job").call({"number": 4}) == 8


def test_one_that_cannot_be_imported_is_named() -> None:
    with pytest.raises(SettingsError, match='"no_such_module"'):
        catalogue.load(Settings(job_modules=("no_such_module",)))
