"""`fsp web`: serves the pages and the API with gunicorn."""

import os

import click

from fsp.cli.context import Context
from fsp.cli.up.process import PYTHON
from fsp.redis_ops.usable import check_redis_is_usable
from fsp.settings import Settings

SERVER = "fsp.cli.gunicorn_server"
WORKER = "fsp.web.whole_request_worker.WholeRequestWorker"
THREADS = 4


def web_command_line(settings: Settings, *, descriptor: int | None = None) -> list[str]:
    """Return gunicorn's command line for these settings. It opens its socket, or gets a listening one."""
    host = f"[{settings.host}]" if ":" in settings.host else settings.host
    command = [*PYTHON, "-m", SERVER, "fsp.app:served_app()", "--config", f"python:{SERVER}"]
    command += ["--bind", f"{host}:{settings.port}" if descriptor is None else f"fd://{descriptor}"]
    # Import the application once for all processes: they start in half the time and share memory.
    command += [
        "--preload",
        "--workers",
        str(settings.web_processes),
        "--worker-class",
        WORKER,
        "--threads",
        str(THREADS),
    ]
    # When everything stops, the supervisor kills it in time. When it is replaced, it may finish its requests.
    grace_seconds = "4" if descriptor is None else "30"
    return [
        *command,
        "--graceful-timeout",
        grace_seconds,
        "--timeout",
        "60",
        "--log-level",
        "warning",
        "--no-control-socket",
    ]


@click.command()
@click.pass_obj
def web(context: Context) -> None:
    """Run the web server."""
    check_redis_is_usable(context.settings)
    command = web_command_line(context.settings)
    os.execve(command[0], command, {**os.environ, **context.environment})  # noqa: S606  (our own command line)
