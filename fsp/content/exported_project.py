"""A project in the form that an export writes."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from fsp.content.site_design import SiteLink


@dataclass(frozen=True)
class ExportedText:
    """One revision of a post, without its text, which is read when it is written."""

    id: int
    number: int
    origin: str
    author: str
    created_at: datetime
    is_current: bool
    fields: dict[str, Any] | None = None
    """The title, tags and other values of the post with this text; None if they were not recorded."""


@dataclass(frozen=True)
class ExportedItem:
    """One post with its current text."""

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
    """Old addresses."""
    texts: tuple[ExportedText, ...] = ()
    has_unpublished_text: bool = False
    """Whether the post is published and its text or another shown field has changed since."""
    utc_offset: int | None = None
    """The UTC offset in minutes of the date as its author wrote it."""


@dataclass(frozen=True)
class ExportedImage:
    """One image. Its file is stored under its SHA-256."""

    path: str
    media_type: str
    sha256: str


@dataclass(frozen=True)
class ExportedProject:
    """A whole project, with posts in order of publication."""

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
    accent: str = ""
    logo: str = ""
    navigation: tuple[SiteLink, ...] = ()
    footer: str = ""
    slots: tuple[str, ...] = ()
    """The recurring times of its posts, such as "Mon 09:00"."""
    required_approvals: int = 0
    reviewer_role: str = "operator"
    reviewers: tuple[str, ...] = ()
    may_approve_own: bool = False
    theme: tuple[tuple[str, bytes], ...] = ()
    """The name and the content of each file of its own theme."""
    prompts: tuple[tuple[str, str], ...] = ()
    """The name and the text of each prompt that it has as a file."""
