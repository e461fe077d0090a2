"""Holds everything that leaves this installation for a destination while it may be a copy of another one."""

import logging
from datetime import datetime

import redis
from sqlalchemy import update

from fsp.installation.decide import Copied
from fsp.installation.mark import write_beat, write_mark
from fsp.installation.witnesses import Witnesses, read_witnesses, write_identity, write_store
from fsp.models.installation import ONLY_ROW, Installation
from fsp.settings import Settings
from fsp.stores import db

log = logging.getLogger(__name__)


def why_outgoing_is_held(connection: redis.Redis, settings: Settings, now: datetime) -> Copied | None:
    """Return why nothing may be sent to destinations; None if it may.

    The first call gives a new installation its identity, and later ones restore what Redis or a new folder lacks.
    """
    witnesses = read_witnesses(connection, settings)
    if witnesses.copied is not None:
        return witnesses.copied
    _restore(witnesses, connection, settings, now)
    return None


def record_beat(connection: redis.Redis, settings: Settings, now: datetime) -> None:
    """Remember that the installation works, first in the database, so that only a restored one is behind."""
    if why_outgoing_is_held(connection, settings, now) is not None:
        return
    row = db.session.get_one(Installation, ONLY_ROW)
    identity = row.identity
    db.session.execute(
        update(Installation).where(Installation.id == ONLY_ROW, Installation.beat_at < now).values(beat_at=now)
    )
    db.session.commit()
    write_store(connection, identity, now)
    write_beat(settings, now)


def adopt(connection: redis.Redis, settings: Settings, now: datetime, *, by: str) -> str:
    """Make this copy an installation of its own, which publishes; return its new identity."""
    return write_identity(connection, settings, now, by=by)


def _restore(witnesses: Witnesses, connection: redis.Redis, settings: Settings, now: datetime) -> None:
    identity, beat_at = witnesses.database.identity, witnesses.database.beat_at
    if not identity:
        write_identity(connection, settings, now)
        return
    if not witnesses.store.identity:
        write_store(connection, identity, beat_at or now)
    if not witnesses.folder.identity:
        try:
            write_mark(settings, identity, beat_at or now)
        except OSError as error:
            # A host whose folder cannot be written is recognised by Redis.
            log.warning("data folder not marked", extra={"error": str(error)})
