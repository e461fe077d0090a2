"""A database that is away says so, and why, without its address."""

import pytest
from flask import Flask
from sqlalchemy import create_engine, text
from sqlalchemy.exc import IntegrityError, OperationalError, SQLAlchemyError
from sqlalchemy.exc import TimeoutError as NoneFree

from fsp.health.outages import cause_of, is_absence
from fsp.stores import db


def error_of(url: str, statement: str = "SELECT 1") -> SQLAlchemyError:
    with pytest.raises(SQLAlchemyError) as raised, create_engine(url).connect() as connection:
        connection.execute(text(statement))
    return raised.value


def test_a_server_that_is_not_there_is_an_absence_and_its_address_is_not_told() -> None:
    error = error_of("postgresql+psycopg://user:secret@127.0.0.1:1/fsp?connect_timeout=2")

    assert is_absence(error)
    assert cause_of(error) == "the server is stopped or unreachable"


def test_a_file_that_cannot_be_opened_or_is_no_database_is_an_absence(tmp_path: object) -> None:
    damaged = f"{tmp_path}/damaged.sqlite3"
    with open(damaged, "wb") as file:  # noqa: PTH123
        file.write(b"not a database at all" * 100)

    results = [
        error_of(f"sqlite:///{tmp_path}/nowhere/x"),
        error_of(f"sqlite:///{damaged}", "SELECT * FROM sqlite_master"),
    ]

    assert all(is_absence(error) for error in results)
    assert [cause_of(error) for error in results] == ["its file cannot be opened", "its file is damaged"]


def test_a_wrong_question_is_no_absence(core: Flask) -> None:
    with pytest.raises(IntegrityError) as raised:
        db.session.execute(text("INSERT INTO projects (id) VALUES (1)"))

    assert not is_absence(raised.value)


@pytest.mark.parametrize(
    ("said", "cause"),
    [
        ("database is locked", "another process holds the lock"),
        ("FATAL: the database system is starting up", "the server is still starting"),
        ("something else at postgresql://user:secret@host", "it is stopped or unreachable"),
    ],
)
def test_the_cause_is_told_in_words_of_its_own(said: str, cause: str) -> None:
    assert cause_of(OperationalError("SELECT 1", {}, Exception(said))) == cause


def test_a_pool_without_a_free_connection_is_an_absence_too() -> None:
    assert is_absence(NoneFree("QueuePool limit"))
    assert cause_of(NoneFree("QueuePool limit")) == "the connection pool is exhausted"
