"""`fsp reload` and the signals it stands for; what they do is in tests/cli/up/test_up.py."""

import os
import signal
from pathlib import Path
from typing import Any

import pytest

from fsp.cli.context import Context
from fsp.cli.instance import recorded
from fsp.cli.reload import reload
from fsp.cli.up.process import Process
from fsp.cli.up.reloading import Reloading
from fsp.cli.up.supervisor import Supervisor
from fsp.errors import NotFound
from fsp.settings import Settings


def test_without_a_running_fsp_it_says_so(tmp_path: Path) -> None:
    context = Context()
    context.__dict__["settings"] = Settings(data_dir=tmp_path)

    with pytest.raises(NotFound, match="No fsp up runs here"):
        reload.main([], obj=context, standalone_mode=False)

    assert list(tmp_path.iterdir()) == []


def test_the_running_fsp_is_given_the_signal(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sent: list[tuple[int, int]] = []
    monkeypatch.setattr(os, "kill", lambda pid, number: sent.append((pid, number)))
    monkeypatch.setenv("HOME", str(tmp_path))
    context = Context()
    context.__dict__["settings"] = settings = Settings(data_dir=tmp_path / "var")
    settings.data_dir.mkdir()

    with recorded(settings, {}):
        reload.main([], obj=context, standalone_mode=False)

    assert sent == [(os.getpid(), signal.SIGUSR2)]


def test_the_supervisor_takes_both_signals_for_a_reload(monkeypatch: pytest.MonkeyPatch) -> None:
    caught: dict[int, Any] = {}
    monkeypatch.setattr(signal, "signal", caught.__setitem__)
    supervisor = Supervisor()
    supervisor.reloading = Reloading("web", lambda _pipe: Process("web", [], order=0))
    supervisor.catch_signals()

    for number in (signal.SIGUSR2, signal.SIGHUP):
        supervisor.reloading.is_requested = False
        caught[number](number, None)
        assert supervisor.reloading.is_requested

    assert not supervisor.stopping
