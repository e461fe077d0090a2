"""Imports an export of another system into a project."""

from collections.abc import Callable
from pathlib import Path

import pytest
from flask import Flask

from fsp.importing.import_posts import ImportReport, import_posts
from fsp.settings import Settings

Importing = Callable[[Path | tuple[str, bytes]], ImportReport]


@pytest.fixture
def importing(core: Flask, settings: Settings, tmp_path: Path) -> Importing:
    def run(source: Path | tuple[str, bytes]) -> ImportReport:
        if isinstance(source, tuple):
            path = tmp_path / source[0]
            path.write_bytes(source[1])
            source = path
        return import_posts(source, "Garden journal", settings=settings)

    return run
