"""The audit log: a line before the effect, a line after it, and none of them ever changed."""

from datetime import timedelta
from pathlib import Path

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import Executable, delete, select, text, update
from sqlalchemy.exc import DatabaseError

from fsp.audit.action import Action
from fsp.audit.record import Actor, audited, record
from fsp.clock import utc_now
from fsp.core import core_app
from fsp.errors import Conflict
from fsp.models.audit_entry import AuditEntry, AuditOutcome, Via
from fsp.settings import Settings
from fsp.stores import db

ANNA = Actor("anna", Via.PAGE, "192.0.2.1", "abc")


def entries() -> list[AuditEntry]:
    db.session.expire_all()
    rows = list(db.session.scalars(select(AuditEntry).order_by(AuditEntry.id)).all())
    db.session.commit()
    return rows


def test_an_action_is_written_down_before_it_happens_and_when_it_has(core: Flask) -> None:
    with audited(Action.PAUSE_QUEUE, "queue low", by=ANNA, reason="too much", inputs={"minutes": 5}) as trail:
        before = [(entry.outcome, entry.reason) for entry in entries()]
        trail.after["is_paused"] = True
        trail.count = 3

    begun, ended = entries()
    assert before == [("begun", "too much")]
    assert (begun.by, begun.via, begun.address, begun.request_id, begun.given) == (
        *("anna", "page", "192.0.2.1", "abc"),
        {"minutes": 5},
    )
    assert (ended.outcome, ended.begun_id, ended.after, ended.count) == ("done", begun.id, {"is_paused": True}, 3)


def test_an_action_that_fails_says_why(core: Flask) -> None:
    with pytest.raises(Conflict), audited(Action.CANCEL_JOB, "job a", by=ANNA):
        raise Conflict("The job has ended.")

    assert [(entry.outcome, entry.detail) for entry in entries()] == [("begun", ""), ("failed", "The job has ended.")]


def test_secrets_and_line_ends_never_get_into_it(core: Flask) -> None:
    value = {"password": "hunter2hunter2", "arguments": {"api_key": "x", "note": "a\n2026 INFO forged\x1b[31m"}}

    record(Action.ENQUEUE_JOB, "job type a\nb", by=Actor("eve\r\nanna", Via.API), inputs=value, reason="\x1b[2J")

    (entry,) = entries()
    stored = f"{entry.target}{entry.by}{entry.reason}{entry.given}"
    assert "hunter2" not in stored
    assert entry.given["arguments"]["api_key"] == "[hidden]"
    assert not any(ord(letter) < 32 for letter in f"{stored}{entry.given['arguments']['note']}")


def test_long_values_are_cut(core: Flask) -> None:
    record(Action.EDIT_ITEM, "item 1", by=ANNA, inputs={"body": "x" * 10_000, "many": list(range(1000))})

    (entry,) = entries()
    assert len(entry.given["body"]) == 300
    assert len(entry.given["many"]) == 50


@pytest.fixture(params=["sqlite", "postgresql"])
def migrated(request: pytest.FixtureRequest, tmp_path: Path):  # type: ignore[no-untyped-def]
    url = None
    if request.param == "postgresql":
        url = request.getfixturevalue("postgres_server")
    app = core_app(Settings(data_dir=tmp_path, database_url=url, secret_key="x"))
    with app.app_context():
        if url:
            with db.engine.begin() as connection:
                connection.execute(text("DROP SCHEMA public CASCADE"))
                connection.execute(text("CREATE SCHEMA public"))
        flask_migrate.upgrade()
        yield app
        db.session.remove()
        db.engine.dispose()


def test_the_database_refuses_to_change_or_delete_an_entry(migrated: Flask) -> None:
    record(Action.PAUSE_QUEUE, "queue low", by=ANNA)

    refused: list[Executable] = [
        update(AuditEntry).values(by="eve"),
        delete(AuditEntry),
        text("DELETE FROM audit_entries"),
    ]
    if db.engine.dialect.name == "postgresql":
        refused.append(text("TRUNCATE audit_entries"))
    else:
        columns = "id, at, action, target, by, via, address, request_id, outcome, reason, given, before, after, detail"
        values = "1, '2026-05-01', 'x', '', 'eve', 'cli', '', '', 'done', '', '{}', '{}', '{}', ''"
        refused += [text(f"INSERT OR REPLACE INTO audit_entries ({columns}) VALUES ({values})")]
        refused += [text(f"REPLACE INTO audit_entries ({columns}) VALUES ({values})")]
        refused += [text("UPDATE OR REPLACE audit_entries SET by = 'eve'")]
    for statement in refused:
        with pytest.raises(DatabaseError, match="audit entries are"):
            db.session.execute(statement)
        db.session.rollback()

    assert [entry.by for entry in entries()] == ["anna"]


def test_what_is_older_than_400_days_may_go(migrated: Flask) -> None:
    for days in (399, 401):
        old = utc_now() - timedelta(days=days)
        db.session.add(AuditEntry(at=old, action="pause queue", target="", by="anna", via="cli", outcome="done"))
    db.session.commit()

    db.session.execute(delete(AuditEntry).where(AuditEntry.at < utc_now() - timedelta(days=400)))
    db.session.commit()

    assert len(entries()) == 1


def test_a_refusal_is_one_line(core: Flask) -> None:
    record(Action.PAUSE_QUEUE, "queue low", by=ANNA, outcome=AuditOutcome.REFUSED, detail="a viewer")

    assert [(entry.outcome, entry.begun_id, entry.detail) for entry in entries()] == [("refused", None, "a viewer")]
