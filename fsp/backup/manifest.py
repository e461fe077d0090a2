"""The manifest of a backup lists every file with its checksum.

It is written last, so a folder without one is incomplete.
"""

import hashlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fsp.errors import InvalidInput
from fsp.stored import Undecodable
from fsp.stored_type import StoredType

FILE_NAME = "manifest.json"
FORMAT = 1
CHUNK_BYTES = 1024 * 1024


@dataclass(frozen=True)
class Manifest:
    """What a backup contains: the kind of database, the time, and the files with their SHA-256."""

    created_at: str
    version: str
    database: str
    """`sqlite` or `postgresql`."""
    revision: str
    has_secret_key: bool
    files: dict[str, str]
    format: int = FORMAT


_STORED = StoredType(Manifest)


def write_manifest(folder: Path, **facts: Any) -> Manifest:
    """Write the manifest of a folder with every file in it."""
    files = {
        path.relative_to(folder).as_posix(): sha256_of(path) for path in sorted(folder.rglob("*")) if path.is_file()
    }
    manifest = Manifest(files=files, **facts)
    (folder / FILE_NAME).write_bytes(_STORED.to_json(manifest, indent=1))
    return manifest


def read_manifest(folder: Path) -> Manifest:
    """Read the manifest and verify every file; raise InvalidInput naming the first missing or changed one."""
    try:
        manifest = _STORED.of_json((folder / FILE_NAME).read_bytes())
    except FileNotFoundError:
        raise InvalidInput(f"{folder} is no complete backup of FSP: it has no {FILE_NAME}.") from None
    except (OSError, Undecodable) as error:
        raise InvalidInput(f"{folder / FILE_NAME} cannot be read: {error}.") from None
    if manifest.format != FORMAT:
        raise InvalidInput(f"{folder} has the format {manifest.format}; this version of FSP reads format {FORMAT}.")
    for name, sha256 in manifest.files.items():
        file = folder / name
        if not file.resolve().is_relative_to(folder.resolve()):
            raise InvalidInput(f'{folder / FILE_NAME} names the file "{name}", which is outside the backup.')
        if not file.is_file():
            raise InvalidInput(f"The backup {folder} is incomplete: {name} is missing. Use another backup.")
        if sha256_of(file) != sha256:
            raise InvalidInput(f"The backup {folder} is damaged: {name} has changed since. Use another backup.")
    return manifest


def sha256_of(file: Path) -> str:
    """Return the SHA-256 of a file."""
    digest = hashlib.sha256()
    with file.open("rb") as opened:
        while chunk := opened.read(CHUNK_BYTES):
            digest.update(chunk)
    return digest.hexdigest()
