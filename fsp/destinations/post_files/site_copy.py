"""Copies a built site to a place that holds files: what changed since the last copy, and nothing else.

A list of the copied files and their hashes is beside them, so files of another origin are never removed.
"""

import hashlib
import json
import mimetypes
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from fsp.destinations.post_files.store import Change as FileChange
from fsp.destinations.post_files.store import FileStore, StoredFile

LIST_NAME = ".fsp-site.json"
MEDIA = "media/"
BATCH_FILES = 500
"""After as many files the list is written, so that a large copy that is interrupted continues there."""


@dataclass(frozen=True)
class SiteFiles(Mapping[str, StoredFile]):
    """Files of a site, each read when it is written."""

    folder: Path
    names: tuple[str, ...]
    list_data: bytes

    def __getitem__(self, name: str) -> StoredFile:
        if name == LIST_NAME:
            return StoredFile(self.list_data, "application/json")
        path = self.folder / name
        with path.open("rb") as file:
            data = file.read()
        return StoredFile(data, media_type(name, data))

    def __iter__(self) -> Iterator[str]:
        return iter((*self.names, LIST_NAME))

    def __len__(self) -> int:
        return len(self.names) + 1


def copy_site(folder: Path, store: FileStore, *, summary: str, needed: str = "") -> int:
    """Write the files that changed, remove those that are gone; return how many of both.

    `needed` is also written if someone removed it since the last copy.
    """
    before = _listed(store.read(LIST_NAME))
    if needed and store.read(needed) is None:
        before.pop(needed, None)
    now = {name: _hash(folder, name) for name in site_names(folder)}
    changed = tuple(name for name in now if before.get(name) != now[name])
    removed = tuple(name for name in before if name not in now)
    listed = dict(before)
    for batch in (changed[start : start + BATCH_FILES] for start in range(0, len(changed), BATCH_FILES)):
        # The list comes last: after a crash, what is not in it is written again.
        listed |= {name: now[name] for name in batch}
        store.apply(FileChange(SiteFiles(folder, batch, _list_data(listed)), summary=summary))
    if removed:
        store.apply(FileChange(SiteFiles(folder, (), _list_data(now)), removed, summary=summary))
    return len(changed) + len(removed)


def site_names(folder: Path) -> list[str]:
    """Return the files of a built site, without hidden ones; images first, so that no page lacks one."""
    names = [path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()]
    shown = [name for name in names if not any(part.startswith(".") for part in name.split("/"))]
    return sorted(shown, key=lambda name: (not name.startswith(MEDIA), name))


def media_type(name: str, data: bytes) -> str:
    """Return the media type by the name, or by the first bytes for a file without an ending."""
    guessed = mimetypes.guess_type(name)[0]
    if guessed is None:
        guessed = _type_of(data)
    is_text = guessed.startswith("text/") or guessed in {"application/xml", "application/json"}
    return f"{guessed}; charset=utf-8" if is_text else guessed


def _type_of(data: bytes) -> str:
    signatures = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg", b"GIF8": "image/gif"}
    image_type = next((media for start, media in signatures.items() if data.startswith(start)), "")
    if image_type:
        return image_type
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:12] == b"ftypavif":
        return "image/avif"
    return "image/svg+xml" if b"<svg" in data[:1000] else "application/octet-stream"


def _hash(folder: Path, name: str) -> str:
    # An image of a site is named by its content.
    if name.startswith(MEDIA):
        return name.removeprefix(MEDIA)
    with (folder / name).open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _list_data(files: Mapping[str, str]) -> bytes:
    return json.dumps({"files": dict(files)}, sort_keys=True, indent=0).encode()


def _listed(data: bytes | None) -> dict[str, str]:
    try:
        files = json.loads(data or b"{}").get("files", {})
    except (ValueError, AttributeError):
        return {}
    return {str(name): str(value) for name, value in files.items()} if isinstance(files, dict) else {}
