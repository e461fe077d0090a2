"""Restores requests and dead letters that only Redis knows after the database was set back to an older state."""

import logging
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Any, cast

import redis
from sqlalchemy import select, update

from fsp.dead_letters.bury import bury
from fsp.inspection.attempts import read_attempts
from fsp.jobs.job_options import RequestOptions
from fsp.jobs.registry import find_job_type
from fsp.jobs.replay_id import is_replay
from fsp.models.item import Item, ItemState
from fsp.models.job_request import JobRequest
from fsp.queueing.dedup_owner import LIVE
from fsp.queueing.proof import PRODUCTS, is_proved_dead
from fsp.queueing.request import add_request
from fsp.queueing.turned_back import TurnedBack
from fsp.redis_ops import event_keys, rq_keys
from fsp.redis_ops.set_aside import SetAside
from fsp.stored import text_of
from fsp.stored_hash import Fields
from fsp.stores import db

log = logging.getLogger(__name__)

CHUNK = 500
FIELDS = ("status", "fsp_type", "fsp_arguments", "fsp_requested", "fsp_error", "ended_at", "enqueued_at", "origin")
PUBLISH_ITEM = "item-scheduled-publish"
BY = "brought back from Redis"


@dataclass(frozen=True)
class BroughtBack:
    """How many requests, publications and dead letters were missing in SQL."""

    requests: int
    publications: int
    dead_letters: int


def bring_back(connection: redis.Redis, turned_back: TurnedBack) -> BroughtBack:
    """Store again what SQL has lost of Redis's jobs, once for each time it was set back.

    A waiting or running job becomes a request again. So does one whose text, report or export is missing; it runs
    again. A post whose published text still exists is due again. A failed job gets its dead letter again. Any other
    finished job only appears in the history.
    """
    if connection.get(event_keys.BROUGHT_BACK) == turned_back.mark.encode():
        return BroughtBack(0, 0, 0)
    requests = publications = letters = 0
    aside = SetAside(connection, "brought-back")
    for job_id, fields, is_known in _jobs(connection):
        try:
            requests += 0 if is_known else _request(job_id, fields, turned_back)
            publications += _publication(job_id, fields, turned_back)
            letters += _letter(connection, job_id, fields, turned_back)
        except Exception as error:  # noqa: BLE001  (the next one must not wait for this one)
            db.session.rollback()
            aside.add(job_id, error, fields.text("fsp_arguments"))
    # Marked at the end: a repeated run after a crash skips what already exists.
    connection.set(event_keys.BROUGHT_BACK, turned_back.mark)
    brought_back = BroughtBack(requests, publications, letters)
    log.warning("brought back from Redis", extra=asdict(brought_back))
    return brought_back


def _jobs(connection: redis.Redis) -> Iterator[tuple[str, Fields, bool]]:
    """Yield each job's id and fields, and whether SQL has a request for it."""
    prefix = rq_keys.job("")
    ids = (text_of(key)[len(prefix) :] for key in connection.scan_iter(f"{prefix}*", count=CHUNK, _type="hash"))
    chunk: list[str] = []
    for job_id in ids:
        chunk.append(job_id)
        if len(chunk) == CHUNK:
            yield from _read(connection, chunk)
            chunk = []
    yield from _read(connection, chunk)


def _read(connection: redis.Redis, job_ids: list[str]) -> Iterator[tuple[str, Fields, bool]]:
    requested = set(db.session.scalars(select(JobRequest.job_id).where(JobRequest.job_id.in_(job_ids))))
    db.session.commit()
    pipeline = connection.pipeline(transaction=False)
    for job_id in job_ids:
        pipeline.hmget(rq_keys.job(job_id), FIELDS)
    for job_id, values in zip(job_ids, cast(list[list[bytes | None]], pipeline.execute()), strict=True):
        named = {name.encode(): value for name, value in zip(FIELDS, values, strict=True) if value is not None}
        yield job_id, Fields(named), job_id in requested


def _request(job_id: str, fields: Fields, turned_back: TurnedBack) -> int:
    job_type, status = fields.text("fsp_type"), fields.text("status")
    is_live = status.encode() in LIVE
    is_lost = status == "finished" and job_type in PRODUCTS and turned_back.leaves_unproved(fields.moment("ended_at"))
    rules = find_job_type(job_type)
    # Replays are excluded: their dead letter is due again, and requests them under the same id.
    is_request = rules is not None and not rules.is_upkeep and fields.text("fsp_requested") and not is_replay(job_id)
    if not is_request or not (is_live or is_lost):
        return 0
    at = fields.moment("enqueued_at")
    add_request(job_type, fields.object("fsp_arguments"), RequestOptions(requested_by=BY, job_id=job_id, at=at))
    db.session.commit()
    return 1


def _publication(job_id: str, fields: Fields, turned_back: TurnedBack) -> int:
    """Make a post due again if SQL has lost its publication and still has the published text."""
    ended_at = fields.moment("ended_at")
    is_lost = fields.text("status") == "finished" and turned_back.leaves_unproved(ended_at)
    if fields.text("fsp_type") != PUBLISH_ITEM or not is_lost:
        return 0
    item_id, revision_id = fields.object("fsp_arguments").get("item_id"), job_id.rpartition("-")[2]
    if not isinstance(item_id, int) or job_id != f"{PUBLISH_ITEM}-{item_id}-{revision_id}" or not revision_id.isdigit():
        return 0
    due = db.session.execute(
        update(Item)
        .where(Item.id == item_id, Item.current_revision_id == int(revision_id), Item.state == ItemState.DRAFT)
        .values(state=ItemState.SCHEDULED, publish_at=ended_at)
    )
    db.session.commit()
    return int(due.rowcount)  # type: ignore[attr-defined]


def _letter(connection: redis.Redis, job_id: str, fields: Fields, turned_back: TurnedBack) -> int:
    is_dead = fields.text("status") == "failed" and turned_back.leaves_unproved(fields.moment("ended_at"))
    if not is_dead or is_proved_dead(connection, job_id):
        return 0
    attempts = read_attempts(connection, job_id)
    last: Any = attempts[-1] if attempts else None
    error_class, _, message = fields.text("fsp_error").partition(": ")
    bury(
        job_id=job_id,
        job_type=fields.text("fsp_type"),
        queue=fields.text("origin"),
        arguments=fields.object("fsp_arguments"),
        reason="spent",
        error_class=error_class,
        error_message=message,
        error_traceback=last.traceback if last else "",
        attempts=attempts,
        enqueued_at=fields.moment("enqueued_at"),
    )
    return 1
