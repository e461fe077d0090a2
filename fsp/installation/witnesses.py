"""Reads and writes what the database, Redis and the data folder say of the installation."""

import secrets
from dataclasses import dataclass
from datetime import datetime

import redis
from sqlalchemy import select, text
from sqlalchemy.exc import IntegrityError, SQLAlchemyError

from fsp.clock import from_epoch
from fsp.installation.decide import Copied, DatabaseWitness, FolderWitness, RedisWitness, why_a_copy
from fsp.installation.mark import read_mark, write_mark
from fsp.models.destination import SITE
from fsp.models.installation import ONLY_ROW, Installation
from fsp.models.publication import Publication
from fsp.redis_ops import process_keys
from fsp.settings import Settings
from fsp.stored import number_of, read_or, text_of
from fsp.stores import db, reading

_SERVER = text(
    "SELECT (SELECT system_identifier FROM pg_control_system())::text || '/' || oid::text"
    " FROM pg_database WHERE datname = current_database()"
)


@dataclass(frozen=True)
class Witnesses:
    """All three."""

    database: DatabaseWitness
    store: RedisWitness
    folder: FolderWitness

    @property
    def copied(self) -> Copied | None:
        """Return why this is a copy, or None."""
        return why_a_copy(self.database, self.store, self.folder)


def read_witnesses(connection: redis.Redis, settings: Settings) -> Witnesses:
    """Ask the database, Redis and the data folder."""
    store, folder = _store(connection), read_mark(settings)
    return Witnesses(_database(is_known=bool(store.identity or folder.identity)), store, folder)


def write_identity(connection: redis.Redis, settings: Settings, now: datetime, *, by: str = "") -> str:
    """Give the installation a new identity everywhere; return it. `by` adopted a copy."""
    # Before the row is in the session: a query would store it half filled.
    identity, database = secrets.token_hex(16), _server()
    row = db.session.get(Installation, ONLY_ROW) or Installation(id=ONLY_ROW, created_at=now)
    row.identity, row.database, row.beat_at = identity, database, now
    db.session.add(row)
    row.adopted_at, row.adopted_by = (now, by) if by else (row.adopted_at, row.adopted_by)
    try:
        db.session.commit()
    except IntegrityError:
        # Another process was first.
        db.session.rollback()
        identity = db.session.get_one(Installation, ONLY_ROW).identity
        db.session.commit()
    write_store(connection, identity, now)
    write_mark(settings, identity, now)
    return identity


def write_store(connection: redis.Redis, identity: str, beat_at: datetime) -> None:
    """Let Redis remember the identity and the last work."""
    connection.hset(process_keys.INSTALLATION, mapping={"identity": identity, "beat": str(beat_at.timestamp())})


_ROW = select(Installation).where(Installation.id == ONLY_ROW).execution_options(populate_existing=True)
_PUBLISHED = (
    select(Publication.id)
    .where(
        Publication.platform != SITE,
        Publication.external_id.is_not(None) | Publication.create_sent_at.is_not(None),
    )
    .limit(1)
)


def _database(*, is_known: bool) -> DatabaseWitness:
    """Ask the database. What was published matters only without an identity, or if no other witness has one."""
    with reading():
        row = db.session.scalar(_ROW)
        has_identity = row is not None and bool(row.identity)
        has_published = not (has_identity and is_known) and db.session.scalar(_PUBLISHED) is not None
        if row is None:
            return DatabaseWitness(has_published=has_published)
        return DatabaseWitness(row.identity, row.beat_at, row.database in {"", _server()}, has_published)


def _server() -> str:
    """Return what identifies the database on its server, also after a fail-over; empty if it cannot be known."""
    if db.engine.dialect.name != "postgresql":
        return ""
    try:
        server = db.session.scalar(_SERVER)
    except SQLAlchemyError:
        db.session.rollback()
        return ""
    return str(server or "")


def _store(connection: redis.Redis) -> RedisWitness:
    identity, beat = connection.hmget(process_keys.INSTALLATION, ["identity", "beat"])
    at = read_or(None, number_of, beat) if beat else None
    return RedisWitness(text_of(identity) if identity else "", from_epoch(at) if at is not None else None)
