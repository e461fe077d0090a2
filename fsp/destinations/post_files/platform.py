"""What all platforms of files have in common: the calls of the contract over their store."""

from typing import Protocol

from fsp.destinations.contract import Post, Remote, Sent, Tools
from fsp.destinations.post_files.layout import Content, FileLayout
from fsp.destinations.post_files.publisher import PostPublisher
from fsp.destinations.post_files.site_publisher import SitePublisher
from fsp.destinations.post_files.store import FileStore


class FilePlatform:
    """A platform of files. Its settings say whether it takes Markdown files or a copy of the built site."""

    def __init__(self, store: FileStore, layout: FileLayout, tools: Tools) -> None:
        publisher = SitePublisher if layout.content is Content.SITE else PostPublisher
        self._session = store.session
        self._files: _Publisher = publisher(store, layout, tools)

    def length(self, text: str) -> int:
        """Count characters. Files have no limit."""
        return len(text)

    def find(self, post: Post) -> Sent | None:
        """Return the post's file."""
        with self._session():
            return self._files.find(post)

    def create(self, post: Post) -> Sent:
        """Write the post's files."""
        with self._session():
            return self._files.create(post)

    def update(self, post: Post, external_id: str) -> Sent:
        """Write the post's files again."""
        with self._session():
            return self._files.update(post, external_id)

    def remove(self, external_id: str) -> None:
        """Remove the post's files."""
        with self._session():
            self._files.remove(external_id)

    def read(self, external_id: str) -> Remote | None:
        """Return the address and hash of the post's file."""
        with self._session():
            return self._files.read(external_id)

    def taken_by(self, post: Post) -> str:
        """Return the path of a file of another origin that the post would replace."""
        with self._session():
            return self._files.taken_by(post)


class _Publisher(Protocol):
    def find(self, post: Post) -> Sent | None: ...
    def create(self, post: Post) -> Sent: ...
    def update(self, post: Post, external_id: str) -> Sent: ...
    def remove(self, external_id: str) -> None: ...
    def read(self, external_id: str) -> Remote | None: ...
    def taken_by(self, post: Post) -> str: ...
