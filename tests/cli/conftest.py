"""The command line on a test's own stores."""

import pytest
from click.testing import CliRunner
from flask import Flask

from fsp.settings import Settings


@pytest.fixture
def run(core: Flask, settings: Settings, monkeypatch: pytest.MonkeyPatch) -> CliRunner:
    monkeypatch.setenv("FSP_DATA_DIR", str(settings.data_dir))
    monkeypatch.setenv("REDIS_URL", settings.redis_url or "")
    return CliRunner()
