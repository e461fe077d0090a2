"""Restores a backup. It is verified first, and existing data is moved aside, never deleted."""

import shutil
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

from sqlalchemy import inspect, select, update

from fsp import paths
from fsp.backup.folders import copy_new
from fsp.backup.make import DATABASE_FILES, SECRET_KEY, folders_of
from fsp.backup.manifest import Manifest, read_manifest
from fsp.backup.postgres_dump import dump_postgres, load_postgres
from fsp.clock import utc_now
from fsp.core import database_url
from fsp.errors import Conflict, InvalidInput
from fsp.health.schema import WrongSchema, is_known_revision
from fsp.models.destination import SITE, Destination
from fsp.models.installation import Installation
from fsp.settings import Settings
from fsp.stores import db

LONG_AGO = datetime(2000, 1, 1, tzinfo=UTC)
SQLITE_FILES = ("", "-wal", "-shm")


@dataclass(frozen=True)
class Restored:
    """What was restored, and the folder with the previous data, if there was any."""

    manifest: Manifest
    set_aside: Path | None


def restore_backup(source: Path, settings: Settings, *, url: str | None = None) -> Restored:
    """Restore the database and files of a backup, inside an application context. FSP must not run.

    Raise InvalidInput for an incomplete backup, Conflict if it is of another kind of database.
    """
    manifest = read_manifest(source)
    _refuse_other_kind(manifest)
    paths.ensure_data_folder(settings)
    aside = settings.data_dir / f"replaced-{utc_now():%Y%m%d-%H%M%S}-{uuid4().hex[:4]}"
    db.session.remove()
    if manifest.database == "postgresql":
        _replace_postgres(source, aside, url or database_url(settings))
    else:
        _replace_sqlite(source, aside)
    _replace_files(source, aside, settings, manifest)
    _hold_outgoing_work()
    return Restored(manifest, aside if aside.exists() else None)


def _refuse_other_kind(manifest: Manifest) -> None:
    dialect = db.engine.dialect.name
    if manifest.database != dialect:
        raise Conflict(
            f"The backup holds a {manifest.database} database and this FSP uses {dialect}. "
            "Set DATABASE_URL to a database of the same kind."
        )
    if manifest.revision and not is_known_revision(manifest.revision):
        raise WrongSchema(
            f"The backup was made by a newer version of FSP ({manifest.version}, revision {manifest.revision}). "
            "Install that version, then restore it."
        )


def _replace_sqlite(source: Path, aside: Path) -> None:
    file = Path(db.engine.url.database or "")
    db.engine.dispose()
    fresh = file.with_name(f".{file.name}.restoring")
    shutil.copyfile(source / DATABASE_FILES["sqlite"], fresh)
    fresh.chmod(0o600)
    # Together with its log: without it the old database would lose its last transactions.
    for suffix in SQLITE_FILES:
        _set_aside(file.with_name(file.name + suffix), aside)
    fresh.rename(file)


def _replace_postgres(source: Path, aside: Path, url: str) -> None:
    with db.engine.connect() as connection:
        has_tables = bool(inspect(connection).get_table_names())
    db.engine.dispose()
    if has_tables:
        aside.mkdir(mode=0o700, parents=True, exist_ok=True)
        dump_postgres(url, aside / DATABASE_FILES["postgresql"])
    load_postgres(url, source / DATABASE_FILES["postgresql"])


def _replace_files(source: Path, aside: Path, settings: Settings, manifest: Manifest) -> None:
    for folder in folders_of(settings):
        _set_aside(folder.path, aside)
        copy_new(source / folder.name, folder.path)
    if settings.redis_url is None:
        # The bundled Valkey is now newer than the database. FSP enqueues again what the database requires.
        _set_aside(paths.valkey_folder(settings), aside)
    if not manifest.has_secret_key:
        return
    key_file = paths.secret_key_file(settings)
    _set_aside(key_file, aside)
    shutil.copyfile(source / SECRET_KEY, key_file)
    key_file.chmod(0o600)


def _hold_outgoing_work() -> None:
    """Let the database be behind every other witness, however young the backup is: what was published since is in none.

    A person adopts it after a look at the destinations. Without destinations outside, nothing could be sent twice.
    """
    with db.engine.begin() as connection:
        tables = inspect(connection)
        if not (tables.has_table(Installation.__tablename__) and tables.has_table(Destination.__tablename__)):
            return
        if connection.scalar(select(Destination.id).where(Destination.platform != SITE).limit(1)) is not None:
            connection.execute(update(Installation).values(beat_at=LONG_AGO))
    db.engine.dispose()


def _set_aside(path: Path, aside: Path) -> None:
    if path.exists():
        aside.mkdir(mode=0o700, parents=True, exist_ok=True)
        try:
            path.rename(aside / path.name)
        except OSError as error:
            raise InvalidInput(f"{path} cannot be set aside in {aside}: {error.strerror}.") from error
