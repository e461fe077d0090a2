"""Creates a backup while FSP runs: a consistent copy of the database and every file it refers to."""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from fsp import paths
from fsp.backup.folders import copy_new
from fsp.backup.manifest import Manifest, write_manifest
from fsp.backup.postgres_dump import dump_postgres
from fsp.backup.sqlite_copy import copy_sqlite
from fsp.clock import iso, utc_now
from fsp.core import database_url
from fsp.errors import InvalidInput
from fsp.health.schema import read_schema
from fsp.settings import PACKAGE_VERSION, Settings
from fsp.stores import db

DATABASE_FILES = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
SECRET_KEY = "secret_key"  # noqa: S105  (the name of a file)


@dataclass(frozen=True)
class Folder:
    """A folder of files: its name in the backup, and its path."""

    name: str
    path: Path


def folders_of(settings: Settings) -> tuple[Folder, ...]:
    """Return the folders that are part of a backup."""
    return (
        Folder("media", paths.media_folder(settings)),
        Folder("artifacts", paths.artifacts_folder(settings)),
        Folder("site", paths.site_folder(settings)),
        Folder("themes", paths.themes_folder(settings)),
        Folder("prompts", paths.prompts_folder(settings)),
    )


def make_backup(target: Path, settings: Settings, *, url: str | None = None) -> Manifest:
    """Write a backup into a new folder, inside an application context. `url` is the direct address of the database.

    The folder gets its final name when it is complete. Raise InvalidInput for an unusable folder.
    """
    target = target.resolve()
    _refuse_target(target, settings)
    partial = target.with_name(f".{target.name}.{uuid4().hex[:8]}.partial")
    try:
        partial.mkdir(mode=0o700, parents=True)
        manifest = _fill(partial, settings, url or database_url(settings))
        partial.rename(target)
    except OSError as error:
        raise InvalidInput(f"The backup cannot be written to {target}: {error.strerror or error}.") from error
    finally:
        shutil.rmtree(partial, ignore_errors=True)
    return manifest


def _fill(folder: Path, settings: Settings, url: str) -> Manifest:
    # Files are written before the rows that name them, and may be deleted after. Copying them before and after the
    # database makes sure that none is missing.
    _copy_files(folder, settings)
    dialect = db.engine.dialect.name
    revision = read_schema().revision
    if dialect == "sqlite":
        copy_sqlite(_sqlite_file(), folder / DATABASE_FILES[dialect])
    else:
        dump_postgres(url, folder / DATABASE_FILES[dialect])
    _copy_files(folder, settings)
    key_file = paths.secret_key_file(settings)
    has_key = settings.secret_key is None and key_file.exists()
    if has_key:
        shutil.copy2(key_file, folder / SECRET_KEY)
    manifest = write_manifest(
        folder,
        created_at=iso(utc_now()),
        version=PACKAGE_VERSION,
        database=dialect,
        revision=revision,
        has_secret_key=has_key,
    )
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o700 if path.is_dir() else 0o600)
    _sync(folder)
    return manifest


def _copy_files(folder: Path, settings: Settings) -> None:
    for files in folders_of(settings):
        copy_new(files.path, folder / files.name)


def _sqlite_file() -> Path:
    file = Path(db.engine.url.database or "")
    if not file.is_file():
        raise InvalidInput(f"There is no database to back up: {file} does not exist. Set FSP_DATA_DIR or DATABASE_URL.")
    return file


def _refuse_target(target: Path, settings: Settings) -> None:
    if target.exists() and not (target.is_dir() and not any(target.iterdir())):
        raise InvalidInput(f"A backup needs a new folder, and {target} exists. Choose another name.")
    if target.resolve().is_relative_to(settings.data_dir.resolve()):
        raise InvalidInput(
            f"A backup inside the data folder {settings.data_dir} would be lost with it. Choose a folder elsewhere."
        )


def _sync(folder: Path) -> None:
    """Flush the folder to disk, because the backup may be moved immediately."""
    for path in (*folder.rglob("*"), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)
