"""Settings of a process as a whole are put back, also from a folder that is gone."""

import os
import sys
import warnings
from pathlib import Path

import pytest

from fsp.worker.settings_of_process import SettingsOfProcess


def test_all_is_as_before(tmp_path: Path) -> None:
    settings, folder, limit = SettingsOfProcess(), Path.cwd(), sys.getrecursionlimit()

    os.chdir(tmp_path)
    os.environ["FSP_LEAK"] = "1"
    os.umask(0)
    warnings.simplefilter("ignore")
    sys.setrecursionlimit(limit + 1)
    settings.restore()

    umask = os.umask(0)
    os.umask(umask)
    assert (Path.cwd(), os.environ.get("FSP_LEAK"), umask == 0) == (folder, None, False)
    assert sys.getrecursionlimit() == limit
    with pytest.raises(UserWarning):
        warnings.warn("a warning is an error in these tests", stacklevel=1)


def test_a_folder_that_is_gone_is_left(tmp_path: Path) -> None:
    settings, folder = SettingsOfProcess(), Path.cwd()
    gone = tmp_path / "gone"
    gone.mkdir()

    os.chdir(gone)
    gone.rmdir()
    settings.restore()

    assert Path.cwd() == folder
