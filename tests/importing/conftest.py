"""A blog to import again and again."""

from pathlib import Path

import pytest
from flask import Flask

from fsp.handlers import catalogue  # noqa: F401  (the job type of imports)
from fsp.settings import Settings
from tests.importing.again import Blog


@pytest.fixture
def blog(core: Flask, settings: Settings, tmp_path: Path) -> Blog:
    folder = tmp_path / "blog"
    folder.mkdir()
    return Blog(folder, settings)
