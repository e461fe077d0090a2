"""Decides whether this is the installation that published, or a copy of it. No side effects.

Three witnesses hold the same random identity and the time of the last work: the database, Redis and the data folder.
See docs/decisions/publish-once.md.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

MAX_LOST = timedelta(minutes=5)
"""A database that fails over may lose this much. If it is further behind another witness, it was restored."""


class Copied(StrEnum):
    """Why outgoing work is held."""

    FOLDER = "The data folder is a copy of another one."
    OTHER_FOLDER = "The data folder belongs to another installation than the database."
    OTHER_REDIS = "Redis belongs to another installation than the database."
    DATABASE = "The database is a copy on another server."
    OLDER = "The database is older than what Redis or the data folder remembers: a backup was restored."
    ALONE = "Neither Redis nor the data folder knows this database, so it is a copy."


@dataclass(frozen=True)
class DatabaseWitness:
    """What the database says. `identity` is empty before its first start with this version."""

    identity: str = ""
    beat_at: datetime | None = None
    is_on_its_server: bool = True
    """Whether it is on the server where it was created."""
    has_published: bool = False
    """Whether any post was sent to a destination outside."""


@dataclass(frozen=True)
class RedisWitness:
    """What Redis says; empty if it lost its data."""

    identity: str = ""
    beat_at: datetime | None = None


@dataclass(frozen=True)
class FolderWitness:
    """What the data folder says; empty for a new one. `is_original` is False for a copied folder."""

    identity: str = ""
    beat_at: datetime | None = None
    is_original: bool = True


def why_a_copy(database: DatabaseWitness, store: RedisWitness, folder: FolderWitness) -> Copied | None:
    """Return why this is a copy that must not publish; None for the installation itself.

    Restarts, deploys, renamed hosts, further hosts with folders of their own, a Redis that lost its data and a database
    that failed over are the installation itself.
    """
    if not database.identity:
        # An older backup, from before databases had an identity, if another witness has one.
        return Copied.OLDER if database.has_published and (store.identity or folder.identity) else None
    is_alone = database.has_published and not (store.identity or folder.identity)
    beats = (store.beat_at, folder.beat_at)
    signs = {
        Copied.OTHER_REDIS: store.identity not in {"", database.identity},
        Copied.OTHER_FOLDER: folder.identity not in {"", database.identity},
        Copied.FOLDER: not folder.is_original,
        Copied.DATABASE: not database.is_on_its_server,
        Copied.OLDER: any(_is_behind(database.beat_at, beat_at) for beat_at in beats),
        Copied.ALONE: is_alone,
    }
    return next((reason for reason, is_so in signs.items() if is_so), None)


def _is_behind(beat_at: datetime | None, other: datetime | None) -> bool:
    return other is not None and (beat_at is None or other - beat_at > MAX_LOST)


@dataclass(frozen=True)
class MarkFacts:
    """What the file system and the machine say of the mark in the data folder."""

    inode: int
    changed_ns: int
    """When its inode was last changed. No copy can keep it."""
    path: str
    machine: str


def is_same_folder(then: MarkFacts, now: MarkFacts) -> bool:
    """Return whether the mark is the file that was written, and not a copy of it.

    The inode and its time survive restarts, deploys, a renamed host and a moved folder. Some mounts change the inode,
    and changing owners changes the time: then the path, and for the time also the machine, must be the same.
    """
    is_same_inode, is_same_path = now.inode == then.inode, now.path == then.path
    if now.changed_ns == then.changed_ns:
        return is_same_inode or is_same_path
    return is_same_inode and is_same_path and now.machine == then.machine
