"""`fsp web`: the pages and the API, by gunicorn."""

import os
import shutil
import sys

import click

from fsp import paths
from fsp.cli.context import Context
from fsp.settings import Settings

THREADS = 4


def web_command_line(settings: Settings) -> list[str]:
    """Return gunicorn's command line for these settings."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    command = [sys.executable, "-m", "gunicorn", "fsp.app:create_app()", "--bind", f"{host}:{settings.port}"]
    # One import for all processes: they are up in half the time, and share the memory.
    command += [
        "--preload",
        "--workers",
        str(settings.web_processes),
        "--worker-class",
        "gthread",
        "--threads",
        str(THREADS),
    ]
    return [*command, "--graceful-timeout", "4", "--timeout", "60", "--log-level", "warning", "--no-control-socket"]


def prepare_http_metrics(settings: Settings) -> None:
    """Give gunicorn's processes an empty folder to write their HTTP numbers to, so that any of them tells the sum."""
    folder = paths.http_metrics_folder(settings)
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(folder)


@click.command()
@click.pass_obj
def web(context: Context) -> None:
    """Serve the pages and the API."""
    prepare_http_metrics(context.settings)
    command = web_command_line(context.settings)
    os.execv(command[0], command)  # noqa: S606  (our own command line)
