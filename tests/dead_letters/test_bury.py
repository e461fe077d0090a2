"""Burying: one row a job, without secrets, grouped by what went wrong."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from fsp.clock import utc_now
from fsp.dead_letters.bury import bury
from fsp.inspection.attempts import AttemptReading
from fsp.models.dead_letter import DeadLetterQueue
from fsp.stores import db
from tests.wrong_clock import set_clock_wrong

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def buried(attempt: int = 1, **more: str) -> DeadLetterQueue:
    error: dict[str, Any] = {"error_message": "password=hunter2 refused", "error_traceback": "token: hunter2"}
    return bury(
        job_id="j",
        job_type="export-data",
        queue="low",
        arguments={"project": "p", "api_key": "hunter2"},
        reason="spent",
        error_class="ValueError",
        attempts=[AttemptReading(attempt, "retried", NOW, NOW + timedelta(seconds=2))],
        **(error | more),
    )


def test_burying_again_updates_the_one_row(core: Flask) -> None:
    buried()
    letter = buried(2, error_message="another")

    assert db.session.scalar(select(func.count(DeadLetterQueue.id))) == 1
    assert (letter.error_message, len(letter.attempt_history)) == ("another", 2)


def test_no_secret_is_buried(core: Flask) -> None:
    letter = buried()

    reported = [letter.arguments, letter.error_message, letter.error_traceback, letter.attempt_history]
    assert "hunter2" not in repr(reported)


def test_an_attempt_buried_twice_is_told_once(core: Flask) -> None:
    buried()

    assert len(buried().attempt_history) == 1


@pytest.mark.parametrize("wrong", [timedelta(hours=1), timedelta(hours=-1)])
def test_the_replay_is_due_by_the_shared_clock(core: Flask, monkeypatch: pytest.MonkeyPatch, wrong: timedelta) -> None:
    right = utc_now()
    set_clock_wrong(monkeypatch, wrong)

    due_at = buried().next_replay_at

    assert due_at is not None
    assert abs(due_at - right - timedelta(hours=1)) < timedelta(minutes=1)
