"""The images and attachments of an import: read once, images without private metadata, each problem reported once."""

import hashlib
from dataclasses import dataclass

from sqlalchemy import select

from fsp.content.attachments import attachment_type, is_attachment
from fsp.content.images.clean import CleanImage, clean_image
from fsp.content.media import sha256_of, store_attachment, store_clean
from fsp.errors import InvalidInput
from fsp.importing.posts import Post
from fsp.importing.report import ImportFault, ImportReport
from fsp.importing.source import Source
from fsp.models.media import Media
from fsp.settings import Settings
from fsp.stores import db

MAX_PATH_CHARACTERS = 500


@dataclass(frozen=True)
class _Stored:
    """The stored data of an image or attachment. Its bytes are in the media folder, never in memory."""

    media_type: str
    sha256: str
    size_bytes: int
    width: int | None
    height: int | None


class Images:
    """Stores the images and attachments of posts: `of` before the post is written, `keep` together with it."""

    def __init__(
        self,
        source: Source,
        project_id: int | None,
        settings: Settings,
        report: ImportReport,
        *,
        is_dry_run: bool,
    ) -> None:
        self._source = source
        self._project_id = project_id
        self._settings = settings
        self._report = report
        self._is_dry_run = is_dry_run
        self._stored: dict[str, _Stored | None] = {}

    def of(self, post: Post) -> dict[str, str]:
        """Store a post's images; return path → SHA-256 of the usable ones."""
        stored = {path: self._store(path) for path in sorted(set(post.images.values()))}
        return {path: image.sha256 for path, image in stored.items() if image is not None}

    def keep(self, post: Post) -> None:
        """Write the rows of a post's images."""
        for path in sorted(set(post.images.values())):
            image = self._stored.get(path)
            if image is None:
                continue
            media = db.session.scalar(select(Media).where(Media.project_id == self._project_id, Media.path == path))
            if media is None:
                media = Media(project_id=self._project_id, path=path)
                db.session.add(media)
            media.media_type, media.sha256, media.size_bytes = image.media_type, image.sha256, image.size_bytes
            media.width, media.height = image.width, image.height

    def _store(self, path: str) -> _Stored | None:
        if path not in self._stored:
            self._stored[path] = self._read(path)
        return self._stored[path]

    def _read(self, path: str) -> _Stored | None:
        try:
            if len(path) > MAX_PATH_CHARACTERS:
                raise InvalidInput(f"path is {len(path)} characters long (limit {MAX_PATH_CHARACTERS}).")
            data = self._source.read(path)
            if is_attachment(path):
                return self._attachment(path, data)
            image = clean_image(data)
        except InvalidInput as error:
            self._report.faults.append(ImportFault(path, 1, str(error)))
            return None
        self._report_on(path, image)
        self._report.images += 1
        sha256 = sha256_of(image) if self._is_dry_run else store_clean(self._settings, image)
        return _Stored(image.media_type, sha256, len(image.data), image.width, image.height)

    def _attachment(self, path: str, data: bytes) -> _Stored:
        self._report.attachments += 1
        sha256 = hashlib.sha256(data).hexdigest() if self._is_dry_run else store_attachment(self._settings, data)
        return _Stored(attachment_type(path), sha256, len(data), None, None)

    def _report_on(self, path: str, image: CleanImage) -> None:
        if image.fault:
            self._report.faults.append(ImportFault(path, 1, image.fault))
        self._report.notes += [f"{path}: {note}" for note in image.notes]
