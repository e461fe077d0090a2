"""A project as an export holds it."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any


@dataclass(frozen=True)
class ExportedText:
    """One text of an item, without its words: they are read when they are written."""

    id: int
    number: int
    origin: str
    author: str
    created_at: datetime
    is_current: bool


@dataclass(frozen=True)
class ExportedItem:
    """One item with its current text."""

    slug: str
    title: str
    summary: str
    brief: str
    tags: tuple[str, ...]
    state: str
    publish_at: datetime | None
    published_at: datetime | None
    source_path: str
    body: str
    authors: tuple[str, ...] = ()
    cover: str = ""
    language: str = ""
    series: str = ""
    weight: float | None = None
    layout: str = ""
    canonical_url: str = ""
    modified_at: datetime | None = None
    is_unlisted: bool = False
    held_because: str = ""
    extra: dict[str, Any] = field(default_factory=dict)
    redirects: tuple[str, ...] = ()
    """Its old addresses."""
    texts: tuple[ExportedText, ...] = ()
    has_unpublished_text: bool = False
    """Whether it is published, and its text or another field that its page shows was changed since."""
    utc_offset: int | None = None
    """The minutes by which the clock of its date is ahead of UTC, as its author wrote it."""


@dataclass(frozen=True)
class ExportedImage:
    """One image; its bytes are kept under its SHA-256."""

    path: str
    media_type: str
    sha256: str


@dataclass(frozen=True)
class ExportedProject:
    """A whole project, items in the order they were or will be published."""

    id: int
    slug: str
    title: str
    description: str
    author: str
    language: str
    platforms: tuple[str, ...]
    items: tuple[ExportedItem, ...]
    images: tuple[ExportedImage, ...]
    timezone: str = "UTC"
    has_unicode_slugs: bool = False
    fetches_remote_images: bool = False
