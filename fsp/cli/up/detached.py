"""`fsp up --detach` and `fsp down`: FSP in the background, with its output in a rotated file."""

import io
import logging
import logging.handlers
import os
import signal
import subprocess
import time
from pathlib import Path

import click

from fsp.cli.context import Context
from fsp.cli.instance import running_in
from fsp.cli.up.process import PYTHON
from fsp.cli.up.supervisor import SUPERVISOR
from fsp.errors import NotFound, SettingsError
from fsp.settings import Settings

MAX_LOG_BYTES = 10_000_000
OLD_LOGS = 2
START_SECONDS = 90.0
STOP_SECONDS = 60.0
POLL_SECONDS = 0.1


class RotatingOutput(io.TextIOBase):
    """A text stream into a file that is rotated at `MAX_LOG_BYTES`."""

    def __init__(self, file: Path) -> None:
        self._handler = logging.handlers.RotatingFileHandler(
            file, maxBytes=MAX_LOG_BYTES, backupCount=OLD_LOGS, encoding="utf-8", errors="replace"
        )
        self._handler.setFormatter(logging.Formatter("%(message)s"))
        self._line = ""

    def write(self, text: str) -> int:
        """Write all complete lines."""
        *lines, self._line = (self._line + text).split("\n")
        for line in lines:
            self._handler.emit(logging.makeLogRecord({"msg": line}))
        return len(text)

    def close(self) -> None:
        """Close the file."""
        self._handler.close()
        super().close()


def log_file(settings: Settings) -> Path:
    """Return the log file of a detached `fsp up`."""
    return settings.data_dir / "up.log"


def start_detached(settings: Settings) -> None:
    """Start `fsp up` in the background and wait until it is ready; raise SettingsError if it exits.

    The supervisor's lines are repeated, with the login link last. After a failure all lines are repeated.
    """
    file = log_file(settings)
    _keep_output_of_last_run(file)
    with open(file, "wb", opener=_private) as output:
        process = subprocess.Popen(  # noqa: S603  (FSP's own command)
            [*PYTHON, "-m", "fsp.cli.main", "up", "--log-file", str(file)],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    shown = 0
    deadline = time.monotonic() + START_SECONDS
    while time.monotonic() < deadline:
        has_ended = process.poll() is not None
        instance = running_in(settings.data_dir)
        output_text = file.read_text(encoding="utf-8", errors="replace")
        if has_ended:
            click.echo(output_text, nl=False)
            raise SettingsError(f"FSP did not start; its output is above and in {file}.")
        lines = [line for line in output_text.splitlines() if line.startswith(f"{SUPERVISOR} ")]
        for line in lines[shown:]:
            click.echo(line.partition("| ")[2])
        shown = len(lines)
        if instance is not None and instance.is_ready:
            click.echo("FSP is running in the background. Stop it with: fsp down")
            return
        time.sleep(POLL_SECONDS)
    raise SettingsError(f"FSP is not ready after {START_SECONDS:.0f} s. It keeps starting. Its output is in {file}.")


def _keep_output_of_last_run(file: Path) -> None:
    """Rename the output to `up.log.1`: it holds the cause if FSP crashed."""
    if file.exists() and file.stat().st_size:
        last = logging.handlers.RotatingFileHandler(file, backupCount=OLD_LOGS, delay=True)
        last.doRollover()
        last.close()


@click.command()
@click.pass_obj
def down(context: Context) -> None:
    """Stop the FSP that fsp up started."""
    data_dir = context.settings.data_dir
    instance = running_in(data_dir)
    if instance is None:
        raise NotFound(f"No FSP runs on the data folder {data_dir}.")
    os.kill(instance.pid, signal.SIGTERM)
    deadline = time.monotonic() + STOP_SECONDS
    while running_in(data_dir) is not None:
        if time.monotonic() > deadline:
            raise SettingsError(f"FSP (process {instance.pid}) did not stop within {STOP_SECONDS:.0f} s.")
        time.sleep(POLL_SECONDS)
    click.echo("FSP has stopped.")


def _private(path: str, flags: int) -> int:
    return os.open(path, flags, 0o600)
