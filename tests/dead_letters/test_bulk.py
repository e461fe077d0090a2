"""In bulk: all that are selected, once, in batches; what changed meanwhile is skipped and counted."""

from datetime import UTC, datetime, timedelta

import pytest
import redis
from flask import Flask
from sqlalchemy import select

from fsp.clock import utc_now
from fsp.dead_letters import bulk
from fsp.dead_letters.bulk import BulkAction, BulkReport, Selection, apply_to_all, count, read_groups
from fsp.dead_letters.bury import bury
from fsp.dead_letters.replay import discard, find_dead_letter
from fsp.errors import JobCancelled
from fsp.extensions import db
from fsp.handlers import catalogue  # noqa: F401
from fsp.jobs.run_context import Nobody, Run, running
from fsp.models.dead_letter import DeadLetterQueue, DeadLetterState
from fsp.queueing.jobs import waiting_jobs
from fsp.redis_ops import keys

LATER = datetime(2100, 1, 1, tzinfo=UTC)
ALL = Selection(LATER)


def buried(number: int, job_type: str = "export-data", error: str = "no", **arguments: object) -> int:
    return bury(
        job_id=f"job-{number}",
        job_type=job_type,
        queue="low",
        arguments=arguments or {"project": "garden"},
        reason="spent",
        error_class="ValueError",
        error_message=f"{error} at row {number}",
    ).id


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
    assert due == pytest.approx([(now + bulk.PACE * turn).timestamp() for turn in range(1, 7)])
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
            discard(find_dead_letter(ids[1]))
            db.session.expunge_all()
        return found

    monkeypatch.setattr(bulk, "_batch", batch_of_yesterday)

    report = apply_to_all(redis_client, BulkAction.DISCARD, ALL, by="ada", now=utc_now())

    assert report == BulkReport(done=2, skipped=1)


def test_a_job_that_no_longer_fits_its_type_stays(core: Flask, redis_client: redis.Redis) -> None:
    buried(1, unknown="argument")
    buried(2)

    assert apply_to_all(redis_client, BulkAction.REPLAY, ALL, by="a", now=utc_now()) == BulkReport(1, 1)
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


def test_letters_are_selected_by_every_named_part(core: Flask) -> None:
    buried(1)
    buried(2, error="other")
    fingerprint = find_dead_letter(1).fingerprint

    found = {
        "all": count(ALL),
        "old": count(Selection(utc_now() - timedelta(hours=1))),
        "group": count(Selection(LATER, fingerprint=fingerprint)),
        "nothing": count(Selection(LATER, job_type="export-data", reason="poison")),
    }

    assert found == {"all": 2, "old": 0, "group": 1, "nothing": 0}


def test_letters_that_differ_in_numbers_alone_are_one_group(core: Flask) -> None:
    for number in range(4):
        buried(number, error="other" if number == 3 else "no")

    groups = read_groups()

    assert [group.count for group in groups] == [3, 1]
    assert groups[0].first_at <= groups[0].last_at
