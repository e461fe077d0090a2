"""Copies a PostgreSQL database with PostgreSQL's own programs, which must be as new as the server."""

import os
import shutil
import subprocess
import tempfile
from pathlib import Path

import psycopg
from psycopg import sql
from sqlalchemy import make_url

from fsp.errors import ServiceUnavailable


def dump_postgres(url: str, target: Path) -> None:
    """Write a consistent dump; raise ServiceUnavailable with the reason if that fails."""
    _refuse_pooler(url)
    _run("pg_dump", "--format=custom", "--no-owner", "--no-privileges", f"--file={target}", url=url)


def load_postgres(url: str, dump: Path) -> None:
    """Replace every table of the database with those of a dump, in one transaction."""
    _refuse_pooler(url)
    with tempfile.TemporaryDirectory() as folder:
        drops, script = Path(folder, "drops.sql"), Path(folder, "script.sql")
        # The tables of a newer version are not in the dump and would break the next migration.
        drops.write_text(_drops(url), encoding="utf-8")
        _run("pg_restore", "--clean", "--if-exists", "--no-owner", "--no-privileges", f"--file={script}", str(dump))
        whole = ("--no-psqlrc", "--quiet", "--single-transaction", "--set=ON_ERROR_STOP=1")
        _run("psql", *whole, f"--file={drops}", f"--file={script}", url=url)


def _drops(url: str) -> str:
    with psycopg.connect(_libpq(url), password=make_url(url).password) as connection:
        rows = connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = current_schema()").fetchall()
        statement = sql.SQL("DROP TABLE IF EXISTS {} CASCADE;\n")
        return "".join(statement.format(sql.Identifier(name)).as_string(connection) for (name,) in rows)


def _refuse_pooler(url: str) -> None:
    """Refuse a connection pooler: settings of pg_dump on a shared connection would affect FSP's next statement."""
    try:
        with psycopg.connect(_libpq(url), password=make_url(url).password, connect_timeout=5) as connection:
            row = connection.execute("SELECT pg_backend_pid()").fetchone()
            is_pooled = row != (connection.info.backend_pid,)
    except psycopg.Error as error:
        first_line = (str(error).strip().splitlines() or [type(error).__name__])[0]
        raise ServiceUnavailable(f"The database is not responding: {first_line}.") from None
    if is_pooled:
        raise ServiceUnavailable(
            "The database is behind a connection pooler such as PgBouncer, which pg_dump and pg_restore must not use. "
            "Give the address of PostgreSQL itself with --database-url."
        )


def _run(program: str, *options: str, url: str | None = None) -> None:
    path = shutil.which(program)
    if path is None:
        raise ServiceUnavailable(
            f"{program} is not installed, and PostgreSQL can be copied only with it. Install PostgreSQL's client "
            "programs (Debian: apt-get install postgresql-client), as new as the server."
        )
    password = make_url(url).password if url else None
    environment = {**os.environ, **({"PGPASSWORD": str(password)} if password else {})}
    command = [path, *options, *([f"--dbname={_libpq(url)}"] if url else [])]
    result = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)  # noqa: S603
    if result.returncode != 0:
        raise ServiceUnavailable(f"{program} failed: {' '.join(result.stderr.split()) or result.returncode}")


def _libpq(url: str) -> str:
    """Return the address for libpq, without the password, which other users could read in the process list."""
    plain = make_url(url).set(drivername="postgresql", password=None)
    return plain.render_as_string(hide_password=False)
