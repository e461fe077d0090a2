"""When a schedule was first seen: once, whoever sees it, and in spite of a database that takes no writes."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from fsp.schedules.sightings import first_seen, sight
from fsp.stores import db

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
LATER = NOW + timedelta(hours=1)


def test_the_first_to_see_it_notes_it_for_all(core: Flask) -> None:
    sight(["a"], NOW)

    assert sight(["a", "b"], LATER) == {"a": NOW, "b": LATER}


def test_to_read_notes_nothing(core: Flask) -> None:
    sight(["a"], NOW)

    assert first_seen(["a", "b"]) == first_seen(["b", "a"]) == {"a": NOW}


def test_a_database_that_takes_no_writes_is_read_all_the_same(core: Flask) -> None:
    sight(["a"], NOW)
    refusal = "BEGIN SELECT RAISE(ABORT, 'database or disk is full'); END"
    with db.engine.begin() as connection:
        connection.exec_driver_sql(f"CREATE TRIGGER full BEFORE INSERT ON schedule_sightings {refusal}")

    assert sight(["a", "b"], LATER) == {"a": NOW, "b": LATER}
