"""gunicorn without the current folder: neither its Python files nor its gunicorn.conf.py are read.

`fsp web` runs it as a program, and gunicorn reads it as its configuration module, in place of that file.
"""

import os

from gunicorn.app.wsgiapp import WSGIApplication


class Server(WSGIApplication):  # type: ignore[misc]
    """gunicorn's own application, which leaves the import path as it is."""

    def chdir(self) -> None:
        """Enter the configured folder; gunicorn also imports from it."""
        os.chdir(self.cfg.chdir)


if __name__ == "__main__":
    Server("%(prog)s [OPTIONS] [APP_MODULE]").run()
