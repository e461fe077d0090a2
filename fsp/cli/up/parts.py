"""The processes of `fsp up`: their commands, stop order and liveness checks."""

import socket

from fsp.cli.gunicorn_server import READY_PIPE
from fsp.cli.up.liveness import Answers, Beats
from fsp.cli.up.process import PYTHON, Process
from fsp.cli.up.questions import PATIENCE_SECONDS, redis_answers, web_answers
from fsp.cli.up.valkey import valkey_process
from fsp.cli.web import web_command_line
from fsp.redis_connections import connect_redis_briefly
from fsp.settings import Settings
from fsp.worker.self_report import SUPERVISED

WEB_HUNG_SECONDS = 30.0
LOOP_HUNG_SECONDS = 45.0
"""Longer than all attempts of one call to a hanging Redis."""

SCHEDULER_STOP_SECONDS = 2.0
"""The scheduler's lock expires automatically, and the workers need the time more."""

REDIS_HUNG_SECONDS = 60.0


def redis_liveness(settings: Settings) -> Answers:
    """Return the liveness check for any Redis."""
    connection = connect_redis_briefly(settings, patience_seconds=PATIENCE_SECONDS)
    return Answers(lambda: redis_answers(connection), REDIS_HUNG_SECONDS)


def valkey_part(settings: Settings) -> Process:
    """Return the bundled Valkey."""
    process = valkey_process(settings)
    process.liveness = redis_liveness(settings)
    return process


def web_part(settings: Settings, listener: socket.socket, *, ready_pipe: int | None = None) -> Process:
    """Return the web process on a listening socket. It writes to `ready_pipe` when it serves requests."""
    return Process(
        "web",
        web_command_line(settings, descriptor=listener.fileno()),
        order=1,
        environment={} if ready_pipe is None else {READY_PIPE: str(ready_pipe)},
        descriptors=(listener.fileno(), *(() if ready_pipe is None else (ready_pipe,))),
        liveness=Answers(lambda: web_answers(settings), WEB_HUNG_SECONDS),
    )


def fsp_parts(settings: Settings, listener: socket.socket) -> list[Process]:
    """Return the web process, the workers and the scheduler, in start order."""
    fsp = [*PYTHON, "-m", "fsp.cli.main"]
    numbers = range(1, settings.worker_processes + 1)
    return [
        web_part(settings, listener),
        *(_with_beats(f"worker.{number}", [*fsp, "worker"], order=1) for number in numbers),
        _with_beats("scheduler", [*fsp, "scheduler"], order=0, stop_seconds=SCHEDULER_STOP_SECONDS),
    ]


def _with_beats(name: str, command: list[str], *, order: int, stop_seconds: float | None = None) -> Process:
    return Process(
        name,
        command,
        order=order,
        environment={SUPERVISED: "1"},
        stop_seconds=stop_seconds,
        liveness=Beats(LOOP_HUNG_SECONDS),
        needs_redis=True,
    )
