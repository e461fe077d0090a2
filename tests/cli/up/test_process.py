"""One process: started again at once, then with pauses while it keeps dying young."""

import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest

from fsp.cli.up.process import MAX_PAUSE_SECONDS, Process
from testbed.processes import until


def test_pauses_double_while_it_dies_young_and_end_when_it_lives() -> None:
    process = Process("x", ["true"], order=0)

    pauses = []
    for _ in range(8):
        process.started_at = 100.0
        pauses.append(process.note_death(100.1))
    process.started_at = 100.0

    assert pauses[0] == 0.0
    assert pauses == sorted(pauses)
    assert pauses[-1] == MAX_PAUSE_SECONDS
    assert process.note_death(200.0) == 0.0


def test_a_signal_reaches_what_it_started() -> None:
    script = "import subprocess, sys; subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)']).wait()"
    process = Process("x", [sys.executable, "-c", script], order=0)
    pipe = process.start(0.0)
    assert process.running is not None
    parent = psutil.Process(process.running.pid)
    until(lambda: bool(parent.children(recursive=True)), seconds=10, what="it starts its child")
    (child,) = parent.children(recursive=True)

    process.signal(signal.SIGKILL)
    process.running.wait(timeout=10)
    pipe.close()

    until(
        lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, seconds=10, what="its child ends too"
    )


def test_its_life_is_tied_to_its_parents() -> None:
    script = (
        "import os, sys, time; from fsp.cli.up.process import Process; "
        "p = Process('x', [sys.executable, '-c', 'import time; time.sleep(60)'], order=0); p.start(0.0); "
        "print(p.running.pid, flush=True); time.sleep(60)"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = psutil.Process(int(parent.stdout.readline()))
    until(lambda: child.cmdline()[-1:] == ["import time; time.sleep(60)"], seconds=10, what="it becomes its command")

    parent.kill()
    parent.wait()
    parent.stdout.close()

    until(lambda: not child.is_running() or child.status() == psutil.STATUS_ZOMBIE, seconds=10, what="it ends")


def test_no_python_file_of_the_current_folder_is_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    for name in ("ctypes.py", "fsp.py"):
        (tmp_path / name).write_text(f"raise SystemExit('{name} was run')\n")
    process = Process("x", ["echo", "it became its command"], order=0)

    with process.start(0.0) as pipe:
        said = pipe.read()

    assert said == b"it became its command\n"
    assert process.running is not None
    process.running.wait()
