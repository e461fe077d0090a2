"""gunicorn without the current folder: it loads neither Python files nor gunicorn.conf.py from there.

`fsp web` runs this module as a program, and gunicorn loads it as its configuration instead of that file.
"""

import contextlib
import os
import signal
import sys
from typing import Any

from gunicorn.app.wsgiapp import WSGIApplication

READY_PIPE = "FSP_WEB_READY"
"""The environment variable with the file descriptor to write to."""


class Server(WSGIApplication):  # type: ignore[misc]
    """gunicorn's application, without changes to the import path."""

    def chdir(self) -> None:
        """Change to the configured folder. gunicorn's own method also adds it to the import path."""
        os.chdir(self.cfg.chdir)


def on_starting(server: Any) -> None:
    """Make USR2 start the new program the same way as this one, not as a file in this folder."""
    server.START_CTX["args"] = [sys.executable, "-P", "-m", "fsp.cli.gunicorn_server", *sys.argv[1:]]


def when_ready(server: Any) -> None:
    """Stop the program that this one replaced after USR2, because this one now has its socket."""
    if server.master_pid:
        os.kill(server.master_pid, signal.SIGTERM)


def post_worker_init(_worker: Any) -> None:
    """Notify the supervisor that requests are served, if it waits for that."""
    pipe = os.environ.get(READY_PIPE)
    if pipe is not None:
        with contextlib.suppress(OSError):
            os.write(int(pipe), b".")


if __name__ == "__main__":
    Server("%(prog)s [OPTIONS] [APP_MODULE]").run()
