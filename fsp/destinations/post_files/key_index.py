"""The path of each post by its key, in small files beside the posts, for places where a search is slow."""

import hashlib
import re
from collections.abc import Iterable

from fsp.destinations.post_files.store import Change, StoredFile

FOLDER = ".fsp"
_IMAGE_NAME = re.compile(r"(?:.*/)?(?:[0-9a-f]{16}\.[a-z0-9]{1,5}|media/[0-9a-f]{64})\Z")


def index_path(key: str) -> str:
    """Return the path of the file that holds the path of a post."""
    return f"{FOLDER}/{hashlib.sha256(key.encode()).hexdigest()[:32]}"


def index_files(change: Change) -> dict[str, StoredFile]:
    """Return the index file to write before the files of a change; none if the path of the post stays as it is."""
    path = next(reversed(list(change.written)), None) if change.key and change.has_moved else None
    return {index_path(change.key): StoredFile(path.encode(), "text/plain; charset=utf-8")} if path else {}


def removed_paths(change: Change) -> Iterable[str]:
    """Return the paths to remove, with the index file of a post that is removed."""
    is_removal = bool(change.key) and not change.written
    return (*change.removed, index_path(change.key)) if is_removal else change.removed


def is_named_by_content(path: str) -> bool:
    """Return whether an image's name is the hash of its content, so that one that is there already is the same."""
    return _IMAGE_NAME.match(path) is not None
