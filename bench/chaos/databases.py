"""The databases of the chaos runs: SQLite in the stage's folder, or PostgreSQL, one for all stages."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from sqlalchemy import create_engine, text

from bench.postgres import postgres_server

DatabaseOf = Callable[[Path], str]
"""Makes an empty database for a stage with this folder; returns its URL."""


def sqlite(folder: Path) -> str:
    """Return the URL of a file in the folder."""
    return f"sqlite:///{folder / 'fsp.sqlite3'}"


@contextmanager
def postgres() -> Iterator[DatabaseOf]:
    """Start a PostgreSQL; yield what makes a database in it."""
    numbers = count()

    with postgres_server() as server:

        def make(_folder: Path) -> str:
            name = f"stage{next(numbers)}"
            engine = create_engine(server.get_uri().replace("postgresql://", "postgresql+psycopg://", 1))
            with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
                connection.execute(text(f"CREATE DATABASE {name}"))
            engine.dispose()
            return str(server.get_uri(database=name))

        yield make
