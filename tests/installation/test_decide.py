"""Which combinations of witnesses are the installation itself, and which are a copy."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from fsp.installation.decide import (
    MAX_LOST,
    Copied,
    DatabaseWitness,
    FolderWitness,
    MarkFacts,
    RedisWitness,
    is_same_folder,
    why_a_copy,
)

NOW = datetime(2026, 11, 30, 12, tzinfo=UTC)
LATER = NOW + MAX_LOST + timedelta(seconds=1)
DATABASE = DatabaseWitness("a", NOW, has_published=True)
NEW = DatabaseWitness()
STORE, FOLDER = RedisWitness("a", NOW), FolderWitness("a", NOW)
NO_STORE, NO_FOLDER = RedisWitness(), FolderWitness()


@pytest.mark.parametrize(
    ("database", "store", "folder"),
    [
        (DATABASE, STORE, FOLDER),
        (NEW, NO_STORE, NO_FOLDER),
        (NEW, STORE, FOLDER),
        (DatabaseWitness(has_published=True), NO_STORE, NO_FOLDER),
        (DATABASE, NO_STORE, FOLDER),
        (DATABASE, STORE, NO_FOLDER),
        (DATABASE, RedisWitness("a", NOW + MAX_LOST), FOLDER),
        (DATABASE, RedisWitness("a", NOW - timedelta(days=9)), FOLDER),
        (replace(DATABASE, has_published=False), NO_STORE, NO_FOLDER),
    ],
    ids=[
        "a restart",
        "the first start",
        "a new database under an old Redis",
        "the first start with this version",
        "a Redis that lost its data",
        "another host, or a fail-over to one",
        "a database that failed over",
        "a Redis that was restored",
        "a database that never published",
    ],
)
def test_the_installation_itself_is_not_held(
    database: DatabaseWitness, store: RedisWitness, folder: FolderWitness
) -> None:
    assert why_a_copy(database, store, folder) is None


@pytest.mark.parametrize(
    ("database", "store", "folder", "reason"),
    [
        (DATABASE, STORE, replace(FOLDER, is_original=False), Copied.FOLDER),
        (DATABASE, NO_STORE, replace(FOLDER, is_original=False), Copied.FOLDER),
        (DATABASE, NO_STORE, NO_FOLDER, Copied.ALONE),
        (DATABASE, RedisWitness("b", NOW), FOLDER, Copied.OTHER_REDIS),
        (DATABASE, STORE, FolderWitness("b", NOW), Copied.OTHER_FOLDER),
        (replace(DATABASE, is_on_its_server=False), STORE, FOLDER, Copied.DATABASE),
        (DATABASE, RedisWitness("a", LATER), FOLDER, Copied.OLDER),
        (DATABASE, NO_STORE, FolderWitness("a", LATER), Copied.OLDER),
        (DatabaseWitness(has_published=True), STORE, NO_FOLDER, Copied.OLDER),
    ],
)
def test_a_copy_or_a_restored_backup_is_held(
    database: DatabaseWitness, store: RedisWitness, folder: FolderWitness, reason: Copied
) -> None:
    assert why_a_copy(database, store, folder) is reason


MARK = MarkFacts(10, 5_000, "/srv/fsp", "m1")


@pytest.mark.parametrize(
    ("changes", "is_same"),
    [
        ({}, True),
        ({"machine": "m2"}, True),
        ({"path": "/srv/moved"}, True),
        ({"inode": 11}, True),
        ({"changed_ns": 6_000}, True),
        ({"inode": 11, "path": "/srv/copy"}, False),
        ({"inode": 11, "changed_ns": 6_000}, False),
        ({"inode": 11, "changed_ns": 6_000, "path": "/srv/copy", "machine": "m2"}, False),
        ({"changed_ns": 6_000, "machine": "m2"}, False),
        ({"changed_ns": 6_000, "path": "/srv/copy"}, False),
    ],
    ids=[
        "a restart",
        "the volume on another machine",
        "a moved folder",
        "a mount that changes inodes",
        "changed owners",
        "a copy that kept the time",
        "a backup restored in its place",
        "a copy on another host",
        "a copy with the same inode on another host",
        "a copy with the same inode elsewhere",
    ],
)
def test_a_copied_mark_is_recognised(changes: dict[str, object], is_same: bool) -> None:
    assert is_same_folder(MARK, replace(MARK, **changes)) is is_same  # type: ignore[arg-type]
