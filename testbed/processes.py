"""`fsp up` as a person runs it: a real process tree, looked at from outside."""

import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psutil

from fsp.settings import Settings

COMMAND = [sys.executable, "-m", "fsp.cli.main"]
PARTS = {
    "valkey": "valkey-server",
    "web": "gunicorn",
    "worker": "fsp.cli.main worker",
    "scheduler": "fsp.cli.main scheduler",
}


def free_port() -> int:
    """Return a port nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def environment(folder: Path, **more: str) -> dict[str, str]:
    """Return the environment of a new user, plus the folder and what else is given."""
    inherited = {name: os.environ[name] for name in ("PATH", "HOME", "LANG", "TMPDIR") if name in os.environ}
    return {**inherited, "FSP_DATA_DIR": str(folder), **more}


def until(condition: Callable[[], bool], *, seconds: float, what: str) -> float:
    """Wait for something another process does; return how long it took, or fail naming it."""
    started = time.monotonic()
    while not condition():
        assert time.monotonic() - started < seconds, f"not within {seconds} s: {what}"
        time.sleep(0.05)
    return time.monotonic() - started


@dataclass
class Running:
    """One running `fsp up`."""

    process: subprocess.Popen[bytes]
    settings: Settings
    environment: dict[str, str]
    log: Path

    def pids(self, part: str) -> set[int]:
        """Return the processes of one part: the top one of each, not what it forked."""
        pids = set()
        for child in psutil.Process(self.process.pid).children():
            try:
                if PARTS[part] in " ".join(child.cmdline()) and child.status() != psutil.STATUS_ZOMBIE:
                    pids.add(child.pid)
            except psutil.NoSuchProcess:
                continue
        return pids

    def answers(self) -> bool:
        """Return whether the page's address answers."""
        try:
            url = f"http://127.0.0.1:{self.settings.port}/api/health?quick=true"
            with urllib.request.urlopen(url, timeout=2) as answer:
                return bool(answer.status == 200)
        except OSError:
            return False

    def fsp(self, *arguments: str) -> str:
        """Run another fsp command beside it."""
        done = subprocess.run([*COMMAND, *arguments], env=self.environment, capture_output=True, text=True, check=True)
        return done.stdout

    def start_again(self) -> None:
        """Start it once more on the same folder and port, and wait until it says that it is ready."""
        said = self.log.read_text().count("FSP is running at ")
        with self.log.open("ab") as file:
            command = [*COMMAND, "up"]
            self.process = subprocess.Popen(command, env=self.environment, stdout=file, stderr=subprocess.STDOUT)
        until(
            lambda: self.log.read_text().count("FSP is running at ") > said or self.process.poll() is not None,
            seconds=60,
            what=f"it is ready again; the log is {self.log}",
        )

    def stop(self) -> float:
        """Press Ctrl-C; return how long it took to end."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGINT)
        self.process.wait(timeout=30)
        return time.monotonic() - started


def start(folder: Path) -> Running:
    """Start `fsp up` and wait until it answers."""
    settings = Settings(data_dir=folder / "var", port=free_port())
    variables = environment(settings.data_dir, FSP_PORT=str(settings.port), FSP_LEASE_SECONDS="5")
    log = folder / "log"
    with log.open("wb") as file:
        process = subprocess.Popen([*COMMAND, "up"], env=variables, stdout=file, stderr=subprocess.STDOUT, cwd=folder)
    running = Running(process, settings, variables, log)
    until(running.answers, seconds=60, what=f"the page answers; the log is {log}")
    return running
