"""In bulk: all that are selected, once, in batches; what changed meanwhile is skipped and counted."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.dead_letters import bulk
from fsp.dead_letters.bulk import UNDO_SECONDS, BulkAction, BulkReport, apply_to_all, request_bulk
from fsp.dead_letters.replay import discard, find_dead_letter
from fsp.dead_letters.selection import Selection
from fsp.errors import InvalidInput, JobCancelled
from fsp.extensions import db
from fsp.handlers import catalogue  # noqa: F401
from fsp.jobs.run_context import Nobody, Run, running
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.queueing.cancel import cancel
from fsp.queueing.jobs import read_job, waiting_jobs
from fsp.redis_ops import keys
from tests.dead_letters.letters import buried

LATER = datetime(2100, 1, 1, tzinfo=UTC)
ALL = Selection(LATER)


def states() -> list[str]:
    db.session.expire_all()
    return list(db.session.scalars(select(DeadLetterQueue.state).order_by(DeadLetterQueue.id)))


def test_all_that_are_selected_are_replayed_once_and_paced(core: Flask, redis_client: redis.Redis) -> None:
    for number in range(7):
        buried(number)
    buried(8, "generate-report", project="garden")
    now = utc_now()
    exports = Selection(LATER, job_type="export-data")

    first = apply_to_all(redis_client, BulkAction.REPLAY, exports, by="ada", now=now)
    second = apply_to_all(redis_client, BulkAction.REPLAY, exports, by="ada", now=now)

    assert (first, second) == (BulkReport(7, 0), BulkReport(0, 0))
    assert states() == ["replayed"] * 7 + ["dead"]
    due = [score for _, score in redis_client.zrange(keys.scheduled("low"), 0, -1, withscores=True)]
    assert due == pytest.approx([(now + timedelta(milliseconds=100) * turn).timestamp() for turn in range(1, 7)])
    assert len(waiting_jobs(redis_client)) == 7


def test_what_changed_meanwhile_is_skipped_and_counted(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    ids = [buried(number) for number in range(3)]
    original = bulk._batch

    def batch_of_yesterday(selection: Selection, after: int) -> list[DeadLetterQueue]:
        found = original(selection, after)
        if found and find_dead_letter(ids[1]).state == DeadLetterState.DEAD:
            db.session.expunge_all()
            discard(find_dead_letter(ids[1]), by="ben", now=utc_now())
            db.session.expunge_all()
        return found

    monkeypatch.setattr(bulk, "_batch", batch_of_yesterday)

    report = apply_to_all(redis_client, BulkAction.DISCARD, ALL, by="ada", now=utc_now())

    assert report == BulkReport(done=2, skipped=1, reasons={"changed meanwhile": 1})


def test_a_job_that_no_longer_fits_its_type_stays(core: Flask, redis_client: redis.Redis) -> None:
    buried(1, unknown="argument")
    buried(2)

    assert apply_to_all(redis_client, BulkAction.REPLAY, ALL, by="a", now=utc_now()) == BulkReport(
        1, 1, {"its arguments do not fit its type": 1}
    )
    assert states() == ["dead", "replayed"]


def test_a_cancelled_one_stops_between_batches_and_goes_on_later(
    core: Flask, redis_client: redis.Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bulk, "BATCH", 2)
    for number in range(5):
        buried(number)

    class AfterOneBatch(Nobody):
        asked = 0

        def is_cancelled(self) -> bool:
            self.asked += 1
            return self.asked > 1

    with running(Run("j", "t", watcher=AfterOneBatch())), pytest.raises(JobCancelled):
        apply_to_all(redis_client, BulkAction.DISCARD, ALL, by="a", now=utc_now())
    half_way = states().count("discarded")
    rest = apply_to_all(redis_client, BulkAction.DISCARD, ALL, by="a", now=utc_now())

    assert (half_way, rest.done) == (2, 3)


def test_a_pace_can_be_chosen(core: Flask, redis_client: redis.Redis) -> None:
    for number in range(3):
        buried(number)
    now = utc_now()

    apply_to_all(redis_client, BulkAction.REPLAY, ALL, by="ada", now=now, per_minute=2)

    due = [score for _, score in redis_client.zrange(keys.scheduled("low"), 0, -1, withscores=True)]
    assert due == pytest.approx([(now + timedelta(seconds=30 * turn)).timestamp() for turn in (1, 2)])


def test_what_was_discarded_is_restored(core: Flask, redis_client: redis.Redis) -> None:
    for number in range(3):
        buried(number)
    apply_to_all(redis_client, BulkAction.DISCARD, ALL, by="ada", now=utc_now())

    report = apply_to_all(redis_client, BulkAction.RESTORE, replace(ALL, state="discarded"), by="ben", now=utc_now())

    assert (report.done, states()) == (3, ["dead"] * 3)


def test_it_begins_a_little_later_so_that_it_can_be_undone(core: Flask, redis_client: redis.Redis) -> None:
    buried(1)
    now = utc_now()

    job_id = request_bulk(BulkAction.DISCARD, ALL, by="ada", now=now, once="form-1")
    again = request_bulk(BulkAction.DISCARD, ALL, by="ada", now=now, once="form-1")
    cancel(redis_client, job_id, by="ada")

    assert again == job_id
    assert UNDO_SECONDS >= 5
    assert states() == ["dead"]
    assert read_job(redis_client, job_id).status in {"canceled", "cancelled"}


def test_a_pace_that_is_none_is_refused(core: Flask) -> None:
    with pytest.raises(InvalidInput, match="a minute"):
        request_bulk(BulkAction.REPLAY, ALL, by="ada", now=utc_now(), per_minute=0)
