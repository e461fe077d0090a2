"""Dead letters in bulk: all that are selected, once, paced; what changed meanwhile is skipped and told."""

from datetime import timedelta
from typing import cast

import pytest
import redis
from flask import Flask
from sqlalchemy import Table, select

from fsp.bulk import run as running_bulk
from fsp.bulk.action import BulkAction
from fsp.bulk.dead_letters import DEAD_LETTERS
from fsp.bulk.operation import abort, prepare_and_start, undo
from fsp.bulk.read import find_operation, items, tally
from fsp.bulk.run import BulkReport, run_operation
from fsp.clock import utc_now
from fsp.dead_letters.replay import discard, find_dead_letter
from fsp.errors import JobCancelled
from fsp.handlers import catalogue  # noqa: F401
from fsp.jobs.run_context import Nobody, Run, running
from fsp.models.dead_letter import DeadLetterQueue
from fsp.redis_ops import rq_keys
from fsp.stores import db
from tests.dead_letters.burying import buried_row
from tests.inspection.waiting import waiting_jobs


def started(connection: redis.Redis, action: BulkAction, *, per_minute: int = 600, **text: str) -> str:
    now = utc_now()
    chosen = DEAD_LETTERS.select(connection, action, text, now)
    return prepare_and_start(DEAD_LETTERS, action, chosen, by="ada", now=now, per_minute=per_minute).id


def states() -> list[str]:
    db.session.expire_all()
    results = list(db.session.scalars(select(DeadLetterQueue.state).order_by(DeadLetterQueue.id)))
    db.session.commit()
    return results


def starts(connection: redis.Redis) -> list[float]:
    scheduled = connection.zrange(rq_keys.scheduled("low"), 0, -1, withscores=True)
    return [score for _, score in cast(list[tuple[bytes, float]], scheduled)]


def test_all_that_are_selected_are_replayed_once_and_paced(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = utc_now()
    monkeypatch.setattr(running_bulk, "utc_now", lambda: now)
    for number in range(7):
        buried_row(number)
    buried_row(8, "generate-report", project="garden")
    operation = started(redis_client, BulkAction.REPLAY, type="export-data")

    first, second = run_operation(redis_client, operation), run_operation(redis_client, operation)

    assert first == second == BulkReport(7, 0, 0)
    assert states() == ["replayed"] * 7 + ["dead"]
    assert starts(redis_client) == pytest.approx(
        [(now + timedelta(milliseconds=100) * turn).timestamp() for turn in range(1, 7)]
    )
    assert len([job for job in waiting_jobs(redis_client) if job.job_type == "export-data"]) == 7


def test_what_changed_meanwhile_is_skipped_and_told(core: Flask, redis_client: redis.Redis) -> None:
    ids = [buried_row(number) for number in range(3)]
    operation = started(redis_client, BulkAction.DISCARD)
    discard(find_dead_letter(ids[1]), by="ben", now=utc_now())

    report = run_operation(redis_client, operation)

    assert report == BulkReport(done=2, skipped=1, failed=0)
    assert tally(operation)["skipped"] == {"changed in the meantime (discarded)": 1}
    assert [item.target for item in items(operation)] == [str(number) for number in ids]


def test_what_died_after_the_count_is_left_alone(core: Flask, redis_client: redis.Redis) -> None:
    buried_row(1)
    operation = started(redis_client, BulkAction.DISCARD)
    buried_row(2)

    run_operation(redis_client, operation)

    assert states() == ["discarded", "dead"]


def test_a_job_that_no_longer_fits_its_type_stays(core: Flask, redis_client: redis.Redis) -> None:
    buried_row(1, unknown="argument")
    buried_row(2)

    assert run_operation(redis_client, started(redis_client, BulkAction.REPLAY)) == BulkReport(1, 0, 1)
    assert states() == ["dead", "replayed"]


def test_a_cancelled_one_stops_between_batches(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(running_bulk, "BATCH", 2)
    for number in range(5):
        buried_row(number)
    operation = started(redis_client, BulkAction.DISCARD)

    class AfterOneBatch(Nobody):
        asked = 0

        def is_cancelled(self) -> bool:
            self.asked += 1
            return self.asked > 1

    with running(Run("j", "t", watcher=AfterOneBatch())), pytest.raises(JobCancelled):
        run_operation(redis_client, operation)

    assert states().count("discarded") == 2
    assert abort(operation, now=utc_now()).state == find_operation(operation).state == "aborted"


@pytest.mark.parametrize("action", [BulkAction.REPLAY, BulkAction.DISCARD])
def test_what_was_done_before_a_crash_is_told_as_done(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch, action: BulkAction
) -> None:
    ids = [buried_row(number) for number in range(3)]
    operation = started(redis_client, action)
    discard(find_dead_letter(ids[0]), by="ben", now=utc_now())
    with monkeypatch.context() as crash:
        crash.setattr(running_bulk, "_note", lambda *_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            run_operation(redis_client, operation)
    before = [job.job_id for job in waiting_jobs(redis_client)]

    report = run_operation(redis_client, operation)

    assert report == BulkReport(done=2, skipped=1, failed=0)
    assert [job.job_id for job in waiting_jobs(redis_client)] == before
    results = [f"job-{number}-replay-1" for number in (1, 2)] if action is BulkAction.REPLAY else [None, None]
    assert [item.job_id for item in items(operation, outcome="done")] == results


def test_a_pace_can_be_chosen(core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch) -> None:
    now = utc_now()
    monkeypatch.setattr(running_bulk, "utc_now", lambda: now)
    for number in range(3):
        buried_row(number)

    run_operation(redis_client, started(redis_client, BulkAction.REPLAY, per_minute=2))

    assert starts(redis_client)[-2:] == pytest.approx(
        [(now + timedelta(seconds=30 * turn)).timestamp() for turn in (1, 2)]
    )


def test_what_was_discarded_is_restored(core: Flask, redis_client: redis.Redis) -> None:
    for number in range(3):
        buried_row(number)
    run_operation(redis_client, started(redis_client, BulkAction.DISCARD))

    report = run_operation(redis_client, started(redis_client, BulkAction.RESTORE))

    assert (report.done, states()) == (3, ["dead"] * 3)


def test_one_that_is_undone_leaves_everything(core: Flask, redis_client: redis.Redis) -> None:
    buried_row(1)
    operation = started(redis_client, BulkAction.DISCARD)

    undo(operation, now=utc_now())
    run_operation(redis_client, operation)

    assert states() == ["dead"]


def test_a_number_that_is_none_is_skipped(core: Flask, redis_client: redis.Redis) -> None:
    buried_row(1)
    operation = started(redis_client, BulkAction.DISCARD)
    db.session.execute(cast(Table, DeadLetterQueue.__table__).delete())
    db.session.commit()

    assert run_operation(redis_client, operation) == BulkReport(0, 1, 0)
