"""Debian's Prometheus and Alertmanager, as a person would run them, beside the tests."""

import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from werkzeug.serving import make_server

from testbed.processes import free_port


def program(name: str) -> str:
    """Return where a program of Debian's is; without it the test is skipped, but never where CI has installed it."""
    results = shutil.which(name)
    if results is None:
        assert not os.environ.get("CI"), f"{name} is missing; .ci/run installs it"
        pytest.skip(f"{name} is not installed")
    return results


def lint(text: str) -> str:
    """Return what `promtool check metrics` says of an exposition; nothing if it finds no fault."""
    reported = subprocess.run(
        [program("promtool"), "check", "metrics"], input=text.encode(), capture_output=True, check=False
    )
    return (reported.stdout + reported.stderr).decode() or (
        "" if reported.returncode == 0 else f"exit {reported.returncode}"
    )


@contextmanager
def running(folder: Path, *command: str) -> Iterator[str]:
    """Run a server of Debian's on a free port of loopback, its data and its log in a folder; yield its address."""
    address = f"127.0.0.1:{free_port()}"
    with (
        (folder / "log").open("wb") as log,
        subprocess.Popen([*command, f"--web.listen-address={address}"], cwd=folder, stdout=log, stderr=log) as process,
    ):
        try:
            yield f"http://{address}"
        finally:
            process.kill()


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application in a thread; yield its address without the scheme."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield f"127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
