"""The timeline: waits, attempts, retries and steps in their order, also of a job that goes on."""

from datetime import UTC, datetime, timedelta
from typing import Any

from fsp.jobs.job_reading import JobReading
from fsp.jobs.progress import Step
from fsp.web.jobs.timeline_view import timeline

NOON = datetime(2026, 5, 1, 12, tzinfo=UTC)


def after(seconds: float) -> datetime:
    return NOON + timedelta(seconds=seconds)


def reading(status: str, **fields: Any) -> JobReading:
    reported: dict[str, Any] = {"enqueued_at": NOON, "attempt": 1} | fields
    return JobReading("one", "t", "low", status, {}, **reported)


def attempt(number: int, start: float, end: float) -> dict[str, Any]:
    return {
        "job_id": "one",
        "attempt": number,
        "started_at": after(start).isoformat(),
        "ended_at": after(end).isoformat(),
    }


def told(job: JobReading, attempts: list[dict[str, Any]], now: float = 100) -> list[tuple[str, str, str]]:
    chart = timeline(job, attempts, after(now))
    assert chart is not None
    return [(bar.name, bar.begins, bar.text) for bar in chart.bars]


def test_a_job_that_succeeded_at_once_waited_and_ran_in_steps() -> None:
    job = reading("finished", started_at=after(4), ended_at=after(10), steps=(Step("read", 2), Step("write", 3)))

    assert told(job, []) == [
        ("Waited", "0 ms", "4 s"),
        ("Run", "4 s", "6 s"),
        ("read", "4 s", "2 s"),
        ("write", "6 s", "3 s"),
    ]


def test_retries_are_told_apart_from_waits() -> None:
    job = reading("finished", attempt=2, started_at=after(30), ended_at=after(33))

    assert told(job, [attempt(1, 1, 3)]) == [
        ("Waited", "0 ms", "1 s"),
        ("Attempt 1 failed", "1 s", "2 s"),
        ("Waited to retry", "3 s", "27 s"),
        ("Attempt 2 run", "30 s", "3 s"),
    ]


def test_the_last_attempt_of_a_dead_job_is_told_once() -> None:
    job = reading("failed", attempt=2, started_at=after(30), ended_at=after(33))

    names = [name for name, _, _ in told(job, [attempt(1, 1, 3), attempt(2, 30, 33)])]

    assert names == ["Waited", "Attempt 1 failed", "Waited to retry", "Attempt 2 failed"]


def test_what_goes_on_is_told_so_far() -> None:
    waits, runs = reading("queued", attempt=0), reading("started", started_at=after(60))

    assert told(waits, []) == [("Waits", "0 ms", "1 min 40 s so far")]
    assert told(runs, [])[-1] == ("Run", "1 min", "40 s so far")
    assert told(reading("scheduled"), [attempt(1, 1, 3)])[-1][0] == "Waiting to retry"


def test_without_any_moment_there_is_no_chart() -> None:
    assert timeline(reading("queued", enqueued_at=None), [], NOON) is None
