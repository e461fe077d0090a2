"""`fsp web`: gunicorn's command line, and an empty folder for its numbers."""

import os
from pathlib import Path

import pytest

from fsp.cli.web import prepare_http_metrics, web_command_line
from fsp.settings import Settings


@pytest.mark.parametrize(("host", "bound"), [("127.0.0.1", "127.0.0.1:8000"), ("::1", "[::1]:8000")])
def test_the_address_is_bound(host: str, bound: str) -> None:
    command = web_command_line(Settings(host=host, web_processes=3))

    assert command[command.index("--bind") + 1] == bound
    assert command[command.index("--workers") + 1] == "3"


def test_the_numbers_of_an_earlier_start_are_gone(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", "")
    (tmp_path / "http-metrics").mkdir()
    (tmp_path / "http-metrics" / "counter_1.db").touch()

    prepare_http_metrics(Settings(data_dir=tmp_path))

    assert os.environ["PROMETHEUS_MULTIPROC_DIR"] == str(tmp_path / "http-metrics")
    assert list((tmp_path / "http-metrics").iterdir()) == []
