"""gunicorn without the current folder: neither its Python files nor its gunicorn.conf.py are read.

`fsp web` runs it as a program, and gunicorn reads it as its configuration module, in place of that file.
"""

import contextlib
import os
import signal
import sys
from typing import Any

from gunicorn.app.wsgiapp import WSGIApplication

READY_PIPE = "FSP_WEB_READY"
"""The number of the descriptor to write to, in the environment."""


class Server(WSGIApplication):  # type: ignore[misc]
    """gunicorn's own application, which leaves the import path as it is."""

    def chdir(self) -> None:
        """Enter the configured folder; gunicorn also imports from it."""
        os.chdir(self.cfg.chdir)


def on_starting(server: Any) -> None:
    """Have USR2 start the new program the way this one was started, not as a file of this folder."""
    server.START_CTX["args"] = [sys.executable, "-P", "-m", "fsp.cli.gunicorn_server", *sys.argv[1:]]


def when_ready(server: Any) -> None:
    """Let the program that USR2 replaces finish its requests and stop: this one has its socket."""
    if server.master_pid:
        os.kill(server.master_pid, signal.SIGTERM)


def post_worker_init(_worker: Any) -> None:
    """Tell the supervisor, if it waits for that, that requests are served."""
    pipe = os.environ.get(READY_PIPE)
    if pipe is not None:
        with contextlib.suppress(OSError):
            os.write(int(pipe), b".")


if __name__ == "__main__":
    Server("%(prog)s [OPTIONS] [APP_MODULE]").run()
