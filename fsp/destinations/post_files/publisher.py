"""Publishes posts as Markdown files: the calls of the contract, over any place that holds files."""

from dataclasses import dataclass, field

from fsp.content.document import Document
from fsp.content.front_matter import parse
from fsp.destinations.contract import Post, Remote, Sent, Tools
from fsp.destinations.post_files.document import (
    KEY_FIELD,
    PostFiles,
    content_hash,
    images_in,
    key_of,
    post_files,
)
from fsp.destinations.post_files.layout import FileLayout, is_inside
from fsp.destinations.post_files.store import Change, FileStore
from fsp.errors import InvalidInput, PermanentFailure, RemoteGone


@dataclass(frozen=True)
class PostPublisher:
    """Writes posts of one destination. The external id of a post is the path of its file.

    The key of a post is in its front matter, so it is found again under any name.
    """

    store: FileStore
    layout: FileLayout
    tools: Tools
    _last_read: dict[str, bytes] = field(default_factory=dict, repr=False, compare=False)
    """The file that was read last. An update that follows reads it no second time."""

    def find(self, post: Post) -> Sent | None:
        """Return the file with the post's key."""
        path = self.layout.path_of(post)
        data = self.store.read(path)
        self._remember_free(post, path if data is None else "")
        if data is not None and key_of(data) == post.key:
            return self._sent(path, data)
        other_path = self.store.find_key(post.key, self.layout.suffix)
        other = self.store.read(other_path) if other_path and is_inside(other_path) else None
        if other_path is None or other is None or key_of(other) != post.key:
            return None
        return self._sent(other_path, other)

    def create(self, post: Post) -> Sent:
        """Write a new file; raise PermanentFailure if a file of another origin has its path."""
        files = post_files(post, self.layout, self.tools)
        present = None if self._was_free(post, files.path) else self.store.read(files.path)
        if present is not None and key_of(present) != post.key:
            raise PermanentFailure(
                f"{files.path} exists already and was not written for this post. Rename it, or change the slug."
            )
        created = {files.path} if present is None else ()
        self.store.apply(
            Change(
                files.files, created=created, key=post.key, summary=f"Publish {_subject(post)}", author=_author(post)
            )
        )
        return self._sent(files.path, files.text)

    def update(self, post: Post, external_id: str) -> Sent:
        """Write the post again, under its present name, and remove what it no longer uses."""
        old = self._last_read.pop(external_id, None)
        if old is None:
            old = self.store.read(external_id)
        if old is None or key_of(old) not in {None, post.key}:
            raise RemoteGone(f"{external_id} no longer exists, or belongs to another post.")
        files = post_files(post, self.layout, self.tools)
        self._refuse_taken(files, external_id, post)
        unused = [path for path in (external_id, *self._images(old, external_id)) if path not in files.files]
        self.store.apply(
            Change(
                files.files,
                unused,
                key=post.key,
                has_moved=files.path != external_id,
                summary=f"Update {_subject(post)}",
                author=_author(post),
            ),
        )
        return self._sent(files.path, files.text)

    def remove(self, external_id: str) -> None:
        """Remove the file and its images."""
        old = self.store.read(external_id)
        if old is None:
            return
        key = key_of(old)
        if key is None:
            raise PermanentFailure(f"{external_id} lost its {KEY_FIELD} by hand. Remove the file by hand too.")
        removed = (external_id, *self._images(old, external_id))
        self.store.apply(Change({}, removed, key=key, summary=f"Remove {external_id}"))

    def read(self, external_id: str) -> Remote | None:
        """Return the address and hash of the file."""
        data = self.store.read(external_id)
        self._last_read.clear()
        if data is not None:
            self._last_read[external_id] = data
        return Remote(self._url(data), content_hash(data)) if data is not None else None

    def taken_by(self, post: Post) -> str:
        """Return the path of a file of another origin that the post would replace."""
        path = self.layout.path_of(post)
        present = self.store.read(path)
        return path if present is not None and key_of(present) != post.key else ""

    def _remember_free(self, post: Post, path: str) -> None:
        """Remember for the create that follows that no file has its path."""
        self.tools.memory[f"free {post.key}"] = path

    def _was_free(self, post: Post, path: str) -> bool:
        """Return whether `find` has just seen that no file has this path. The store still refuses to replace one."""
        return bool(self.tools.memory.pop(f"free {post.key}", "") == path)

    def _refuse_taken(self, files: PostFiles, external_id: str, post: Post) -> None:
        """Raise PermanentFailure if the new path of a renamed post belongs to another file."""
        present = self.store.read(files.path) if files.path != external_id else None
        if present is not None and key_of(present) != post.key:
            raise PermanentFailure(f"{files.path} exists already and was not written for this post. Change the slug.")

    def _sent(self, path: str, data: bytes) -> Sent:
        return Sent(path, self._url(data), content_hash(data), {"path": path, "bytes": len(data)})

    def _url(self, data: bytes) -> str:
        """Return the public address of a post file. The file itself has all that the address is made of."""
        document = _document(data)
        if document is None:
            return ""
        facts = (document.slug or "", document.publish_at, document.language)
        return self.layout.url_of(*facts, canonical_url=document.canonical_url)

    def _images(self, data: bytes, path: str) -> list[str]:
        """Return the images of a post file, in its own folder of images."""
        document = _document(data)
        if document is None:
            return []
        folder = self.layout.image_folder_of(document.slug or "", document.publish_at, document.language)
        return sorted(image for image in images_in(data, path) if image.startswith(f"{folder}/"))


def _document(data: bytes) -> Document | None:
    try:
        return parse(data.decode("utf-8", "replace"))
    except InvalidInput:
        return None


def _subject(post: Post) -> str:
    return " ".join(post.title.split())[:80] or post.slug


def _author(post: Post) -> str:
    return post.authors[0] if post.authors else ""
