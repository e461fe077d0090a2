"""An older database under a running Redis: what it has lost is done again or brought back, by real workers."""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import redis
from flask import Flask
from sqlalchemy import select

import tests.counted_jobs  # noqa: F401
from fsp.clock import utc_now
from fsp.content.editing import ItemText, create_item
from fsp.content.project_settings import ProjectText, create_project
from fsp.content.revisions import add_current_revision
from fsp.dead_letters.bring_back import BY
from fsp.dead_letters.replay import find_dead_letter, replay
from fsp.handlers.reconcile_requests import reconcile_requests
from fsp.history.archive import archive_ended_jobs
from fsp.history.entry import number_at
from fsp.inspection.one_job import read_job
from fsp.models.artifact import Artifact
from fsp.models.dead_letter import DeadLetterQueue
from fsp.models.item import Item, ItemState, Revision, RevisionOrigin
from fsp.models.job_history import JobHistory
from fsp.models.job_request import JobRequest, RequestState
from fsp.models.project import Project
from fsp.models.publication import Publication, PublicationState
from fsp.publishing.due import sweep
from fsp.publishing.schedule import publish_now
from fsp.queueing.enqueue import enqueue
from fsp.queueing.older_database import notice_turned_back
from fsp.queueing.request import request_job
from fsp.queueing.turned_back import last_turned_back
from fsp.redis_ops import event_keys, rq_keys
from fsp.settings import Settings
from fsp.stores import db
from fsp.worker.worker import FspWorker

PAST = datetime(2026, 5, 1, tzinfo=UTC)
LATER = timedelta(minutes=1)


@pytest.fixture
def work(core: Flask, settings: Settings, redis_client: redis.Redis) -> Callable[[], None]:
    """Return a worker that runs what waits and copies it into the history."""

    def run() -> None:
        FspWorker(["high", "medium", "low"], connection=redis_client, settings=settings).work(burst=True)
        db.session.expire_all()

    return run


@contextmanager
def turning_back(settings: Settings) -> Iterator[None]:
    """Bring the database back at the end to what it is now, as restoring a backup does."""
    file = settings.data_dir / "fsp.sqlite3"
    _close()
    older = file.with_suffix(".older")
    shutil.copy(file, older)
    yield
    _close()
    for suffix in ("-wal", "-shm"):
        Path(f"{file}{suffix}").unlink(missing_ok=True)
    older.replace(file)


def _close() -> None:
    """Close every connection, which folds the log into the file."""
    db.session.remove()
    db.engine.dispose()


def requested(*job_ids: str) -> list[str]:
    return [db.session.get_one(JobRequest, job_id).state for job_id in job_ids]


def make_older(*job_ids: str) -> None:
    """Let requests be old enough to be reconciled."""
    for job_id in job_ids:
        db.session.get_one(JobRequest, job_id).requested_at = utc_now() - LATER
    db.session.commit()


@pytest.fixture
def item(core: Flask) -> Item:
    item = create_item(create_project(ProjectText("Garden")), ItemText(title="Beans", body="Text.", brief="Sow."))
    item.publish_at, item.state = PAST, ItemState.SCHEDULED
    db.session.commit()
    return item


def test_drafts_files_and_publications_are_made_again(
    item: Item, work: Callable[[], None], settings: Settings, redis_client: redis.Redis
) -> None:
    item_id = item.id
    work()
    ids = [
        request_job("content-generation", {"item_id": item_id}).job_id,
        request_job("generate-report", {"project": "garden"}).job_id,
        request_job("export-data", {"project": "garden"}).job_id,
    ]
    make_older(*ids)
    with turning_back(settings):
        sweep(redis_client, utc_now())
        work()
        assert requested(*ids) == [RequestState.DONE] * 3
        assert db.session.get_one(Item, item_id).state == ItemState.PUBLISHED
    history_before = db.session.scalars(select(JobHistory.job_id)).all()
    publications_before = db.session.scalars(select(Publication)).all()
    db.session.commit()

    report = reconcile_requests()
    sweep(redis_client, utc_now())
    work()

    assert (history_before, publications_before) == ([], [])
    assert report["enqueued"] == len(ids)
    assert requested(*ids) == [RequestState.DONE] * 3
    assert len(db.session.scalars(select(Revision).where(Revision.job_id == ids[0])).all()) == 1
    assert len(db.session.scalars(select(Artifact).where(Artifact.job_id.in_(ids[1:]))).all()) == 4
    assert db.session.scalars(select(Publication.state)).all() == [PublicationState.PUBLISHED]
    assert db.session.get_one(Item, item_id).state == ItemState.PUBLISHED
    runs = db.session.scalars(select(JobHistory.job_id).where(JobHistory.job_id.in_(ids))).all()
    assert sorted(runs) == sorted(ids * 2)


def test_a_text_that_was_published_meanwhile_is_published_again_unless_it_has_changed_since(
    item: Item, work: Callable[[], None], settings: Settings, redis_client: redis.Redis
) -> None:
    changed = create_item(db.session.get_one(Project, item.project_id), ItemText(title="Peas", body="Old.", brief=""))
    ids = [item.id, changed.id]
    item.state, item.publish_at = ItemState.DRAFT, None
    db.session.commit()
    work()
    with turning_back(settings):
        for item_id in ids:
            publish_now(db.session.get_one(Item, item_id), connection=redis_client, now=utc_now())
        work()
        assert [db.session.get_one(Item, item_id).state for item_id in ids] == [ItemState.PUBLISHED] * 2
    add_current_revision(db.session.get_one(Item, ids[1]), "New.", RevisionOrigin.PERSON)
    db.session.commit()

    report = reconcile_requests()
    sweep(redis_client, utc_now())
    work()

    assert report["publications"] == 1
    assert [db.session.get_one(Item, item_id).state for item_id in ids] == [ItemState.PUBLISHED, ItemState.DRAFT]


def test_dead_letters_and_forgotten_requests_are_brought_back(
    item: Item, work: Callable[[], None], settings: Settings, redis_client: redis.Redis
) -> None:
    owed = request_job("test-counted", {"how": "raise"}).job_id
    make_older(owed)
    with turning_back(settings):
        died = enqueue(redis_client, "test-counted", {"how": "raise"}).job_id
        drafted = request_job("content-generation", {"item_id": item.id}).job_id
        work()
        waits = request_job("export-data", {"project": "garden"}, at=utc_now() + LATER).job_id
        before = {letter.job_id: letter.error_message for letter in db.session.scalars(select(DeadLetterQueue))}

    report = reconcile_requests()

    after = {letter.job_id: letter for letter in db.session.scalars(select(DeadLetterQueue))}
    assert set(before) == set(after) == {owed, died}
    assert {letter.error_message for letter in after.values()} == set(before.values()) == {"as it was told"}
    assert after[died].error_class == "ValueError"
    assert len(after[died].attempt_history) == 1
    assert (report["dead_letters"], report["requests"]) == (2, 2)
    assert requested(owed) == [RequestState.DEAD]
    assert {db.session.get_one(JobRequest, job_id).requested_by for job_id in (drafted, waits)} == {BY}

    make_older(drafted)
    reconcile_requests()
    work()
    assert requested(drafted) == [RequestState.DONE]
    assert db.session.scalars(select(Revision.job_id).where(Revision.job_id == drafted)).all() == [drafted]
    assert read_job(redis_client, waits).status == "scheduled"


def test_a_replay_that_only_redis_knows_is_asked_for_again_by_its_dead_letter(
    work: Callable[[], None], settings: Settings, redis_client: redis.Redis
) -> None:
    died = enqueue(redis_client, "test-counted", {"how": "raise"}).job_id
    work()
    letter_id = db.session.scalars(select(DeadLetterQueue.id).where(DeadLetterQueue.job_id == died)).one()
    with turning_back(settings):
        first = replay(redis_client, find_dead_letter(letter_id), by="ada", now=utc_now())

    report = reconcile_requests()
    second = replay(redis_client, find_dead_letter(letter_id), by="ada", now=utc_now())
    work()

    assert report == {"enqueued": 0, "settled": 0}
    assert first == second
    assert requested(second) == [RequestState.DEAD]


def test_a_job_without_a_product_is_done_again_if_it_ended_after_the_moment_sql_was_turned_back_to(
    work: Callable[[], None], settings: Settings, redis_client: redis.Redis
) -> None:
    job_id = request_job("test-counted", {"how": "well"}).job_id
    make_older(job_id)
    with turning_back(settings):
        work()

    report = reconcile_requests()
    work()

    assert report["enqueued"] == 1
    assert requested(job_id) == [RequestState.DONE]
    assert read_job(redis_client, job_id).status == "finished"
    assert last_turned_back(redis_client) is not None


def test_an_ending_that_was_only_not_written_down_is_not_done_again(
    work: Callable[[], None], settings: Settings, redis_client: redis.Redis
) -> None:
    job_id = request_job("test-counted", {"how": "well"}).job_id
    work()
    request = db.session.get_one(JobRequest, job_id)
    request.state, request.settled_at, request.requested_at = RequestState.QUEUED, None, utc_now() - LATER
    db.session.commit()

    report = reconcile_requests()

    assert report == {"enqueued": 0, "settled": 1}
    assert last_turned_back(redis_client) is None


def test_a_job_that_redis_calls_dead_without_a_letter_is_done_again(
    work: Callable[[], None], redis_client: redis.Redis
) -> None:
    job_id = request_job("test-counted", {"how": "raise"}).job_id
    make_older(job_id)
    redis_client.delete(rq_keys.queue("medium"))
    redis_client.hset(rq_keys.job(job_id), "status", "failed")

    reconcile_requests()
    work()

    assert requested(job_id) == [RequestState.DEAD]
    assert db.session.scalars(select(DeadLetterQueue.job_id)).all() == [job_id]


def test_the_history_is_copied_again_and_noticed_once(
    work: Callable[[], None], settings: Settings, redis_client: redis.Redis
) -> None:
    with turning_back(settings):
        ids = [enqueue(redis_client, "test-counted", {"how": "well"}).job_id for _ in range(3)]
        work()
    mark = redis_client.get(event_keys.DRAINED)

    copied = archive_ended_jobs(redis_client)
    noticed = last_turned_back(redis_client)
    again = notice_turned_back(redis_client, utc_now())

    assert noticed is not None
    assert again == noticed
    assert copied == len(ids)
    assert sorted(db.session.scalars(select(JobHistory.job_id))) == sorted(ids)
    assert redis_client.get(event_keys.DRAINED) == mark


def test_history_past_its_retention_is_not_missed(core: Flask, redis_client: redis.Redis) -> None:
    redis_client.set(event_keys.NEWEST_ROW, number_at(utc_now() - timedelta(days=29)))

    assert notice_turned_back(redis_client, utc_now()) is None


def test_an_entry_that_cannot_be_read_is_no_older_database(work: Callable[[], None], redis_client: redis.Redis) -> None:
    enqueue(redis_client, "test-counted", {"how": "well"})
    work()
    redis_client.xadd(event_keys.EVENTS, {"job": "no JSON"})

    archive_ended_jobs(redis_client)

    assert notice_turned_back(redis_client, utc_now()) is None


@pytest.mark.parametrize("damage", ["", "no number", str(2**62)])
def test_a_mark_that_cannot_be_read_is_no_older_database(core: Flask, redis_client: redis.Redis, damage: str) -> None:
    redis_client.set(event_keys.NEWEST_ROW, damage)
    redis_client.set(event_keys.TURNED_BACK, damage)

    assert notice_turned_back(redis_client, utc_now()) is None
