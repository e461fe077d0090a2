"""What a place that holds files can do: a folder, S3-compatible storage, an SFTP server or a git repository."""

from collections.abc import Collection, Iterable, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

MARKDOWN_TYPE = "text/markdown; charset=utf-8"


@dataclass(frozen=True)
class StoredFile:
    """The content of a file and its media type."""

    data: bytes
    media_type: str


@dataclass(frozen=True)
class Change:
    """What changes together: files to write in this order, then paths to remove.

    `created` are the paths that must not exist yet. `key` is that of the post, for a place that keeps an index of keys;
    the index changes only with the path of a post.
    `summary` and `author` describe the change where the place keeps a history.
    """

    written: Mapping[str, StoredFile]
    removed: Iterable[str] = ()
    created: Collection[str] = ()
    key: str = ""
    has_moved: bool = True
    summary: str = ""
    author: str = ""


class FileStore(Protocol):
    """Files by their path, which has `/` between its parts and no leading slash."""

    def session(self) -> AbstractContextManager[None]:
        """Hold what one call of the contract needs, such as a connection."""

    def read(self, path: str) -> bytes | None:
        """Return the content of a file; None if there is no such file."""

    def find_key(self, key: str, suffix: str) -> str | None:
        """Return the path of the post file with this key. `suffix` is the ending of post files."""

    def apply(self, change: Change) -> None:
        """Write and remove files. A reader sees an old or a new file, never a part. Repeating it is harmless.

        Raise PermanentFailure if a path of `created` exists.
        """
