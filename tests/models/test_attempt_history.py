"""The attempts of a dead letter: whatever was kept of one, it has all that is shown."""

from flask import Flask
from sqlalchemy import select, text

from fsp.models.dead_letter import DeadLetterQueue
from fsp.stores import db
from tests.dead_letters.burying import buried


def test_an_attempt_that_lacks_what_is_shown_is_shown_without_it(core: Flask) -> None:
    buried("dead")
    stored = '[5, {"attempt": "two", "error": null, "run_seconds": 1, "started_at": "2026-05-01T09:30:00Z"}]'
    db.session.execute(text("UPDATE dead_letter_queue SET attempt_history = :kept"), {"kept": stored})
    db.session.commit()
    db.session.expunge_all()

    (attempt,) = db.session.scalars(select(DeadLetterQueue.attempt_history)).one()

    assert (attempt["attempt"], attempt["error"], attempt["run_seconds"]) == (0, "", 1.0)
    assert (attempt["started_at"], attempt["ended_at"]) == ("2026-05-01T09:30:00Z", "1970-01-01T00:00:00Z")
