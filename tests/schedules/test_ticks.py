"""The ticks of schedules: newest first, of one or of all, in pages."""

from datetime import UTC, datetime, timedelta

from flask import Flask

from fsp.models.job_request import JobRequest, RequestState
from fsp.schedules.ticks import read_ticks
from fsp.stores import db

NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)


def test_ticks_are_read_in_pages(core: Flask) -> None:
    for number in range(6):
        db.session.add(
            JobRequest(
                job_id=f"tick-{number}",
                job_type="clean-up",
                arguments={},
                state=RequestState.SKIPPED if number % 2 else RequestState.DONE,
                schedule="a" if number < 5 else "b",
                due_at=NOW + timedelta(minutes=number),
            )
        )
    db.session.add(JobRequest(job_id="no-tick", job_type="clean-up", arguments={}))
    db.session.commit()

    first = read_ticks("a", limit=2)
    second = read_ticks("a", before=first[-1].due_at, limit=5)

    assert [tick.job_id for tick in first + second] == [f"tick-{number}" for number in (4, 3, 2, 1, 0)]
    assert [tick.job_id for tick in read_ticks(state="skipped")] == ["tick-5", "tick-3", "tick-1"]
