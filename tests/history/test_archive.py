"""Draining: everything that ended is in SQL once, whoever drains and however often."""

import json

import redis
from flask import Flask
from sqlalchemy import func, select

from fsp.history.archive import archive_ended_jobs, behind
from fsp.history.sources import KEPT
from fsp.models.job_history import JobHistory, JobLabel
from fsp.queueing.cancel import cancel
from fsp.queueing.enqueue import enqueue
from fsp.redis_ops import event_keys, keys, metric_keys
from fsp.stores import current_redis, db
from tests.export_arguments import export_arguments
from tests.refused_rows import refuse_inserts


def ended(connection: redis.Redis, count: int, **line: object) -> None:
    with connection.pipeline() as pipeline:
        for number in range(count):
            job = {"job_id": f"job-{number}", "job_type": "t", "queue": "low", "status": "finished"} | line
            pipeline.xadd(event_keys.EVENTS, {"job": json.dumps(job)})
        pipeline.execute()


def rows() -> list[str]:
    job_ids = list(db.session.scalars(select(JobHistory.job_id).order_by(JobHistory.id)))
    db.session.commit()
    return job_ids


def test_what_ended_is_copied_once(stores: Flask) -> None:
    connection = current_redis()
    ended(connection, 5, labels='["tag:nightly"]')

    copied = [archive_ended_jobs(connection, 3), archive_ended_jobs(connection, 3), archive_ended_jobs(connection, 3)]

    assert copied == [3, 2, 0]
    assert rows() == [f"job-{number}" for number in range(5)]
    assert db.session.scalar(select(func.count()).select_from(JobLabel)) == 5
    db.session.commit()


def test_an_entry_nobody_can_read_does_not_hold_up_the_others(core: Flask, redis_client: redis.Redis) -> None:
    for line in ("{}", "no JSON", "[]"):
        redis_client.xadd(event_keys.EVENTS, {"job": line})
    ended(redis_client, 2)

    copied = [archive_ended_jobs(redis_client), archive_ended_jobs(redis_client)]

    assert copied == [5, 0]
    assert rows() == ["job-0", "job-1"]


def test_a_crash_before_the_mark_copies_nothing_twice(stores: Flask) -> None:
    connection = current_redis()
    ended(connection, 4, labels='["tag:nightly"]')
    archive_ended_jobs(connection)
    connection.delete(event_keys.DRAINED)

    assert archive_ended_jobs(connection) == 4
    assert len(rows()) == 4


def test_the_mark_only_goes_forward(core: Flask, redis_client: redis.Redis) -> None:
    ended(redis_client, 4)
    archive_ended_jobs(redis_client)
    mark = redis_client.get(event_keys.DRAINED)

    from fsp.redis_ops.scripts import script

    keys = [event_keys.EVENTS, event_keys.DRAINED, event_keys.HELD]
    assert script("drained")(keys=keys, args=["5-0", 1], client=redis_client) == 0

    assert redis_client.get(event_keys.DRAINED) == mark


def test_the_latest_stay_in_redis_and_no_more(core: Flask, redis_client: redis.Redis) -> None:
    ended(redis_client, 2 * KEPT + 500)

    while archive_ended_jobs(redis_client):
        pass

    assert redis_client.xlen(event_keys.EVENTS) <= 2 * KEPT
    assert redis_client.xlen(event_keys.EVENTS) >= KEPT
    assert len(rows()) == 2 * KEPT + 500


def test_a_damaged_count_of_archived_entries_trims_what_is_archived(core: Flask, redis_client: redis.Redis) -> None:
    ended(redis_client, 2 * KEPT + 500)
    redis_client.set(event_keys.HELD, "no number")

    while archive_ended_jobs(redis_client, 500):
        pass

    assert redis_client.xlen(event_keys.EVENTS) == KEPT
    assert redis_client.get(event_keys.HELD) == b"%d" % KEPT


def test_nothing_is_drained_while_another_does(core: Flask, redis_client: redis.Redis) -> None:
    ended(redis_client, 2)
    redis_client.set(event_keys.DRAINER, 1)

    assert (archive_ended_jobs(redis_client), behind(redis_client)) == (0, 2)


def test_a_job_cancelled_while_it_waits_is_in_the_history_and_loses_its_labels(
    core: Flask, redis_client: redis.Redis
) -> None:
    enqueue(redis_client, "export-data", {"project": "garden"}, job_id="one", tags=["nightly"])
    labels = [keys.label("tag:nightly"), keys.label("args.project:garden")]
    assert [redis_client.zrange(key, 0, -1) for key in labels] == [[b"one"], [b"one"]]

    cancel(redis_client, "one", by="ada")
    archive_ended_jobs(redis_client)

    row = db.session.scalars(select(JobHistory)).one()
    assert (row.state, row.error_message, row.arguments) == ("canceled", "cancelled by ada", export_arguments("garden"))
    assert [redis_client.exists(key) for key in labels] == [0, 0]


def test_entries_that_sql_refuses_are_set_aside_and_named(core: Flask, redis_client: redis.Redis) -> None:
    refuse_inserts("job_history", "NEW.job_id LIKE 'bad%'")
    for job_id in ("a", "bad-1", "b", "c", "bad-2", "d"):
        ended(redis_client, 1, job_id=job_id, labels='["tag:nightly"]')

    copied = [archive_ended_jobs(redis_client), archive_ended_jobs(redis_client)]

    assert (copied, rows()) == ([6, 0], ["a", "b", "c", "d"])
    assert db.session.scalar(select(func.count()).select_from(JobLabel)) == 4
    assert redis_client.hget(metric_keys.COUNTERS, "set-aside:history") == b"2"
    aside = [json.loads(line) for line in redis_client.lrange(event_keys.SET_ASIDE, 0, -1)]
    assert [line["name"].split()[1] for line in aside] == ["bad-2", "bad-1"]
    assert [json.loads(line["row"])["job_id"] for line in aside] == ["bad-2", "bad-1"]


def test_a_mark_that_is_no_entry_stops_nothing(core: Flask, redis_client: redis.Redis) -> None:
    ended(redis_client, 2)
    redis_client.set(event_keys.DRAINED, "no entry")

    assert [archive_ended_jobs(redis_client), archive_ended_jobs(redis_client)] == [2, 0]
    assert rows() == ["job-0", "job-1"]
