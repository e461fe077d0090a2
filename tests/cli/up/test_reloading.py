"""A reload: the new one takes the place once it serves; one that does not start changes nothing."""

import sys

import pytest

from fsp.cli.up.process import Process
from fsp.cli.up.reloading import Reloading
from fsp.cli.up.supervisor import Supervisor
from testbed.processes import until

WAITS = "import time; time.sleep(60)"


def _started(script: str, capsys: pytest.CaptureFixture[str], until_said: str) -> tuple[Supervisor, Process, str]:
    supervisor = Supervisor()
    old = Process("web", [sys.executable, "-c", WAITS], order=0)
    supervisor.add(old)

    def make(pipe: int) -> Process:
        return Process("web", [sys.executable, "-c", script, str(pipe)], order=0, descriptors=(pipe,))

    supervisor.reloading = Reloading("web", make, is_requested=True)
    said: list[str] = []

    def is_said() -> bool:
        supervisor.watch(0.02)
        said.append(capsys.readouterr().out)
        return until_said in "".join(said)

    until(is_said, seconds=20, what=until_said)
    return supervisor, old, "".join(said)


def test_the_new_one_takes_the_place_once_it_serves(capsys: pytest.CaptureFixture[str]) -> None:
    script = f"import os, sys; os.write(int(sys.argv[1]), b'.'); {WAITS}"

    supervisor, old, _ = _started(script, capsys, "the new web serves")

    (fresh,) = supervisor.processes
    assert (fresh is old, fresh.descriptors) == (False, ())
    assert old.running is not None
    assert fresh.running is not None
    assert fresh.running.poll() is None
    assert old.running.wait(timeout=10) != 0
    supervisor.stop()
    assert fresh.running.poll() is not None


def test_one_that_does_not_start_leaves_the_old_one_in_place(capsys: pytest.CaptureFixture[str]) -> None:
    supervisor, old, said = _started("raise SystemExit(3)", capsys, "does not start; the old one continues")

    assert supervisor.processes == [old]
    assert old.running is not None
    assert old.running.poll() is None
    assert "starting a new web beside the old one" in said
    supervisor.stop()
